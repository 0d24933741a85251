/** What only an application on Fastify uses. Nothing else of the package names Fastify, so that one on Express compiles without it. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as hook from '../credential/key-headers.hook.js';
import type { KeyHeaders } from '../credential/key-headers.js';

/** Takes keys out of every request before any other hook runs, as `ByokModule` does it by itself: for a server that answers without the module, or before it is there. */
export function registerKeyHeaders(fastify: FastifyInstance): void {
  hook.registerKeyHeaders(fastify as never);
}

/** What a request brought in `x-byok-*` headers; undefined when it had none. */
export function keyHeadersOf(request: FastifyRequest): KeyHeaders | undefined {
  return hook.keyHeadersOf(request);
}
