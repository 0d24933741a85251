import { beginEvents, idOf, sendJson } from '../server/send.js';
import { isObject, objectsIn, type JsonObject } from '../server/request-body.js';
import type { Exchange } from '../server/types.js';
import { replyTo } from '../text/reply.js';
import { askOfResponses } from './openai.ask.js';
import { addToConversation, itemsOfConversation } from './openai.conversations.js';
import { badRequest, sendError, type OpenAiError } from './openai.errors.js';
import { eventsOf, numbered } from './openai.response-events.js';
import { responseProblem } from './openai.response-rules.js';
import { conversationOf, finished, frameOf, itemsOf, type ResponseItem } from './openai.response-object.js';

/** A stored response, with what it was made from. */
export interface StoredResponse {
  response: ResponseItem;
  /** The items of its own request, with ids. */
  input: ResponseItem[];
  /** What it becomes once it has run; only of one that runs in the background. */
  outcome?: ResponseItem;
}

/** POST /v1/responses: plain, as typed events, or in the background; stored unless `store` is false. */
export async function createResponse(exchange: Exchange, request: JsonObject): Promise<void> {
  const { response, pace, standing, objects } = exchange;
  const before = historyOf(exchange, request);
  if (!Array.isArray(before)) return sendError(response, before);
  const problem = responseProblem(request, before);
  if (problem !== undefined) return sendError(response, problem);
  const input = inputItems(request);
  const reply = replyTo(askOfResponses({ ...request, input: [...before, ...input] }));
  const background = request['background'] === true;
  const frame = frameOf(request, background ? 'queued' : 'in_progress');
  const whole = finished(frame, reply, itemsOf(reply, request));
  const id = String(frame['id']);
  const keep = (stored: StoredResponse): void => {
    if (request['store'] !== false) objects.put('response', id, stored);
    const conversation = conversationOf(request);
    if (conversation !== null) {
      addToConversation(exchange, conversation.id, [...input, ...(whole['output'] as ResponseItem[])]);
    }
  };
  const headers = { 'x-request-id': idOf('req_') };
  if (request['stream'] !== true) {
    if (background) {
      keep({ response: frame, input, outcome: whole });
      return sendJson(response, 200, frame, headers);
    }
    keep({ response: whole, input });
    return sendJson(response, 200, whole, headers);
  }
  beginEvents(response, headers);
  const events = [...numbered(eventsOf(frame, whole))];
  if (standing === 'midstream') {
    const failure = {
      type: 'error',
      code: 'server_error',
      message: 'The server had an error while processing your request.',
      param: null,
    };
    if (await pace.write(response, [...events.slice(0, 6), ...numbered([failure], 6)])) response.end();
    return;
  }
  keep({ response: whole, input });
  if (await pace.write(response, events)) response.end();
}

/** The whole response to a request that refers to nothing stored. */
export function responseFor(request: JsonObject): ResponseItem {
  const reply = replyTo(askOfResponses(request));
  return finished(frameOf({ ...request, store: false }), reply, itemsOf(reply, request));
}

/** The items that a request brings itself, each with an id. */
export function inputItems(request: JsonObject): ResponseItem[] {
  const { input } = request;
  const text = typeof input === 'string' ? [{ type: 'input_text', text: input }] : [];
  const items = typeof input === 'string' ? [{ type: 'message', role: 'user', content: text }] : objectsIn(input);
  return items.map((item: JsonObject) => ({ id: item['id'] ?? idOf('msg_'), type: 'message', ...item }));
}

/** What the previous response or the conversation says; an error when this key has no such thing. */
function historyOf(exchange: Exchange, request: JsonObject): ResponseItem[] | OpenAiError {
  const previous = request['previous_response_id'];
  const conversation = conversationOf(request);
  if (previous != null && conversation !== null) {
    return badRequest(
      "Mutually exclusive parameters: 'previous_response_id' and 'conversation'. Ensure you are only providing one of: 'previous_response_id' or 'conversation'.",
      'previous_response_id',
      'mutually_exclusive_parameters',
    );
  }
  if (conversation !== null) return itemsOfConversation(exchange, conversation.id);
  if (previous == null) return [];
  const stored = exchange.objects.find<StoredResponse>('response', String(previous));
  if (stored === undefined) {
    return badRequest(
      `Previous response with id '${String(previous)}' not found.`,
      'previous_response_id',
      'previous_response_not_found',
    );
  }
  const earlier = historyOf(exchange, { previous_response_id: stored.response['previous_response_id'] });
  const output = stored.response['output'];
  return [...(Array.isArray(earlier) ? earlier : []), ...stored.input, ...objectsIn(output).filter(isObject)];
}
