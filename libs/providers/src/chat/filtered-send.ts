import { isFilled, isObject, parseJson, type JsonObject } from '../failure/json.js';
import { StreamEvents, type StreamEvent } from '../failure/stream-events.js';
import { ProviderError, type SendRequest } from '../wire.js';
import type { AnswerReader } from './answer-reader.js';
import { foreignFormat, unreadable, type FailureTerms } from './translate-error.js';

/** Sends one request, and lets its answer through only as what an `AnswerReader` picks from it. */
export interface FilteredSend {
  send: SendRequest;
  /** The request went out. */
  wasSent(): boolean;
  /**
   * What ended the answer before its time: an error inside it, in whatever form, bytes that are not in the provider's
   * format, or what the connection threw. The body itself then just ends, since an error thrown there would overtake
   * the text that came before it.
   */
  failure(): unknown;
}

/** @param stream whether the answer comes in events, or as one JSON body */
export function filteredSend(terms: FailureTerms, reader: AnswerReader, stream: boolean, send: SendRequest): FilteredSend {
  let sent = false;
  let failure: unknown;
  const fail = (error: unknown): void => {
    failure ??= error;
  };
  return {
    send: async (request) => {
      sent = true;
      const response = await send(request);
      const source = response.body[Symbol.asyncIterator]();
      const next = stream ? nextEvents(terms, reader, source, fail) : nextWhole(terms, reader, source);
      return { ...response, body: bodyOf(source, next, fail) };
    },
    wasSent: () => sent,
    failure: () => failure,
  };
}

type Source = AsyncIterator<Uint8Array>;
/** The next bytes; undefined at the end. */
type Next = () => Promise<Uint8Array | undefined>;

/** Not a generator: its `return` would wait for a provider that is silent. */
function bodyOf(source: Source, next: Next, fail: (error: unknown) => void): AsyncIterable<Uint8Array> {
  let ended = false;
  const iterator: Source = {
    next: async () => {
      const value = ended ? undefined : await next().catch(fail);
      ended = value === undefined;
      // An error inside the answer ends it here, though the provider may go on: its connection, and the key in its request, would stay.
      if (ended) void Promise.resolve(source.return?.()).catch(() => undefined);
      return value === undefined ? { done: true, value } : { done: false, value };
    },
    return: async () => {
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

function nextEvents(terms: FailureTerms, reader: AnswerReader, source: Source, fail: (error: unknown) => void): Next {
  const events = new StreamEvents();
  let ended = false;
  let isOver = false;
  return async () => {
    while (!ended) {
      const next = await source.next().catch(fail);
      if (next === undefined) break;
      const picked: JsonObject[] = [];
      try {
        for (const event of next.done === true ? events.end() : events.feed(next.value)) picked.push(...pick(terms, reader, event));
        if (next.done === true && !reader.recognised) throw foreignFormat(terms);
        ended = next.done === true;
      } catch (error) {
        // What came before the error, in the same bytes, belongs to the answer.
        ended = true;
        fail(error);
      }
      if (picked.length > 0) return written(picked);
    }
    ended = true;
    const rest = isOver ? [] : (reader.rest?.() ?? []);
    isOver = true;
    return rest.length > 0 ? written(rest) : undefined;
  };
}

const written = (events: readonly JsonObject[]): Buffer => Buffer.from(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));

function nextWhole(terms: FailureTerms, reader: AnswerReader, source: Source): Next {
  let ended = false;
  return async () => {
    if (ended) return undefined;
    const pieces: Uint8Array[] = [];
    for (let next = await source.next(); next.done !== true; next = await source.next()) pieces.push(next.value);
    ended = true;
    const parsed = parseJson(Buffer.concat(pieces).toString('utf8').trim());
    const data: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
    if (isObject(data)) throwError(terms, undefined, data);
    const answer = isObject(data) ? reader.whole(data) : undefined;
    if (answer === undefined) throw foreignFormat(terms);
    return Buffer.from(JSON.stringify(answer));
  };
}

function pick(terms: FailureTerms, reader: AnswerReader, { event, data }: StreamEvent): JsonObject[] {
  if (data.trim() === '' || data === '[DONE]') return [];
  const parsed = parseJson(data);
  if (parsed === undefined && event !== 'error') {
    if (event !== undefined && !reader.eventNames.has(event)) return [];
    throw reader.recognised ? unreadable(terms) : foreignFormat(terms);
  }
  const values: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return values.flatMap((value) => {
    if (event === 'error' || isObject(value)) throwError(terms, event, isObject(value) ? value : { message: data });
    return isObject(value) ? reader.event(value) : [];
  });
}

/** Throws the error that an event or a body is. */
function throwError(terms: FailureTerms, event: string | undefined, data: JsonObject): void {
  const { error } = data;
  const isError = event === 'error' || data['type'] === 'error' || isFilled(error) || (typeof error === 'string' && error !== '');
  if (!isError) return;
  const { code, message, retryAfterSeconds } = terms.classifyStart(`event: error\ndata: ${JSON.stringify(data)}\n\n`) ?? unreadable(terms);
  throw new ProviderError(code, message, retryAfterSeconds);
}
