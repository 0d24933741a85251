import type { PipedChat } from '../provider-strategy.js';

/** Chat with a provider that speaks OpenAI's format at `/v1/chat/completions`. */
export const OPENAI_FORMAT_CHAT: PipedChat = {
  kind: 'pipe',
  request: (body, stream) => ({
    method: 'POST',
    path: '/v1/chat/completions',
    headers: { 'content-type': 'application/json', accept: stream ? 'text/event-stream' : 'application/json' },
    body,
    isStream: stream,
  }),
};
