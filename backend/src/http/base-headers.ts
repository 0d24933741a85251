import type { FastifyReply, FastifyRequest } from 'fastify';
import { REQUEST_ID_HEADER } from '#contracts';
import type { Configuration } from '../config/index.js';
import type { Cors } from './cors.js';
import { isApiRoute } from './api-format.js';
import { deferHeaders } from './fast-path/deferred-headers.js';
import { apiHeaders, passedOnHeaders, securityHeaders } from './security-headers.js';

/**
 * Writes the headers that every response has, on the raw response: a hijacked reply has them too. On provider
 * routes they are held until the answer begins.
 */
export type BaseHeaders = (request: FastifyRequest, reply: FastifyReply) => void;

/**
 * Prepares the writer. `reply.header()` of a route takes precedence over what it writes.
 * @param cors what pages of other origins read; undefined where there are none
 */
export function createBaseHeaders(configuration: Pick<Configuration, 'publicUrl'>, cors?: Cors): BaseHeaders {
  const fixed = Object.entries(securityHeaders(configuration));
  const api = Object.entries({ ...apiHeaders(configuration), 'cache-control': 'no-store' });
  const sent = api.flat();
  const passedOn = [...Object.entries(passedOnHeaders(configuration)).flat(), 'cache-control', 'no-store'];
  return (request, reply) => {
    const response = reply.raw;
    if (response.headersSent) return;
    const url = request.raw.url ?? '';
    const shared = cors?.headersFor(request) ?? [];
    if (request.routeOptions.config?.apiFormat !== undefined) return deferHeaders(response, sent, passedOn, [REQUEST_ID_HEADER, request.id, ...shared]);
    response.setHeader(REQUEST_ID_HEADER, request.id);
    for (const [name, value] of isApiRoute(url) ? api : fixed) response.setHeader(name, value);
    for (let at = 0; at < shared.length; at += 2) response.setHeader(shared[at] as string, shared[at + 1] as string);
  };
}
