import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

export type Headers = Record<string, string>;

/** An id as the providers make them: prefix and 24 random characters. */
export function idOf(prefix: string): string {
  return `${prefix}${randomBytes(12).toString('hex')}`;
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Headers = {}): void {
  sendText(response, status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

export function sendText(response: ServerResponse, status: number, text: string, headers: Headers): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

export function beginEvents(response: ServerResponse, headers: Headers = {}): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    ...headers,
  });
}

export function unixSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
