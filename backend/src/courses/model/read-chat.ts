import { ProviderError, StreamEvents, parseJson, type ProviderStrategy, type StreamEvent } from '#providers';
import type { CallResult } from '../../jobs/index.js';
import { ChatCollector } from './chat-collector.js';

const notRepeatable = (message: string) => new ProviderError('provider_unavailable', message, undefined, undefined, { repeatable: false });
/** What had come is paid for, so that the same key is not asked again. */
const broken = () => notRepeatable('The provider broke off in the middle of its answer. Try again in a moment.');
const foreign = () => notRepeatable("What came in place of an answer is not in the provider's format: look for a proxy in between.");

/** Reads chunks that a translation made. @throws ProviderError */
export async function readChunks(chunks: AsyncIterable<Record<string, unknown>>): Promise<CallResult<string>> {
  const collector = new ChatCollector();
  for await (const chunk of chunks) collector.add(chunk);
  return wholeOf(collector);
}

/**
 * Reads the event stream of a provider that speaks OpenAI's format; its bytes must be bounded. What is new in it is
 * passed over. @throws ProviderError
 */
export async function readEvents(body: AsyncIterable<Uint8Array>, strategy: ProviderStrategy, signal: AbortSignal): Promise<CallResult<string>> {
  const collector = new ChatCollector();
  const events = new StreamEvents();
  const take = (event: StreamEvent) => takeEvent(event, collector, strategy);
  try {
    for await (const bytes of body) events.feed(bytes).forEach(take);
    events.end().forEach(take);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ProviderError ? error : broken();
  }
  return wholeOf(collector);
}

/**
 * Reads an answer that came in one piece, as servers send it that speak OpenAI's format without streams; its bytes
 * must be bounded. @throws ProviderError
 */
export async function readWhole(body: AsyncIterable<Uint8Array>, strategy: ProviderStrategy, signal: AbortSignal): Promise<CallResult<string>> {
  const collector = new ChatCollector();
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of body) pieces.push(piece);
  } catch {
    signal.throwIfAborted();
    throw broken();
  }
  const text = Buffer.concat(pieces).toString('utf8');
  const answer = parseJson(text);
  if (answer === undefined) throw foreign();
  throwError({ event: undefined, data: text }, strategy);
  collector.add(answer);
  if (collector.hasText) collector.end();
  return wholeOf(collector);
}

function takeEvent(event: StreamEvent, collector: ChatCollector, strategy: ProviderStrategy): void {
  const data = event.data.trim();
  if (data === '') return;
  if (data === '[DONE]') return collector.end();
  throwError(event, strategy);
  const value = parseJson(data);
  if (value === undefined && event.event === undefined) throw collector.recognised ? broken() : foreign();
  for (const chunk of Array.isArray(value) ? (value as unknown[]) : [value]) collector.add(chunk);
}

/** @throws the error that an event or a body is, in the provider's terms */
function throwError({ event, data }: StreamEvent, strategy: ProviderStrategy): void {
  if (event !== 'error' && !data.includes('"error"')) return;
  const failure = strategy.classifyStart(`${event === undefined ? '' : `event: ${event}\n`}data: ${data.replaceAll('\n', '\ndata: ')}\n\n`);
  if (failure !== undefined) throw new ProviderError(failure.code, failure.message, failure.retryAfterSeconds);
}

function wholeOf(collector: ChatCollector): CallResult<string> {
  if (!collector.recognised) throw foreign();
  if (!collector.isWhole) throw broken();
  return collector.whole();
}
