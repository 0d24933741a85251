import { idOf, sendJson, unixSeconds } from '../server/send.js';
import { objectsIn } from '../server/request-body.js';
import type { Exchange } from '../server/types.js';
import { badRequest, sendError, type OpenAiError } from './openai.errors.js';
import { sendPage } from './openai.list.js';
import type { ResponseItem } from './openai.response-object.js';
import type { OpenAiCall, OpenAiRoute } from './openai.routes.js';

interface Conversation {
  object: { id: string; object: 'conversation'; created_at: number; metadata: unknown };
  items: ResponseItem[];
}

const ALL = /^\/v1\/conversations$/;
const ONE = /^\/v1\/conversations\/(conv_\w+)$/;
const ITEMS = /^\/v1\/conversations\/(conv_\w+)\/items$/;
const ITEM = /^\/v1\/conversations\/(conv_\w+)\/items\/(\w+)$/;

/** Conversations and their items, each seen with the key that made it. */
export const CONVERSATION_ROUTES: readonly OpenAiRoute[] = [
  { method: 'POST', path: ALL, body: 'json', handle: create },
  { method: 'GET', path: ONE, handle: (call) => withConversation(call, show) },
  { method: 'POST', path: ONE, body: 'json', handle: (call) => withConversation(call, update) },
  { method: 'DELETE', path: ONE, handle: (call) => withConversation(call, remove) },
  { method: 'GET', path: ITEMS, handle: (call) => withConversation(call, list) },
  { method: 'POST', path: ITEMS, body: 'json', needs: ['items'], handle: (call) => withConversation(call, addItems) },
  { method: 'GET', path: ITEM, handle: (call) => withConversation(call, showItem) },
  { method: 'DELETE', path: ITEM, handle: (call) => withConversation(call, removeItem) },
];

/** What a conversation holds; an error when this key has no such conversation. */
export function itemsOfConversation({ objects }: Exchange, id: string): ResponseItem[] | OpenAiError {
  return objects.find<Conversation>('conversation', id)?.items ?? missing(id);
}

/** Appends what a response was asked and said. */
export function addToConversation({ objects }: Exchange, id: string, items: readonly ResponseItem[]): void {
  objects.find<Conversation>('conversation', id)?.items.push(...items);
}

type Use = (call: OpenAiCall, conversation: Conversation, itemId: string) => void;

function withConversation(call: OpenAiCall, use: Use): void {
  const [id = '', itemId = ''] = call.ids;
  const found = call.exchange.objects.find<Conversation>('conversation', id);
  if (found === undefined) return sendError(call.exchange.response, missing(id));
  use(call, found, itemId);
}

function missing(id: string): OpenAiError {
  return { ...badRequest(`Conversation with id '${id}' not found.`, null), status: 404 };
}

function create({ exchange: { response, objects }, request }: OpenAiCall): void {
  const id = idOf('conv_');
  const object = { id, object: 'conversation' as const, created_at: unixSeconds(), metadata: request['metadata'] ?? {} };
  objects.put('conversation', id, { object, items: itemsIn(request['items']) });
  sendJson(response, 200, object);
}

function show({ exchange }: OpenAiCall, { object }: Conversation): void {
  sendJson(exchange.response, 200, object);
}

function update({ exchange, request }: OpenAiCall, { object }: Conversation): void {
  object.metadata = request['metadata'] ?? {};
  sendJson(exchange.response, 200, object);
}

function remove({ exchange: { response, objects } }: OpenAiCall, { object: { id } }: Conversation): void {
  objects.remove('conversation', id);
  sendJson(response, 200, { id, object: 'conversation.deleted', deleted: true });
}

function list({ exchange }: OpenAiCall, { items }: Conversation): void {
  sendPage(exchange, items);
}

function addItems({ exchange, request }: OpenAiCall, { items }: Conversation): void {
  const added = itemsIn(request['items']);
  items.push(...added);
  sendPage({ ...exchange, query: new URLSearchParams({ limit: '100' }) }, added, 'asc');
}

function showItem({ exchange }: OpenAiCall, { items }: Conversation, itemId: string): void {
  const item = items.find((one) => one['id'] === itemId);
  if (item !== undefined) return sendJson(exchange.response, 200, item);
  sendError(exchange.response, { ...badRequest(`Item with id '${itemId}' not found.`, null), status: 404 });
}

function removeItem({ exchange }: OpenAiCall, conversation: Conversation, itemId: string): void {
  conversation.items = conversation.items.filter((one) => one['id'] !== itemId);
  sendJson(exchange.response, 200, conversation.object);
}

function itemsIn(value: unknown): ResponseItem[] {
  return objectsIn(value).map((item) => ({ id: idOf('msg_'), type: 'message', status: 'completed', ...item }));
}
