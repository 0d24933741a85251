import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { objectAt } from '../failure/json.js';
import type { OpenAiChatRequest, TranslatedChat } from '../provider-strategy.js';
import type { SendRequest } from '../wire.js';
import { callOptionsOf } from './call-options.js';
import { ChunkWriter } from './chunks.js';
import { answerHead, completionOf, type AnswerShape } from './completion.js';
import type { InputAbilities } from './content-parts.js';
import { providerErrorOf, unreadable, type FailureTerms } from './translate-error.js';
import { transportOver, type Transport } from './transport.js';

/** One provider's side of the translation. */
export interface Dialect extends FailureTerms {
  abilities: InputAbilities;
  /** The provider's model over the given fetch; made anew for each call, so that nothing is shared between users. */
  model(id: string, fetch: Transport['fetch']): LanguageModelV4;
  /** What the provider needs beyond the common options. */
  adapt(request: OpenAiChatRequest, options: LanguageModelV4CallOptions): LanguageModelV4CallOptions;
  shape(request: OpenAiChatRequest, options: LanguageModelV4CallOptions): AnswerShape;
}

/** Parts after which the answer has really begun, so that an error can no longer give way to another key. */
const CONTENT_PARTS: ReadonlySet<LanguageModelV4StreamPart['type']> = new Set([
  'text-start',
  'text-delta',
  'reasoning-start',
  'reasoning-delta',
  'tool-input-start',
  'tool-call',
  'file',
  'finish',
]);

/**
 * OpenAI's chat over a provider that speaks another format, by way of the AI SDK's provider package. The AI SDK
 * gets a placeholder instead of a key, and does not retry: `doGenerate` and `doStream` call once.
 */
export function translatedChat(dialect: Dialect): TranslatedChat {
  return {
    kind: 'translate',
    async complete(request, send, signal) {
      const options = optionsFor(dialect, request, signal);
      const transport = transportOver(send, signal);
      try {
        const result = await dialect.model(request.model, transport.fetch).doGenerate(options);
        if (result.finishReason.unified === 'error') throw unreadable(dialect);
        return completionOf(answerHead(request.model), result, dialect.shape(request, options));
      } catch (error) {
        signal.throwIfAborted();
        throw providerErrorOf(dialect, error, transport.failure());
      } finally {
        transport.close();
      }
    },
    async stream(request, send, signal) {
      const options = optionsFor(dialect, request, signal);
      const parts = partsOf(dialect, request, options, send, signal);
      const beginning: LanguageModelV4StreamPart[] = [];
      for (;;) {
        const next = await parts.next();
        if (next.done === true) break;
        beginning.push(next.value);
        if (CONTENT_PARTS.has(next.value.type)) break;
      }
      const includeUsage = objectAt(request, 'stream_options')['include_usage'] === true;
      const writer = new ChunkWriter(answerHead(request.model), dialect.shape(request, options), includeUsage);
      return chunksOf(writer, beginning, parts);
    },
  };
}

function optionsFor(dialect: Dialect, request: OpenAiChatRequest, signal: AbortSignal): LanguageModelV4CallOptions {
  return { ...dialect.adapt(request, callOptionsOf(request, dialect.abilities)), abortSignal: signal };
}

/** The provider's parts up to `finish`; every way to fail comes out as a ProviderError. */
async function* partsOf(
  dialect: Dialect,
  request: OpenAiChatRequest,
  options: LanguageModelV4CallOptions,
  send: SendRequest,
  signal: AbortSignal,
): AsyncGenerator<LanguageModelV4StreamPart, void> {
  const transport = transportOver(send, signal);
  try {
    const { stream } = await dialect.model(request.model, transport.fetch).doStream(options);
    for await (const part of stream) {
      if (part.type === 'error') throw part.error;
      if (part.type === 'finish' && isBroken(part)) throw unreadable(dialect);
      yield part;
      if (part.type === 'finish') return;
    }
    throw unreadable(dialect);
  } catch (error) {
    signal.throwIfAborted();
    throw providerErrorOf(dialect, error, transport.failure());
  } finally {
    transport.close();
  }
}

function isBroken(part: Extract<LanguageModelV4StreamPart, { type: 'finish' }>): boolean {
  return part.finishReason.unified === 'interrupted' || part.finishReason.unified === 'error';
}

async function* chunksOf(
  writer: ChunkWriter,
  beginning: readonly LanguageModelV4StreamPart[],
  parts: AsyncGenerator<LanguageModelV4StreamPart, void>,
): AsyncGenerator<Record<string, unknown>, void> {
  try {
    for (const part of beginning) yield* writer.write(part);
    for await (const part of parts) yield* writer.write(part);
  } finally {
    await parts.return();
  }
}
