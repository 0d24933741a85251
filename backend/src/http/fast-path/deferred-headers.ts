import type { ServerResponse } from 'node:http';

export type HeaderValues = Readonly<Record<string, number | string | string[] | undefined>>;

const DEFERRED = Symbol('deferred headers');

/** Each a list of name, value, name, value, … */
interface DeferredHeaders {
  readonly sent: readonly string[];
  readonly raw: readonly string[];
  readonly own: readonly string[];
}

type Response = ServerResponse & { [DEFERRED]?: DeferredHeaders | undefined };

/**
 * Headers that wait until a response begins, and are written in one go with the others. Without it a call takes 6 to
 * 10 % more CPU (bench/results/builds.md).
 * @param sent name, value, name, value, … of a response that Fastify writes
 * @param raw the same for one that `writeHead` begins
 * @param own the same for either, of this response alone
 */
export function deferHeaders(response: ServerResponse, sent: readonly string[], raw = sent, own: readonly string[] = []): void {
  (response as Response)[DEFERRED] = { sent, raw, own };
}

/** Sets what is deferred, for a response that Fastify writes. */
export function applyDeferredHeaders(response: ServerResponse): void {
  const deferred = (response as Response)[DEFERRED];
  if (deferred === undefined || response.headersSent) return;
  (response as Response)[DEFERRED] = undefined;
  for (const pairs of [deferred.sent, deferred.own]) {
    for (let index = 0; index < pairs.length; index += 2) response.setHeader(pairs[index] as string, pairs[index + 1] as string);
  }
}

/** Writes the head of a hijacked response: what is deferred, what was set, and `headers`, whose names are in lower case. */
export function writeHead(response: ServerResponse, status: number, headers: HeaderValues): void {
  const deferred = (response as Response)[DEFERRED];
  const pairs: (number | string | string[])[] = [];
  if (deferred !== undefined) {
    (response as Response)[DEFERRED] = undefined;
    addUnless(headers, deferred.raw, pairs);
    addUnless(headers, deferred.own, pairs);
  }
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) pairs.push(name, value);
  }
  response.writeHead(status, pairs as string[]);
}

function addUnless(present: HeaderValues, deferred: readonly string[], pairs: unknown[]): void {
  for (let index = 0; index < deferred.length; index += 2) {
    const name = deferred[index] as string;
    if (present[name] === undefined) pairs.push(name, deferred[index + 1]);
  }
}
