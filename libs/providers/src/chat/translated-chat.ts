import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { objectAt } from '../failure/json.js';
import type { OpenAiChatRequest, OpenAiRequest, TranslatedChat } from '../provider-strategy.js';
import { ProviderError, type SendRequest } from '../wire.js';
import { droppedFieldsOf, type OnDropped } from './dropped-fields.js';
import { nameLeftOut } from './warnings.js';
import { callOptionsOf } from './call-options.js';
import { ChunkWriter } from './chunks.js';
import type { AnswerReader, Ending } from './answer-reader.js';
import { answerHead, completionOf, type AnswerShape } from './completion.js';
import type { InputAbilities } from './content-parts.js';
import { filteredSend } from './filtered-send.js';
import { finishOf, type AnswerContent } from './finish.js';
import { unsupported } from './refusal.js';
import { providerErrorOf, unreadable, type FailureTerms } from './translate-error.js';
import { transportOver, type Transport } from './transport.js';

/** One provider's side of the translation. */
export interface Dialect extends FailureTerms {
  abilities: InputAbilities;
  /** Fields of a request that it reads beyond the common ones, in the form of `fieldTree`. */
  reads: readonly string[];
  /** The provider's model over the given fetch; made anew for each call, so that nothing is shared between users. */
  model(request: OpenAiChatRequest, fetch: Transport['fetch'], onDropped: OnDropped): LanguageModelV4;
  /** What the provider needs beyond the common options. */
  adapt(request: OpenAiChatRequest, options: LanguageModelV4CallOptions, onDropped: OnDropped): LanguageModelV4CallOptions;
  storedField(request: Readonly<Record<string, unknown>>): string | undefined;
  /** Reads the one answer to this request. */
  reader(request: OpenAiChatRequest): AnswerReader;
  shape(request: OpenAiChatRequest, options: LanguageModelV4CallOptions): AnswerShape;
}

type FinishPart = Extract<LanguageModelV4StreamPart, { type: 'finish' }>;

const UNSAID: Ending = { kind: undefined, reason: undefined };

/** Parts after which the answer has really begun, so that an error can no longer give way to another key. */
const CONTENT_PARTS: ReadonlySet<LanguageModelV4StreamPart['type']> = new Set([
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
  const nameDropped = droppedFieldsOf(dialect.reads);
  return {
    kind: 'translate',
    storedField: (request) => dialect.storedField(request),
    async complete(asked, send, signal, onDropped = ignore) {
      const request = chatOf(asked);
      const options = optionsFor(dialect, request, signal, onDropped);
      nameDropped(request, onDropped);
      const reader = dialect.reader(request);
      const filter = filteredSend(dialect, reader, false, send);
      const transport = transportOver(filter.send, signal);
      try {
        const result = await dialect.model(request, transport.fetch, onDropped).doGenerate(options);
        nameLeftOut(result.warnings, request, onDropped);
        const hasText = result.content.some((part) => part.type === 'text' && part.text !== '');
        const hasCalls = result.content.some((part) => part.type === 'tool-call');
        const finishReason = finishOf(dialect.name, reader.ending ?? UNSAID, { hasText, hasCalls });
        return completionOf(answerHead(request.model), { ...result, finishReason }, dialect.shape(request, options));
      } catch (error) {
        signal.throwIfAborted();
        throw providerErrorOf(dialect, error, filter.failure() ?? transport.failure(), filter.wasSent());
      } finally {
        transport.close();
      }
    },
    async stream(asked, send, signal, onDropped = ignore) {
      const request = chatOf(asked);
      const options = optionsFor(dialect, request, signal, onDropped);
      nameDropped(request, onDropped);
      const parts = partsOf(dialect, request, options, send, signal, onDropped);
      const beginning: LanguageModelV4StreamPart[] = [];
      for (;;) {
        const next = await parts.next();
        if (next.done === true) break;
        beginning.push(next.value);
        if (isContent(next.value)) break;
      }
      const includeUsage = objectAt(request, 'stream_options')['include_usage'] === true;
      const writer = new ChunkWriter(answerHead(request.model), dialect.shape(request, options), includeUsage);
      return chunksOf(writer, beginning, parts);
    },
  };
}

const ignore = (): void => undefined;

/** @throws ProviderError `request_invalid` without messages */
function chatOf(request: OpenAiRequest): OpenAiChatRequest {
  const { messages } = request;
  if (!Array.isArray(messages)) throw unsupported('messages', 'must be a list.');
  return { ...request, messages };
}

function optionsFor(dialect: Dialect, request: OpenAiChatRequest, signal: AbortSignal, onDropped: OnDropped): LanguageModelV4CallOptions {
  return { ...dialect.adapt(request, callOptionsOf(request, dialect.abilities), onDropped), abortSignal: signal };
}

/** The provider's parts up to `finish`; every way to fail comes out as a ProviderError. */
async function* partsOf(
  dialect: Dialect,
  request: OpenAiChatRequest,
  options: LanguageModelV4CallOptions,
  send: SendRequest,
  signal: AbortSignal,
  onDropped: OnDropped,
): AsyncGenerator<LanguageModelV4StreamPart, void> {
  const reader = dialect.reader(request);
  const filter = filteredSend(dialect, reader, true, send);
  const transport = transportOver(filter.send, signal);
  let hasText = false;
  let hasCalls = false;
  try {
    const { stream } = await dialect.model(request, transport.fetch, onDropped).doStream(options);
    for await (const part of stream) {
      if (part.type === 'error') throw part.error;
      if (part.type === 'stream-start') nameLeftOut(part.warnings, request, onDropped);
      if (part.type === 'finish') {
        if (isCutShort(filter.failure(), reader)) break;
        const finishReason = endOf(dialect, part, reader, { hasText, hasCalls });
        yield { ...part, finishReason };
        return;
      }
      hasText ||= part.type === 'text-delta' && part.delta !== '';
      hasCalls ||= part.type === 'tool-call';
      yield part;
    }
    throw unreadable(dialect);
  } catch (error) {
    signal.throwIfAborted();
    throw providerErrorOf(dialect, error, filter.failure() ?? transport.failure(), filter.wasSent());
  } finally {
    transport.close();
  }
}

function isContent(part: LanguageModelV4StreamPart): boolean {
  return CONTENT_PARTS.has(part.type) && !(part.type === 'text-delta' && part.delta === '');
}

/** A connection that breaks behind the provider's word that the answer ended takes nothing from it. */
function isCutShort(failure: unknown, { ending }: AnswerReader): boolean {
  return failure !== undefined && (ending === undefined || failure instanceof ProviderError);
}

/** A stream that stops without the provider's word that it is whole broke off, unless it never had anything to say. */
function endOf(dialect: Dialect, part: FinishPart, { ending }: AnswerReader, content: AnswerContent): FinishPart['finishReason'] {
  const isEmpty = !content.hasText && !content.hasCalls;
  if (ending === undefined && !(isEmpty && part.finishReason.unified === 'interrupted')) throw unreadable(dialect);
  return finishOf(dialect.name, ending ?? UNSAID, content);
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
