import { randomBytes } from 'node:crypto';
import { fingerprintOf } from '../server/key-behaviour.js';
import { isObject, jsonOf, stringAt } from '../server/request-body.js';
import { sendJson } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import type { ShelvedFile } from './file-shelf.js';
import { badRequest, sendError, type GeminiError } from './gemini.errors.js';

const LIMIT = 2 * 1024 ** 3;
const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' };

const NOT_YOURS: GeminiError = {
  code: 403,
  status: 'PERMISSION_DENIED',
  message: 'You do not have permission to access the File or it may not exist.',
};

/** Whether a path belongs to what is emulated of the Files API. */
export function isFilePath(path: string): boolean {
  return /^\/(?:upload\/v1(?:beta)?\/files$|v1(?:beta)?\/files\/)/.test(path);
}

/** The Files API: resumable uploads in one piece, get and delete. Source: https://ai.google.dev/api/files */
export function files(exchange: Exchange): void {
  const { method, path, response } = exchange;
  if (method === 'POST' && path.startsWith('/upload/')) return upload(exchange);
  const name = /^\/v1(?:beta)?\/(files\/[a-z0-9-]{1,40})$/.exec(path)?.[1] ?? '';
  const file = exchange.files.find(name, fingerprintOf(exchange.key ?? ''));
  if (file === undefined) return sendError(response, NOT_YOURS);
  if (method === 'DELETE') {
    exchange.files.remove(name);
    return sendJson(response, 200, {}, JSON_TYPE);
  }
  if (method !== 'GET') return sendError(response, badRequest('Unsupported method.'));
  file.looks += 1;
  sendJson(response, 200, fileObject(exchange, file), JSON_TYPE);
}

/** The bytes that a request refers to, by their address; undefined when the key may not see them or they are not ready. */
export function bytesAt({ files: shelf, key }: Exchange, uri: string): Buffer | undefined {
  const name = /\/v1(?:beta)?\/(files\/[a-z0-9-]+)$/.exec(uri)?.[1] ?? '';
  const file = shelf.find(name, fingerprintOf(key ?? ''));
  return file !== undefined && file.looks > 0 ? file.bytes : undefined;
}

/** What a request for an unknown file is answered. */
export function unknownFile(): GeminiError {
  return NOT_YOURS;
}

function upload(exchange: Exchange): void {
  const { request, response, query } = exchange;
  const command = String(request.headers['x-goog-upload-command'] ?? '');
  if (command === 'start') return begin(exchange);
  const file = exchange.files.announced(query.get('upload_id') ?? '');
  if (file === undefined || command.replaceAll(' ', '') !== 'upload,finalize' || request.headers['x-goog-upload-offset'] !== '0') {
    return sendError(response, badRequest('Invalid upload command, offset or id.'));
  }
  if (exchange.body.length !== file.size) {
    return sendError(response, badRequest('The size of the uploaded file does not match the declared one.'));
  }
  file.bytes = exchange.body;
  sendJson(response, 200, { file: fileObject(exchange, file) }, { ...JSON_TYPE, 'x-goog-upload-status': 'final' });
}

function begin({ request, response, path, body, key, files: shelf }: Exchange): void {
  const { headers } = request;
  const size = Number(headers['x-goog-upload-header-content-length']);
  const mediaType = headers['x-goog-upload-header-content-type'];
  if (headers['x-goog-upload-protocol'] !== 'resumable' || typeof mediaType !== 'string' || !(size > 0 && size <= LIMIT)) {
    return sendError(response, badRequest('Upload headers are missing or wrong.'));
  }
  const described = jsonOf(body)?.['file'];
  const name = stringAt(described, 'name') || `files/${randomBytes(8).toString('hex')}`;
  if ((described !== undefined && !isObject(described)) || !/^files\/[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(name)) {
    return sendError(response, badRequest('Invalid file resource name.'));
  }
  const id = randomBytes(16).toString('hex');
  shelf.begin(id, { name, mediaType, owner: fingerprintOf(key ?? ''), size, bytes: undefined, looks: 0 });
  response.writeHead(200, {
    'x-goog-upload-status': 'active',
    'x-goog-upload-url': `http://${headers.host}${path}?upload_id=${id}&upload_protocol=resumable`,
    'content-length': 0,
  });
  response.end();
}

/** Each file is looked through for a moment before it can be used. */
function fileObject({ request }: Exchange, { name, mediaType, size, looks }: ShelvedFile): Record<string, unknown> {
  return {
    name,
    mimeType: mediaType,
    sizeBytes: String(size),
    uri: `http://${request.headers.host}/v1beta/${name}`,
    state: looks > 0 ? 'ACTIVE' : 'PROCESSING',
    source: 'UPLOADED',
  };
}
