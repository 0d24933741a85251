import { createGoogle } from '@ai-sdk/google';
import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { randomUUID } from 'node:crypto';
import { storedImageIn } from '../chat/stored-images.js';
import { renamedTools, withFittingNames } from '../chat/tool-names.js';
import { translatedChat, type Dialect } from '../chat/translated-chat.js';
import { PLACEHOLDER_KEY, PLACEHOLDER_ORIGIN } from '../chat/transport.js';
import type { OpenAiChatRequest, TranslatedChat } from '../provider-strategy.js';
import { cachedContentOf, googleOptions, GOOGLE_EXTRAS } from '../extras/google-extras.js';
import { GeminiAnswer } from './gemini.answer.js';
import { classify, classifyStart } from './gemini.errors.js';

/** Gemini's seed is a number of 32 bits. */
const SEEDS = 2 ** 31;
/** Gemini takes penalties below 2 only. */
const MAX_PENALTY = 1.99;

const dialect: Dialect = {
  name: 'Gemini',
  classify,
  classifyStart,
  abilities: { models: 'Gemini models', audio: true },
  reads: ['seed', 'presence_penalty', 'frequency_penalty', 'messages.tool_calls.extra_content.google.thought_signature', ...GOOGLE_EXTRAS],
  model: ({ model }, fetch) =>
    createGoogle({
      apiKey: PLACEHOLDER_KEY,
      baseURL: `${PLACEHOLDER_ORIGIN}/v1beta`,
      fetch,
      generateId: () => `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`,
    })(model),
  adapt,
  storedField: (request) => (cachedContentOf(request) === undefined ? storedImageIn(request) : 'extra_body.google.cached_content'),
  reader: (request) => new GeminiAnswer(renamedTools(request)),
  shape: (request) => ({ unfence: false, singleToolCall: request['parallel_tool_calls'] === false }),
};

/** Through the native endpoint, since Google's own OpenAI-compatible one refuses new keys. */
export const chat: TranslatedChat = translatedChat(dialect);

function adapt(request: OpenAiChatRequest, options: LanguageModelV4CallOptions): LanguageModelV4CallOptions {
  const { seed, stopSequences, presencePenalty, frequencyPenalty } = options;
  const stops = stopSequences?.filter((stop) => stop !== '');
  return {
    ...withFittingNames(options),
    seed: seed === undefined ? undefined : seed % SEEDS,
    stopSequences: stops?.length ? stops : undefined,
    presencePenalty: bounded(presencePenalty),
    frequencyPenalty: bounded(frequencyPenalty),
    providerOptions: googleOptions(request),
  };
}

function bounded(penalty: number | undefined): number | undefined {
  return penalty === undefined ? undefined : Math.min(penalty, MAX_PENALTY);
}
