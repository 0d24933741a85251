import type { FastifyReply, FastifyRequest } from 'fastify';
import { REQUEST_ID_HEADER } from '#contracts';
import type { Configuration } from '../config/index.js';
import type { Cors } from './cors.js';
import { isApiRoute } from './api-format.js';
import { apiHeaders, passedOnHeaders, securityHeaders } from './security-headers.js';

/** Writes the headers that every response has on the raw response: a hijacked reply has them too. */
export interface BaseHeaders {
  /** Before anything may answer. */
  begin(request: FastifyRequest, reply: FastifyReply): void;
  /** For an answer of ours on a provider route: what a provider's answer that passes on goes without. */
  complete(request: FastifyRequest, reply: FastifyReply): void;
}

/**
 * Prepares the writer. `reply.header()` of a route takes precedence over what it writes.
 * @param cors what pages of other origins read; undefined where there are none
 */
export function createBaseHeaders(configuration: Pick<Configuration, 'publicUrl'>, cors?: Cors): BaseHeaders {
  const fixed = Object.entries(securityHeaders(configuration));
  const api = Object.entries({ ...apiHeaders(configuration), 'cache-control': 'no-store' });
  const passedOn = Object.entries({ ...passedOnHeaders(configuration), 'cache-control': 'no-store' });
  const names = new Set(passedOn.map(([name]) => name));
  const ours = api.filter(([name]) => !names.has(name));
  const isProviderRoute = (request: FastifyRequest) => request.routeOptions.config?.apiFormat !== undefined;
  return {
    begin(request, { raw }) {
      if (raw.headersSent) return;
      raw.setHeader(REQUEST_ID_HEADER, request.id);
      for (const [name, value] of isProviderRoute(request) ? passedOn : isApiRoute(request.raw.url ?? '') ? api : fixed) raw.setHeader(name, value);
      const shared = cors?.headersFor(request) ?? [];
      for (let at = 0; at < shared.length; at += 2) raw.setHeader(shared[at] as string, shared[at + 1] as string);
    },
    complete(request, { raw }) {
      if (raw.headersSent || !isProviderRoute(request)) return;
      for (const [name, value] of ours) raw.setHeader(name, value);
    },
  };
}
