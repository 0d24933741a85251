import { isObject, objectsIn, type JsonObject } from '../server/request-body.js';
import { idOf, sendJson, sendText } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import { badRequest, notFound, sendError } from './anthropic.errors.js';
import { sendPage } from './anthropic.list.js';
import { messageFor } from './anthropic.messages.js';
import { problemOf } from './anthropic.request-rules.js';
import type { AnthropicCall, AnthropicRoute } from './anthropic.routes.js';

interface StoredBatch {
  object: { id: string; processing_status: string; [field: string]: unknown };
  requests: { customId: string; params: JsonObject }[];
}

const ALL = /^\/v1\/messages\/batches$/;
const ONE = /^\/v1\/messages\/batches\/(msgbatch_\w+)$/;

/** Message batches, each seen with the key that made it. */
export const BATCH_ROUTES: readonly AnthropicRoute[] = [
  { method: 'POST', path: ALL, json: true, works: true, handle: create },
  { method: 'GET', path: ALL, handle: list },
  { method: 'GET', path: ONE, handle: withBatch(read) },
  { method: 'DELETE', path: ONE, handle: withBatch(remove) },
  { method: 'POST', path: /^\/v1\/messages\/batches\/(msgbatch_\w+)\/cancel$/, handle: withBatch(cancel) },
  { method: 'GET', path: /^\/v1\/messages\/batches\/(msgbatch_\w+)\/results$/, handle: withBatch(results) },
];

function withBatch(use: (exchange: Exchange, batch: StoredBatch) => void): AnthropicRoute['handle'] {
  return ({ exchange, id }) => {
    const batch = exchange.objects.find<StoredBatch>('batch', id);
    if (batch === undefined) sendError(exchange.response, notFound(`Message batch not found: ${id}`));
    else use(exchange, batch);
  };
}

function create({ exchange, request }: AnthropicCall): void {
  const { response, objects } = exchange;
  const entries = objectsIn(request['requests']);
  if (entries.length === 0) return sendError(response, badRequest('requests: at least one request is required'));
  const requests = entries.map((entry) => ({
    customId: String(entry['custom_id'] ?? ''),
    params: isObject(entry['params']) ? entry['params'] : {},
  }));
  const unnamed = requests.findIndex(({ customId }) => !/^[\w-]{1,64}$/.test(customId));
  if (unnamed >= 0) {
    return sendError(response, badRequest(`requests.${unnamed}.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'`));
  }
  if (new Set(requests.map(({ customId }) => customId)).size < requests.length) {
    return sendError(response, badRequest('requests: custom_id must be unique within the batch'));
  }
  const now = Date.now();
  const id = idOf('msgbatch_');
  const object = {
    id,
    type: 'message_batch',
    processing_status: 'in_progress',
    request_counts: { processing: requests.length, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
    created_at: new Date(now).toISOString(),
    expires_at: new Date(now + 86_400_000).toISOString(),
    ended_at: null,
    cancel_initiated_at: null,
    archived_at: null,
    results_url: null,
  };
  objects.put('batch', id, { object, requests });
  sendJson(response, 200, object);
}

function list({ exchange }: AnthropicCall): void {
  sendPage(exchange, exchange.objects.list<StoredBatch>('batch').map((batch) => batch.object));
}

/** A batch has run by the time when somebody looks. */
function read(exchange: Exchange, batch: StoredBatch): void {
  if (batch.object.processing_status === 'in_progress') {
    const outcomes = batch.requests.map(({ params }) => outcomeOf(exchange, params).type);
    const succeeded = outcomes.filter((type) => type === 'succeeded').length;
    end(exchange, batch, { succeeded, errored: outcomes.length - succeeded, canceled: 0 });
  }
  sendJson(exchange.response, 200, batch.object);
}

function end(
  { request }: Exchange,
  { object }: StoredBatch,
  counts: { succeeded: number; errored: number; canceled: number },
): void {
  Object.assign(object, {
    processing_status: 'ended',
    request_counts: { processing: 0, expired: 0, ...counts },
    ended_at: new Date().toISOString(),
    results_url: `http://${request.headers.host}/v1/messages/batches/${object.id}/results`,
  });
}

function cancel(exchange: Exchange, batch: StoredBatch): void {
  const { object, requests } = batch;
  if (object.processing_status === 'ended') {
    return sendError(exchange.response, badRequest(`Batch ${object.id} has already ended.`));
  }
  object['cancel_initiated_at'] = new Date().toISOString();
  sendJson(exchange.response, 200, { ...object, processing_status: 'canceling' });
  end(exchange, batch, { succeeded: 0, errored: 0, canceled: requests.length });
}

function remove({ response, objects }: Exchange, { object }: StoredBatch): void {
  if (object.processing_status !== 'ended') {
    return sendError(response, badRequest(`Message Batch ${object.id} cannot be deleted while it is in progress.`));
  }
  objects.remove('batch', object.id);
  sendJson(response, 200, { id: object.id, type: 'message_batch_deleted' });
}

function results(exchange: Exchange, { object, requests }: StoredBatch): void {
  if (object.processing_status !== 'ended') {
    return sendError(exchange.response, badRequest(`Batch ${object.id} has not ended yet.`));
  }
  const lines = requests.map(({ customId, params }) => {
    const result = object['cancel_initiated_at'] === null ? outcomeOf(exchange, params) : { type: 'canceled' };
    return `${JSON.stringify({ custom_id: customId, result })}\n`;
  });
  sendText(exchange.response, 200, lines.join(''), { 'content-type': 'application/binary' });
}

function outcomeOf(exchange: Exchange, params: JsonObject): { type: string; [field: string]: unknown } {
  const problem = problemOf(exchange, params, ['model', 'max_tokens', 'messages']);
  if (problem === undefined) return { type: 'succeeded', message: messageFor(params) };
  const { type, message } = problem;
  return { type: 'errored', error: { type: 'error', error: { type, message } } };
}
