import { createParser } from 'eventsource-parser';
import { ProviderError, type ProviderStrategy } from '#providers';
import { estimateInputTokens } from '../../byok/strategy/catalog/index.js';
import type { MeasuredUsage } from '../../usage/index.js';
import type { Called } from './job-calls.service.js';

/** What had come is paid for, so that the same key is not asked again. */
const broken = () =>
  new ProviderError('provider_unavailable', 'The provider broke off in the middle of its answer. Try again in a moment.', undefined, undefined, { repeatable: false });

interface Chunk {
  choices?: { delta?: { content?: unknown; refusal?: unknown }; finish_reason?: unknown }[];
  usage?: { prompt_tokens?: unknown; completion_tokens?: unknown } | null;
}

interface Completion {
  choices?: { message?: { content?: unknown; refusal?: unknown }; finish_reason?: unknown }[];
  usage?: Chunk['usage'];
}

/** Collects the text of a streamed chat completion. */
class Collector {
  private text = '';
  private refusal = '';
  private finish: unknown;
  private usage: MeasuredUsage | undefined;

  add(chunk: Chunk): void {
    const choice = chunk.choices?.[0];
    if (typeof choice?.delta?.content === 'string') this.text += choice.delta.content;
    if (typeof choice?.delta?.refusal === 'string') this.refusal += choice.delta.refusal;
    if (choice?.finish_reason) this.finish = choice.finish_reason;
    const { prompt_tokens: tokensIn, completion_tokens: tokensOut } = chunk.usage ?? {};
    if (typeof tokensIn === 'number' && typeof tokensOut === 'number') this.usage = { tokensIn, tokensOut, estimated: false };
  }

  /** The stream says that it is whole, whether or not it said why it stops. */
  end(): void {
    this.finish ??= 'stop';
  }

  /** @throws ProviderError when the answer isn't whole */
  whole(): Called<string> {
    if (this.refusal !== '' || this.finish === 'content_filter') {
      throw new ProviderError('content_blocked', 'The provider declined to answer because of its content policy. Change the text, or choose another model.');
    }
    if (this.finish === undefined) throw broken();
    if (this.finish === 'length') throw new ProviderError('request_invalid', "The answer was longer than the model's limit. Choose a model that may write more, or a shorter text.");
    return { value: this.text, usage: this.usage ?? { tokensOut: estimateInputTokens(this.text), estimated: true } };
  }
}

/** Reads chunks that a translation made. @throws ProviderError */
export async function readChunks(chunks: AsyncIterable<Record<string, unknown>>): Promise<Called<string>> {
  const collector = new Collector();
  for await (const chunk of chunks) collector.add(chunk as Chunk);
  return collector.whole();
}

/** Reads the event stream of a provider that speaks OpenAI's format; its bytes must be bounded. @throws ProviderError */
export async function readEvents(body: AsyncIterable<Uint8Array>, strategy: ProviderStrategy, signal: AbortSignal): Promise<Called<string>> {
  const collector = new Collector();
  const decoder = new TextDecoder();
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data === '[DONE]') return collector.end();
      const failure = strategy.classifyStart(`data: ${data}\n\n`);
      if (failure !== undefined) throw new ProviderError(failure.code, failure.message, failure.retryAfterSeconds);
      collector.add(JSON.parse(data) as Chunk);
    },
  });
  try {
    for await (const bytes of body) parser.feed(decoder.decode(bytes, { stream: true }));
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ProviderError ? error : broken();
  }
  return collector.whole();
}

/** Reads an answer that came in one piece, as servers send it that speak OpenAI's format without streams; its bytes must be bounded. @throws ProviderError */
export async function readWhole(body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Called<string>> {
  const collector = new Collector();
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of body) pieces.push(piece);
    const { choices, usage } = JSON.parse(Buffer.concat(pieces).toString('utf8')) as Completion;
    collector.add({ choices: choices?.map(({ message, finish_reason }) => ({ delta: message ?? {}, finish_reason })) ?? [], usage: usage ?? null });
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ProviderError ? error : broken();
  }
  return collector.whole();
}
