import { partsOf } from '../server/multipart.js';
import { objectsIn, stringAt, type JsonObject } from '../server/request-body.js';
import { idOf, sendJson } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import { badRequest, notFound, sendError, type AnthropicError } from './anthropic.errors.js';
import { sendPage } from './anthropic.list.js';
import type { AnthropicCall, AnthropicRoute } from './anthropic.routes.js';

interface StoredFile {
  object: { id: string; [field: string]: unknown };
  bytes: Buffer;
}

const LIMIT = 500 * 1024 * 1024;
const ALL = /^\/v1\/files$/;
const ONE = /^\/v1\/files\/(file_\w+)$/;

/** Files, each seen with the key that uploaded it. */
export const FILE_ROUTES: readonly AnthropicRoute[] = [
  { method: 'POST', path: ALL, handle: upload },
  { method: 'GET', path: ALL, handle: list },
  { method: 'GET', path: ONE, handle: withFile(({ response }, { object }) => sendJson(response, 200, object)) },
  { method: 'DELETE', path: ONE, handle: withFile(remove) },
  { method: 'GET', path: /^\/v1\/files\/(file_\w+)\/content$/, handle: withFile(content) },
];

/** The refusal of a request that refers to a file that its key doesn't have. */
export function missingFileOf({ objects }: Exchange, request: JsonObject): AnthropicError | undefined {
  for (const block of objectsIn(request['messages']).flatMap((message) => objectsIn(message['content']))) {
    const id = stringAt(block['source'], 'file_id');
    if (id !== '' && objects.find('file', id) === undefined) return notFound(`File not found: ${id}`);
  }
  return undefined;
}

function withFile(use: (exchange: Exchange, file: StoredFile) => void): AnthropicRoute['handle'] {
  return ({ exchange, id }) => {
    const file = exchange.objects.find<StoredFile>('file', id);
    if (file === undefined) sendError(exchange.response, notFound(`File not found: ${id}`));
    else use(exchange, file);
  };
}

function upload({ exchange }: AnthropicCall): void {
  const { request, response, body, objects } = exchange;
  const file = partsOf(body, request.headers['content-type'])?.find((part) => part.name === 'file');
  if (file === undefined || file.data.length === 0) return sendError(response, badRequest('file: Field required'));
  if (file.data.length > LIMIT) {
    return sendError(response, { status: 413, type: 'request_too_large', message: 'File exceeds the maximum size' });
  }
  const id = idOf('file_');
  const object = {
    id,
    type: 'file',
    filename: file.filename ?? 'file',
    mime_type: file.contentType ?? 'application/octet-stream',
    size_bytes: file.data.length,
    created_at: new Date().toISOString(),
    downloadable: false,
  };
  objects.put('file', id, { object, bytes: Buffer.from(file.data) });
  sendJson(response, 200, object);
}

function list({ exchange }: AnthropicCall): void {
  sendPage(exchange, exchange.objects.list<StoredFile>('file').map((file) => file.object));
}

function remove({ response, objects }: Exchange, { object: { id } }: StoredFile): void {
  objects.remove('file', id);
  sendJson(response, 200, { id, type: 'file_deleted' });
}

/** Only what the provider's own tools made may be downloaded, and the sandbox has none. */
function content({ response }: Exchange, { object: { id } }: StoredFile): void {
  sendError(response, badRequest(`File ${id} is not downloadable.`));
}
