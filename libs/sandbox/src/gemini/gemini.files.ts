import { createHash, randomBytes } from 'node:crypto';
import { fingerprintOf } from '../server/key-behaviour.js';
import { sendJson } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import type { ShelvedFile } from './file-shelf.js';
import { badRequest, sendError, type GeminiError } from './gemini.errors.js';
import { sendPage } from './gemini.list.js';
import { upload } from './gemini.uploads.js';

const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' };

const NOT_YOURS: GeminiError = {
  code: 403,
  status: 'PERMISSION_DENIED',
  message: 'You do not have permission to access the File or it may not exist.',
};

/** Whether a path belongs to what is emulated of the Files API. */
export function isFilePath(path: string): boolean {
  return /^\/(?:upload\/v1(?:beta)?\/files$|v1(?:beta)?\/files(?:\/|$))/.test(path);
}

/** The Files API: uploads, list, get, download and delete. Source: https://ai.google.dev/api/files */
export function files(exchange: Exchange): void {
  const { method, path, response, key } = exchange;
  if (method === 'POST' && path.startsWith('/upload/')) return upload(exchange);
  const owner = fingerprintOf(key ?? '');
  if (method === 'GET' && path.endsWith('/files')) {
    const all = exchange.files.list(owner).map((file) => fileObject(exchange, file));
    return sendPage(exchange, 'files', all, 100);
  }
  const [, name = '', action] = /^\/v1(?:beta)?\/(files\/[a-z0-9-]{1,40})(?::(\w+))?$/.exec(path) ?? [];
  const file = exchange.files.find(name, owner);
  if (file === undefined) return sendError(response, NOT_YOURS);
  if (method === 'DELETE') {
    exchange.files.remove(name);
    return sendJson(response, 200, {}, JSON_TYPE);
  }
  if (method !== 'GET') return sendError(response, badRequest('Unsupported method.'));
  if (action === 'download') return download(exchange, file);
  file.looks += 1;
  sendJson(response, 200, fileObject(exchange, file), JSON_TYPE);
}

/** The bytes that a request refers to, by their address; undefined when the key may not see them or they are not ready. */
export function bytesAt({ files: shelf, key }: Exchange, uri: string): Buffer | undefined {
  const name = /\/v1(?:beta)?\/(files\/[a-z0-9-]+)$/.exec(uri)?.[1] ?? '';
  const file = shelf.find(name, fingerprintOf(key ?? ''));
  return file !== undefined && file.looks > 0 ? file.bytes : undefined;
}

/** The bytes of a file of this key, by its name. */
export function bytesOfFile({ files: shelf, key }: Exchange, name: string): Buffer | undefined {
  return shelf.find(name, fingerprintOf(key ?? ''))?.bytes;
}

/** Stores bytes that the provider itself made as a file of the exchange's key. @returns its name */
export function storeFile({ files: shelf, key }: Exchange, bytes: Buffer, mediaType: string): string {
  const name = `files/${randomBytes(8).toString('hex')}`;
  const owner = fingerprintOf(key ?? '');
  const size = bytes.length;
  shelf.begin(name, { name, mediaType, displayName: undefined, owner, size, chunks: [], bytes, looks: 1 });
  shelf.endUpload(name);
  return name;
}

/** What a request for an unknown file is answered. */
export function unknownFile(): GeminiError {
  return NOT_YOURS;
}

/** A file as the API shows it. Each is looked through for a moment before it can be used. */
export function fileObject({ request }: Exchange, file: ShelvedFile): Record<string, unknown> {
  const { name, mediaType, displayName, size, looks, bytes } = file;
  return {
    name,
    ...(displayName === undefined ? {} : { displayName }),
    mimeType: mediaType,
    sizeBytes: String(size),
    sha256Hash: createHash('sha256').update(bytes ?? '').digest('base64'),
    uri: `http://${request.headers.host}/v1beta/${name}`,
    state: looks > 0 ? 'ACTIVE' : 'PROCESSING',
    source: 'UPLOADED',
  };
}

function download({ response }: Exchange, { bytes, mediaType }: ShelvedFile): void {
  response.writeHead(200, { 'content-type': mediaType, 'content-length': bytes?.length ?? 0 });
  response.end(bytes);
}
