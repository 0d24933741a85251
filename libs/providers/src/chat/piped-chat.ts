import type { PipedRoute } from '../provider-strategy.js';

/** A route of a provider that has it as OpenAI does. @param path from the provider's origin */
export function pipedRoute(path: string): PipedRoute {
  return {
    kind: 'pipe',
    request: (body, stream) => ({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json', accept: stream ? 'text/event-stream' : 'application/json' },
      body,
      isStream: stream,
    }),
  };
}

/** Chat with a provider that speaks OpenAI's format at `/v1/chat/completions`. */
export const OPENAI_FORMAT_CHAT: PipedRoute = pipedRoute('/v1/chat/completions');
