import type { Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { ByokError, REQUEST_ID_HEADER } from '#contracts';
import { errorHeaders } from '#nestjs-byok';
import { renderError } from './error-shapes/index.js';
import { toByokError } from './to-byok-error.js';

/**
 * Answers what Node's parser could not read as a request: there is no path, so the answer is a problem
 * document. Hangs up afterwards.
 */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = toByokError(error) ?? new ByokError('invalid_input', 'The request is not valid HTTP.');
  const requestId = randomUUID();
  const rendered = renderError('product', problem, requestId);
  const body = JSON.stringify(rendered.body);
  const headers = {
    ...errorHeaders(problem, {}),
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
