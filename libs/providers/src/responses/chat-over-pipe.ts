import type { OnDropped } from '../chat/dropped-fields.js';
import { readJson } from '../chat/read-json.js';
import { foreignFormat, unreadable, type FailureTerms } from '../chat/translate-error.js';
import { isObject, parseJson, type JsonObject } from '../failure/json.js';
import { StreamEvents, type StreamEvent } from '../failure/stream-events.js';
import { UnlistedFieldError, type OnUnlisted } from '../fields/copy-listed.js';
import type { RouteFields } from '../fields/provider-fields.js';
import type { OpenAiRequest, PipedChat } from '../provider-strategy.js';
import { ProviderError, type SendRequest } from '../wire.js';
import type { AskableChat } from './translated-responses.js';

const ignore = (): void => undefined;
const INDEX = /\[\d+\]/g;

/**
 * A chat of OpenAI's format that is read here, not only passed on, and that the platform's key always pays for: only
 * what is listed goes out.
 * @param list of the chat under the platform's key
 */
export function chatOverPipe(chat: PipedChat, terms: FailureTerms, list: RouteFields): AskableChat {
  const ask = (request: OpenAiRequest, send: SendRequest, stream: boolean, onDropped: OnDropped = ignore) => {
    const fields = listed(request, list, (path) => onDropped(path.replaceAll(INDEX, '')));
    return send(chat.request(Buffer.from(JSON.stringify(fields)), stream));
  };
  return {
    storedField: (request) => unlistedValue(request, list),
    async complete(request, send, _signal, onDropped) {
      const { body } = await ask(request, send, false, onDropped);
      const completion = await readJson(body);
      if (!isObject(completion) || !Array.isArray(completion['choices'])) throw foreignFormat(terms);
      return completion;
    },
    async stream(request, send, _signal, onDropped) {
      const { body } = await ask(request, send, true, onDropped);
      const chunks = chunksIn(terms, body);
      const first = await chunks.next();
      if (first.done === true) throw foreignFormat(terms);
      return following(first.value, chunks);
    },
  };
}

/** The listed part of a chat, whose maximum stands where the provider reads one. @throws UnlistedFieldError for a value */
function listed(request: Readonly<Record<string, unknown>>, list: RouteFields, onUnlisted: OnUnlisted): Record<string, unknown> {
  const { max_completion_tokens: maximum, ...others } = request;
  const fields = list.rewrite(others, onUnlisted);
  if (maximum !== undefined) list.limitOutput(fields, { most: maximum as number, usual: maximum as number });
  return fields;
}

/** The place of a value that the list leaves out, which changes the answer and so is not dropped. */
function unlistedValue(request: Readonly<Record<string, unknown>>, list: RouteFields): string | undefined {
  try {
    listed(request, list, ignore);
    return undefined;
  } catch (error) {
    if (error instanceof UnlistedFieldError) return error.path;
    throw error;
  }
}

async function* following(first: JsonObject, rest: AsyncIterable<JsonObject>): AsyncGenerator<JsonObject, void> {
  yield first;
  yield* rest;
}

async function* chunksIn(terms: FailureTerms, body: AsyncIterable<Uint8Array>): AsyncGenerator<JsonObject, void> {
  const events = new StreamEvents();
  const end = { isReached: false };
  for await (const bytes of body) yield* chunksOf(terms, events.feed(bytes), end);
  yield* chunksOf(terms, events.end(), end);
  if (!end.isReached) throw unreadable(terms);
}

function* chunksOf(terms: FailureTerms, events: readonly StreamEvent[], end: { isReached: boolean }): Generator<JsonObject, void> {
  for (const { event, data } of events) {
    if (data === '[DONE]') {
      end.isReached = true;
      continue;
    }
    const failure = terms.classifyStart(`${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`);
    if (failure !== undefined) throw new ProviderError(failure.code, failure.message, failure.retryAfterSeconds, undefined, failure);
    const chunk = parseJson(data);
    if (isObject(chunk)) yield chunk;
  }
}
