import { isObject, jsonOf, stringAt, type JsonObject } from '../server/request-body.js';
import { idOf, sendJson, unixSeconds } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import { completionFor } from './openai.chat.js';
import { badRequest, sendError, type OpenAiError } from './openai.errors.js';
import { fileOf, noSuchFile, storeFile } from './openai.files.js';
import { sendPage } from './openai.list.js';
import { responseFor } from './openai.responses.js';
import type { OpenAiCall, OpenAiRoute } from './openai.routes.js';

type Batch = Record<string, unknown> & { id: string; status: string };

const ENDPOINTS = ['/v1/responses', '/v1/chat/completions'];
const ALL = /^\/v1\/batches$/;

/** Batches of requests in a file, each seen with the key that made it. */
export const BATCH_ROUTES: readonly OpenAiRoute[] = [
  {
    method: 'POST',
    path: ALL,
    body: 'json',
    needs: ['input_file_id', 'endpoint', 'completion_window'],
    works: true,
    handle: create,
  },
  { method: 'GET', path: ALL, handle: ({ exchange }) => sendPage(exchange, exchange.objects.list<Batch>('batch')) },
  { method: 'GET', path: /^\/v1\/batches\/(batch_\w+)$/, handle: (call) => withBatch(call, read) },
  { method: 'POST', path: /^\/v1\/batches\/(batch_\w+)\/cancel$/, handle: (call) => withBatch(call, cancel) },
];

function withBatch({ exchange, ids: [id = ''] }: OpenAiCall, use: (exchange: Exchange, batch: Batch) => void): void {
  const batch = exchange.objects.find<Batch>('batch', id);
  if (batch !== undefined) return use(exchange, batch);
  sendError(exchange.response, { ...badRequest(`No batch found with id '${id}'.`, null), status: 404 });
}

function create({ exchange, request }: OpenAiCall): void {
  const problem = problemOf(exchange, request);
  if (problem !== undefined) return sendError(exchange.response, problem);
  const now = unixSeconds();
  const id = idOf('batch_');
  const batch: Batch = {
    id,
    object: 'batch',
    endpoint: request['endpoint'],
    errors: null,
    input_file_id: request['input_file_id'],
    completion_window: request['completion_window'],
    status: 'validating',
    output_file_id: null,
    error_file_id: null,
    created_at: now,
    in_progress_at: null,
    expires_at: now + 86_400,
    finalizing_at: null,
    completed_at: null,
    failed_at: null,
    expired_at: null,
    cancelling_at: null,
    cancelled_at: null,
    request_counts: { total: 0, completed: 0, failed: 0 },
    metadata: request['metadata'] ?? null,
  };
  exchange.objects.put('batch', id, batch);
  sendJson(exchange.response, 200, batch);
}

function problemOf(exchange: Exchange, request: Record<string, unknown>): OpenAiError | undefined {
  const { endpoint, completion_window: window, input_file_id: input } = request;
  if (!ENDPOINTS.includes(String(endpoint))) {
    return badRequest(`Invalid value: '${String(endpoint)}'. Supported values are: ${ENDPOINTS.join(', ')}.`, 'endpoint', 'invalid_value');
  }
  if (window !== '24h') return badRequest("Invalid value: Supported values are: '24h'.", 'completion_window', 'invalid_value');
  const file = fileOf(exchange, String(input));
  if (file === undefined) return noSuchFile(String(input));
  return file.object.purpose === 'batch' ? undefined : badRequest('The file was not uploaded for batches.', 'input_file_id');
}

/** A batch has run by the time when somebody looks. */
function read(exchange: Exchange, batch: Batch): void {
  if (batch.status === 'validating') run(exchange, batch);
  sendJson(exchange.response, 200, batch);
}

function run(exchange: Exchange, batch: Batch): void {
  const input = fileOf(exchange, String(batch['input_file_id']))?.bytes.toString('utf8') ?? '';
  const lines = input.split('\n').filter((line) => line.trim() !== '');
  const answers = lines.map((line) => {
    const entry = jsonOf(Buffer.from(line));
    const body = answerTo(String(batch['endpoint']), isObject(entry?.['body']) ? entry['body'] : {});
    const response = { status_code: 200, request_id: idOf('req_'), body };
    return JSON.stringify({ id: idOf('batch_req_'), custom_id: stringAt(entry, 'custom_id'), response, error: null });
  });
  const output = storeFile(exchange, Buffer.from(answers.join('\n')), 'output.jsonl', 'batch_output');
  Object.assign(batch, {
    status: 'completed',
    in_progress_at: batch['created_at'],
    completed_at: unixSeconds(),
    output_file_id: output.object.id,
    request_counts: { total: lines.length, completed: lines.length, failed: 0 },
  });
}

function answerTo(endpoint: string, request: JsonObject): unknown {
  return endpoint === '/v1/responses' ? responseFor(request) : completionFor(request);
}

function cancel({ response }: Exchange, batch: Batch): void {
  if (batch.status === 'completed') {
    return sendError(response, {
      ...badRequest("Cannot cancel a batch with status 'completed'.", null),
      status: 409,
    });
  }
  Object.assign(batch, { status: 'cancelled', cancelling_at: unixSeconds(), cancelled_at: unixSeconds() });
  sendJson(response, 200, { ...batch, status: 'cancelling', cancelled_at: null });
}
