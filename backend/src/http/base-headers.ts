import type { FastifyReply, FastifyRequest } from 'fastify';
import { REQUEST_ID_HEADER } from '#contracts';
import type { Configuration } from '../config/index.js';
import { isApiRoute } from './face.js';
import { securityHeaders } from './security-headers.js';

/** Writes the headers that every response has, on the raw response: a hijacked reply has them too. */
export type BaseHeaders = (request: FastifyRequest, reply: FastifyReply) => void;

/**
 * Prepares the writer. `reply.header()` of a route takes precedence over what it writes.
 */
export function createBaseHeaders(configuration: Pick<Configuration, 'publicUrl'>): BaseHeaders {
  const fixed = Object.entries(securityHeaders(configuration));
  return (request, reply) => {
    const response = reply.raw;
    if (response.headersSent) return;
    response.setHeader(REQUEST_ID_HEADER, request.id);
    if (isApiRoute(request.raw.url ?? '')) response.setHeader('cache-control', 'no-store');
    for (const [name, value] of fixed) response.setHeader(name, value);
  };
}
