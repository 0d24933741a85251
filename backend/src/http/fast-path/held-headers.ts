import type { ServerResponse } from 'node:http';

export type HeaderValues = Readonly<Record<string, number | string | string[] | undefined>>;

const HELD = Symbol('held headers');

/** Each a list of name, value, name, value, … */
interface Held {
  readonly sent: readonly string[];
  readonly raw: readonly string[];
  readonly own: readonly string[];
}

type Response = ServerResponse & { [HELD]?: Held | undefined };

/**
 * Headers that wait until a response begins, and are written in one go with the others. Without it a call takes 6 to
 * 10 % more CPU (bench/results/builds.md).
 * @param sent name, value, name, value, … of a response that Fastify writes
 * @param raw the same for one that `writeHead` begins
 * @param own the same for either, of this response alone
 */
export function holdHeaders(response: ServerResponse, sent: readonly string[], raw = sent, own: readonly string[] = []): void {
  (response as Response)[HELD] = { sent, raw, own };
}

/** Sets what is held, for a response that Fastify writes. */
export function applyHeldHeaders(response: ServerResponse): void {
  const held = (response as Response)[HELD];
  if (held === undefined || response.headersSent) return;
  (response as Response)[HELD] = undefined;
  for (const pairs of [held.sent, held.own]) {
    for (let index = 0; index < pairs.length; index += 2) response.setHeader(pairs[index] as string, pairs[index + 1] as string);
  }
}

/** Writes the head of a hijacked response: what is held, what was set, and `headers`, whose names are in lower case. */
export function writeHead(response: ServerResponse, status: number, headers: HeaderValues): void {
  const held = (response as Response)[HELD];
  const pairs: (number | string | string[])[] = [];
  if (held !== undefined) {
    (response as Response)[HELD] = undefined;
    addUnless(headers, held.raw, pairs);
    addUnless(headers, held.own, pairs);
  }
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) pairs.push(name, value);
  }
  response.writeHead(status, pairs as string[]);
}

function addUnless(present: HeaderValues, held: readonly string[], pairs: unknown[]): void {
  for (let index = 0; index < held.length; index += 2) {
    const name = held[index] as string;
    if (present[name] === undefined) pairs.push(name, held[index + 1]);
  }
}
