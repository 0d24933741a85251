import { randomBytes } from 'node:crypto';
import { fingerprintOf } from '../server/key-behaviour.js';
import { isObject, jsonOf, stringAt } from '../server/request-body.js';
import { sendJson } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import type { ShelvedFile } from './file-shelf.js';
import { badRequest, sendError } from './gemini.errors.js';
import { fileObject } from './gemini.files.js';

const LIMIT = 2 * 1024 ** 3;
const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' };
/** Every chunk but the last is a multiple of it. */
const GRANULARITY = 256 * 1024;

/** The resumable upload protocol: start, upload in chunks, query, finalize, cancel. Source: https://ai.google.dev/api/files */
export function upload(exchange: Exchange): void {
  const { request, response, query } = exchange;
  const commands = String(request.headers['x-goog-upload-command'] ?? '').split(/\s*,\s*/);
  if (commands.includes('start')) return begin(exchange);
  const id = query.get('upload_id') ?? '';
  const file = exchange.files.announced(id);
  if (file === undefined) return sendError(response, badRequest('Invalid upload command, offset or id.'));
  if (commands.includes('cancel')) {
    exchange.files.endUpload(id);
    exchange.files.remove(file.name);
    return sendStatus(exchange, 'cancelled', file);
  }
  if (commands.includes('query')) return sendStatus(exchange, 'active', file);
  if (commands.includes('upload')) {
    const problem = chunkProblem(exchange, file, commands.includes('finalize'));
    if (problem !== undefined) return sendError(response, badRequest(problem));
    file.chunks.push(exchange.body);
  }
  if (!commands.includes('finalize')) return sendStatus(exchange, 'active', file);
  if (received(file) !== file.size) {
    return sendError(response, badRequest('The size of the uploaded file does not match the declared one.'));
  }
  exchange.files.endUpload(id);
  file.bytes = Buffer.concat(file.chunks);
  file.chunks = [];
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
  const displayName = stringAt(described, 'displayName') || undefined;
  const owner = fingerprintOf(key ?? '');
  shelf.begin(id, { name, mediaType, displayName, owner, size, chunks: [], bytes: undefined, looks: 0 });
  response.writeHead(200, {
    'x-goog-upload-status': 'active',
    'x-goog-upload-chunk-granularity': String(GRANULARITY),
    'x-goog-upload-url': `http://${headers.host}${path}?upload_id=${id}&upload_protocol=resumable`,
    'content-length': 0,
  });
  response.end();
}

function chunkProblem({ request, body }: Exchange, file: ShelvedFile, last: boolean): string | undefined {
  if (Number(request.headers['x-goog-upload-offset']) !== received(file)) return 'Invalid upload command, offset or id.';
  if (!last && body.length % GRANULARITY !== 0) {
    return `The size of a chunk that is not the last one must be a multiple of ${GRANULARITY} bytes.`;
  }
  return received(file) + body.length > file.size ? 'More bytes than declared were uploaded.' : undefined;
}

function sendStatus({ response }: Exchange, status: string, file: ShelvedFile): void {
  response.writeHead(200, {
    'x-goog-upload-status': status,
    'x-goog-upload-size-received': String(received(file)),
    'content-length': 0,
  });
  response.end();
}

function received(file: ShelvedFile): number {
  return file.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}
