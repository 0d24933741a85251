import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

export type HeaderValues = Readonly<Record<string, number | string | string[] | undefined>>;

const HELD = Symbol('held headers');
const WRITTEN = Symbol('written headers');

type Response = ServerResponse & { [HELD]?: readonly string[]; [WRITTEN]?: HeaderValues };

/**
 * Headers that wait until a response begins. Written in one go with the others they cost a third of what
 * setting them one by one does, which counts on routes that answer thousands of times a second.
 * @param pairs name, value, name, value, …
 */
export function holdHeaders(response: ServerResponse, pairs: readonly string[]): void {
  (response as Response)[HELD] = pairs;
}

/** Sets what is held, for a response that Fastify writes. */
export function applyHeldHeaders(response: ServerResponse): void {
  const pairs = (response as Response)[HELD];
  if (pairs === undefined || response.headersSent) return;
  (response as Response)[HELD] = undefined;
  for (let index = 0; index < pairs.length; index += 2) response.setHeader(pairs[index] as string, pairs[index + 1] as string);
}

/** Writes the head of a hijacked response: what is held, what was set, and `headers`, whose names are in lower case. */
export function writeHead(response: ServerResponse, status: number, headers: HeaderValues): void {
  const held = (response as Response)[HELD];
  (response as Response)[WRITTEN] = headers;
  const pairs: (number | string | string[])[] = [];
  if (held !== undefined) {
    (response as Response)[HELD] = undefined;
    for (let index = 0; index < held.length; index += 2) {
      if (headers[held[index] as string] === undefined) pairs.push(held[index] as string, held[index + 1] as string);
    }
  }
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) pairs.push(name, value);
  }
  response.writeHead(status, pairs as string[]);
}

/** A header of a response that has begun, whoever wrote it. `name` in lower case. */
export function headerOf(reply: FastifyReply, name: string): number | string | string[] | undefined {
  const written = (reply.raw as Response)[WRITTEN];
  return written === undefined ? reply.getHeader(name) : written[name];
}
