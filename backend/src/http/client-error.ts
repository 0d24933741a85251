import type { Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { ByokError, REQUEST_ID_HEADER } from '#contracts';
import { errorHeaders, retryHeaders } from '#nestjs-byok';
import { renderError } from './error-shapes/index.js';
import { toByokError } from './to-byok-error.js';
import { brokenKeyHeader, formatOfUnreadable, type ParserError } from './unreadable-request.js';

/**
 * Answers what Node's parser could not read as a request, in the format of its route where that is known, else as a
 * problem document. Hangs up afterwards. Nothing of what came is kept: a key may be in it.
 */
export function answerClientError(error: ParserError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const format = formatOfUnreadable(error, socket);
  const keyHeader = brokenKeyHeader(error);
  delete error.rawPacket;
  const problem = keyHeader === undefined ? (toByokError(error) ?? new ByokError('invalid_input', 'The request is not valid HTTP.')) : malformedKey(keyHeader);
  const requestId = randomUUID();
  const rendered = renderError(format, problem, requestId);
  const body = JSON.stringify(rendered.body);
  const headers = {
    ...errorHeaders(problem, {}),
    ...(format === 'product' ? {} : retryHeaders(problem)),
    [REQUEST_ID_HEADER]: requestId,
    'content-type': rendered.contentType,
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${rendered.status} Error\r\n${head.join('')}\r\n${body}`);
}

function malformedKey(header: string): ByokError {
  return new ByokError('key_malformed', `The value of ${header} holds a character that no header may hold. Copy the key again, without line breaks.`);
}
