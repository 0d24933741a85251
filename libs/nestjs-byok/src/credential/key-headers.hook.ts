import type { IncomingMessage } from 'node:http';
import { ACCOUNT_HEADER } from '#contracts';
import { rawRequestOf, type HostRequest } from '../http/host-http.js';
import { KeyHeaders } from './key-headers.js';
import { hasKeyCookie, hasKeyParameter, misplacedKey } from './misplaced-keys.js';

const PREFIX = 'x-byok-';
const INTAKE = Symbol('byok.intake');

type RequestWithIntake = HostRequest & { [INTAKE]?: KeyHeaders };

/**
 * Moves every `x-byok-*` header that may hold a key out of the request, so that nothing later sees, logs or forwards one, and
 * looks for keys in the query and in cookies. Never throws: a caller who isn't signed in gets 401 first, so
 * a failure waits for the `KeyPlacementGuard`. A query with a key in it is cut off the URL at once.
 */
export function extractKeyHeaders(request: HostRequest): void {
  const raw = rawRequestOf(request);
  const list = raw.rawHeaders;
  let intake: KeyHeaders | undefined;
  let kept = 0;
  for (let index = 0; index < list.length; index += 2) {
    const name = list[index] as string;
    const value = list[index + 1] as string;
    if (isByokName(name) && !isAccountName(name)) {
      intake ??= new KeyHeaders();
      intake.take(name.toLowerCase(), value);
    } else {
      if (kept !== index) {
        list[kept] = name;
        list[kept + 1] = value;
      }
      kept += 2;
    }
  }
  if (intake !== undefined) {
    list.length = kept;
    // Node makes this object of the list above for the first who asks: nobody should have, yet.
    for (const name of intake.names) if (raw.headers[name] !== undefined) delete raw.headers[name];
  }

  const { cookie } = raw.headers;
  if (cookie !== undefined && hasKeyCookie(cookie)) {
    intake ??= new KeyHeaders();
    intake.fail(misplacedKey('a cookie'));
  }

  const url = raw.url ?? '';
  const query = url.indexOf('?');
  if (query !== -1 && hasKeyParameter(url.slice(query + 1))) {
    intake ??= new KeyHeaders();
    intake.fail(misplacedKey('a query parameter'));
    cutQuery(request, raw, url.slice(0, query));
  }

  if (intake !== undefined) (request as RequestWithIntake)[INTAKE] = intake;
}

/** Each adapter keeps a copy of its own: Fastify of the query, Express of the URL. */
function cutQuery(request: HostRequest, raw: IncomingMessage, path: string): void {
  raw.url = path;
  if (request.raw !== undefined) (request as { query?: unknown }).query = {};
  else (request as { originalUrl?: string }).originalUrl = path;
}

/** What the hook needs of Fastify. */
interface FastifyLike {
  hasRequestDecorator(name: string): boolean;
  decorateRequest(name: string, value: null): unknown;
  addHook(name: 'onRequest' | 'onResponse', hook: Hook): unknown;
  after(then: (error: Error | null) => void): unknown;
}

type Hook = (request: HostRequest, reply: unknown, done: () => void) => void;

/** What the middleware needs of Nest's adapter for Express. */
interface ExpressAdapterLike {
  use(middleware: (request: IncomingMessage, response: { once(event: 'close', listener: () => void): unknown }, next: () => void) => void): unknown;
}

/**
 * Has keys taken out of every request of a Fastify server before any other `onRequest` hook of it runs, those that were
 * added earlier too: none of them sees a key. `ByokModule` does it; further calls for one server do nothing. Keys that no
 * route wanted are let go of with the answer: a connection that stays open may hold its last request.
 * @throws Error of one line for a server whose hooks can't be put in order
 */
export function registerKeyHeaders(fastify: FastifyLike): void {
  if (fastify.hasRequestDecorator(INTAKE as unknown as string)) return;
  fastify.decorateRequest(INTAKE as unknown as string, null);
  const takeKeys: Hook = (request, _reply, done) => {
    extractKeyHeaders(request);
    done();
  };
  fastify.addHook('onRequest', takeKeys);
  // Fastify adds hooks in a queue, and this is behind the one above in it.
  fastify.after((error) => {
    if (error !== null && error !== undefined) throw error;
    putFirst(fastify, takeKeys);
  });
  fastify.addHook('onResponse', (request, _reply, done) => {
    keyHeadersOf(request)?.drain();
    done();
  });
}

/**
 * Moves a hook before all others, in the plug-ins that are loaded already too. Fastify has no public way to it; where a
 * version names these fields otherwise the start fails.
 */
function putFirst(fastify: object, hook: Hook): void {
  const onRequest = fieldOf<{ onRequest?: Hook[] }>(fastify, 'fastify.hooks')?.onRequest;
  const at = onRequest?.indexOf(hook) ?? -1;
  if (onRequest === undefined || at === -1) throw new Error('The hook that takes keys out of requests could not be put before the others: this version of Fastify is not supported.');
  onRequest.splice(at, 1);
  onRequest.unshift(hook);
  for (const child of fieldOf<object[]>(fastify, 'fastify.children') ?? []) putFirst(child, hook);
}

function fieldOf<T>(fastify: object, description: string): T | undefined {
  const symbol = Object.getOwnPropertySymbols(fastify).find((one) => one.description === description);
  return symbol === undefined ? undefined : (fastify as Record<symbol, T>)[symbol];
}

/** The same on an Express server. */
export function useKeyHeaders(adapter: ExpressAdapterLike): void {
  adapter.use((request, response, next) => {
    extractKeyHeaders(request);
    response.once('close', () => keyHeadersOf(request)?.drain());
    next();
  });
}

export function keyHeadersOf(request: HostRequest): KeyHeaders | undefined {
  return (request as RequestWithIntake)[INTAKE] ?? undefined;
}

/** Names an account, not a key; authentication reads it. */
function isAccountName(name: string): boolean {
  return name.length === ACCOUNT_HEADER.length && name.toLowerCase() === ACCOUNT_HEADER;
}

function isByokName(name: string): boolean {
  const first = name.charCodeAt(0);
  return (
    (first === 0x78 || first === 0x58) &&
    name.length > PREFIX.length &&
    name.slice(0, PREFIX.length).toLowerCase() === PREFIX
  );
}
