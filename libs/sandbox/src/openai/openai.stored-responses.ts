import { beginEvents, idOf, sendJson, unixSeconds } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import { tokensOf } from '../text/tokens.js';
import { askOfResponses } from './openai.ask.js';
import { badRequest, sendError, type OpenAiError } from './openai.errors.js';
import { sendPage } from './openai.list.js';
import { eventsOf, numbered } from './openai.response-events.js';
import { createResponse, inputItems, type StoredResponse } from './openai.responses.js';
import type { OpenAiCall, OpenAiRoute } from './openai.routes.js';

const ONE = /^\/v1\/responses\/(resp_\w+)$/;

/** The Responses API: what makes one, what stores one, and what counts and compacts. */
export const RESPONSE_ROUTES: readonly OpenAiRoute[] = [
  {
    method: 'POST',
    path: /^\/v1\/responses$/,
    body: 'json',
    model: true,
    works: true,
    handle: ({ exchange, request }) => createResponse(exchange, request),
  },
  { method: 'POST', path: /^\/v1\/responses\/input_tokens$/, body: 'json', handle: countTokens },
  { method: 'POST', path: /^\/v1\/responses\/compact$/, body: 'json', model: true, works: true, handle: compact },
  { method: 'GET', path: ONE, handle: (call) => withResponse(call, read) },
  { method: 'DELETE', path: ONE, handle: (call) => withResponse(call, remove) },
  { method: 'POST', path: /^\/v1\/responses\/(resp_\w+)\/cancel$/, handle: (call) => withResponse(call, cancel) },
  { method: 'GET', path: /^\/v1\/responses\/(resp_\w+)\/input_items$/, handle: (call) => withResponse(call, list) },
];

function withResponse(
  { exchange, ids: [id = ''] }: OpenAiCall,
  use: (exchange: Exchange, stored: StoredResponse, id: string) => Promise<void> | void,
): Promise<void> | void {
  const stored = exchange.objects.find<StoredResponse>('response', id);
  return stored === undefined ? sendError(exchange.response, missing(id)) : use(exchange, stored, id);
}

function missing(id: string): OpenAiError {
  return { ...badRequest(`Response with id '${id}' not found.`, null), status: 404 };
}

/** A response of the background has run by the time when somebody looks. */
async function read(exchange: Exchange, stored: StoredResponse, id: string): Promise<void> {
  const { response, query, pace, objects } = exchange;
  const shown = stored.outcome ?? stored.response;
  if (stored.outcome !== undefined) objects.put('response', id, { response: shown, input: stored.input });
  if (query.get('stream') !== 'true') return sendJson(response, 200, shown);
  beginEvents(response);
  const from = Number(query.get('starting_after') ?? -1) + 1;
  const events = [...numbered(eventsOf({ ...shown, status: 'in_progress', output: [], usage: null }, shown))];
  if (await pace.write(response, events.slice(from))) response.end();
}

function remove({ response, objects }: Exchange, _stored: StoredResponse, id: string): void {
  objects.remove('response', id);
  sendJson(response, 200, { id, object: 'response.deleted', deleted: true });
}

function cancel({ response, objects }: Exchange, stored: StoredResponse, id: string): void {
  if (stored.response['background'] !== true) {
    return sendError(response, badRequest('Cannot cancel a synchronous response.', null));
  }
  const { outcome, input } = stored;
  const shown = outcome === undefined ? stored.response : { ...stored.response, status: 'cancelled' };
  objects.put('response', id, { response: shown, input });
  sendJson(response, 200, shown);
}

function list(exchange: Exchange, stored: StoredResponse): void {
  sendPage(exchange, stored.input);
}

function countTokens({ exchange, request }: OpenAiCall): void {
  const tools = request['tools'] === undefined ? '' : JSON.stringify(request['tools']);
  const input_tokens = tokensOf(askOfResponses(request).everything) + tokensOf(tools) + 8;
  sendJson(exchange.response, 200, { object: 'response.input_tokens', input_tokens });
}

/** The user's messages stay, the rest becomes one sealed item. */
function compact({ exchange, request }: OpenAiCall): void {
  const input = inputItems(request);
  const input_tokens = tokensOf(askOfResponses(request).everything) + 8;
  sendJson(exchange.response, 200, {
    id: idOf('resp_'),
    object: 'response.compaction',
    created_at: unixSeconds(),
    output: [
      ...input.filter((item) => item['role'] === 'user').map((item) => ({ ...item, status: 'completed' })),
      { id: idOf('cmp_'), type: 'compaction', encrypted_content: Buffer.from(JSON.stringify(input.length)).toString('base64') },
    ],
    usage: {
      input_tokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 32,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input_tokens + 32,
    },
  });
}
