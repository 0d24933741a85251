import { createGoogle } from '@ai-sdk/google';
import { randomUUID } from 'node:crypto';
import { translatedChat, type Dialect } from '../chat/translated-chat.js';
import { PLACEHOLDER_KEY, PLACEHOLDER_ORIGIN } from '../chat/transport.js';
import type { TranslatedChat } from '../provider-strategy.js';
import { GeminiAnswer } from './gemini.answer.js';
import { classify, classifyStart } from './gemini.errors.js';

const dialect: Dialect = {
  name: 'Gemini',
  classify,
  classifyStart,
  abilities: { models: 'Gemini models', audio: true },
  model: (id, fetch) =>
    createGoogle({
      apiKey: PLACEHOLDER_KEY,
      baseURL: `${PLACEHOLDER_ORIGIN}/v1beta`,
      fetch,
      generateId: () => `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`,
    })(id),
  adapt: (_request, options) => options,
  reader: () => new GeminiAnswer(),
  shape: (request) => ({ unfence: false, singleToolCall: request['parallel_tool_calls'] === false }),
};

/** Through the native endpoint, since Google's own OpenAI-compatible one refuses new keys. */
export const chat: TranslatedChat = translatedChat(dialect);
