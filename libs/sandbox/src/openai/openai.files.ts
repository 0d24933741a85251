import { partsOf } from '../server/multipart.js';
import { idOf, sendJson, unixSeconds } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import { badRequest, sendError, type OpenAiError } from './openai.errors.js';
import { sendPage } from './openai.list.js';
import type { OpenAiCall, OpenAiRoute } from './openai.routes.js';

/** A stored file. */
export interface StoredFile {
  object: { id: string; bytes: number; filename: string; purpose: string; [field: string]: unknown };
  bytes: Buffer;
}

const LIMIT = 512 * 1024 * 1024;
const PURPOSES = ['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals'];
const ALL = /^\/v1\/files$/;
const ONE = /^\/v1\/files\/(file-\w+)$/;

/** Files, each seen with the key that uploaded it. */
export const FILE_ROUTES: readonly OpenAiRoute[] = [
  { method: 'POST', path: ALL, body: 'multipart', handle: upload },
  { method: 'GET', path: ALL, handle: list },
  { method: 'GET', path: ONE, handle: (call) => withFile(call, show) },
  { method: 'DELETE', path: ONE, handle: (call) => withFile(call, remove) },
  { method: 'GET', path: /^\/v1\/files\/(file-\w+)\/content$/, handle: (call) => withFile(call, content) },
];

/** Stores bytes as a file of the exchange's key. */
export function storeFile({ objects }: Exchange, bytes: Buffer, filename: string, purpose: string): StoredFile {
  const id = idOf('file-');
  const object = {
    id,
    object: 'file',
    bytes: bytes.length,
    created_at: unixSeconds(),
    expires_at: null,
    filename,
    purpose,
    status: 'processed',
    status_details: null,
  };
  const stored = { object, bytes };
  objects.put('file', id, stored);
  return stored;
}

/** A file of the exchange's key. */
export function fileOf({ objects }: Exchange, id: string): StoredFile | undefined {
  return objects.find<StoredFile>('file', id);
}

/** What an id that this key doesn't have is answered. */
export function noSuchFile(id: string): OpenAiError {
  return { ...badRequest(`No such File object: ${id}`, 'id'), status: 404 };
}

function withFile({ exchange, ids: [id = ''] }: OpenAiCall, use: (exchange: Exchange, file: StoredFile) => void): void {
  const file = fileOf(exchange, id);
  if (file === undefined) sendError(exchange.response, noSuchFile(id));
  else use(exchange, file);
}

function upload({ exchange }: OpenAiCall): void {
  const { request, response, body } = exchange;
  const parts = partsOf(body, request.headers['content-type']);
  if (parts === undefined) return sendError(response, badRequest('Could not parse multipart form', null));
  const file = parts.find((part) => part.name === 'file');
  const purpose = parts.find((part) => part.name === 'purpose')?.data.toString('utf8') ?? '';
  if (file === undefined) return sendError(response, badRequest("'file' is a required property", 'file'));
  if (!PURPOSES.includes(purpose)) {
    return sendError(response, badRequest(`'${purpose}' is not one of ${JSON.stringify(PURPOSES)} - 'purpose'`, 'purpose'));
  }
  if (file.data.length > LIMIT) return sendError(response, { ...badRequest('File is too large', 'file'), status: 413 });
  sendJson(response, 200, storeFile(exchange, Buffer.from(file.data), file.filename ?? 'file', purpose).object);
}

function list({ exchange }: OpenAiCall): void {
  const purpose = exchange.query.get('purpose');
  const all = exchange.objects.list<StoredFile>('file').map((file) => file.object);
  sendPage(exchange, purpose === null ? all : all.filter((file) => file.purpose === purpose));
}

function show({ response }: Exchange, { object }: StoredFile): void {
  sendJson(response, 200, object);
}

function remove({ response, objects }: Exchange, { object: { id } }: StoredFile): void {
  objects.remove('file', id);
  sendJson(response, 200, { id, object: 'file', deleted: true });
}

function content({ response }: Exchange, { bytes }: StoredFile): void {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes.length });
  response.end(bytes);
}
