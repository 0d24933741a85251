import type { FastifyReply, FastifyRequest } from 'fastify';
import { REQUEST_ID_HEADER } from '#contracts';
import type { Configuration } from '../config/index.js';
import { isApiRoute, isProviderRoute } from './face.js';
import { dataSecurityHeaders, securityHeaders } from './security-headers.js';

/** Writes the headers that every response has, on the raw response: a hijacked reply has them too. */
export type BaseHeaders = (request: FastifyRequest, reply: FastifyReply) => void;

/**
 * Prepares the writer. `reply.header()` of a route takes precedence over what it writes.
 */
export function createBaseHeaders(configuration: Pick<Configuration, 'publicUrl'>): BaseHeaders {
  const noStore = ['cache-control', 'no-store'] as const;
  const ofPages = Object.entries(securityHeaders(configuration));
  const ofProducts = [noStore, ...ofPages];
  const ofProviders = [noStore, ...Object.entries(dataSecurityHeaders(configuration))];
  return (request, reply) => {
    const response = reply.raw;
    if (response.headersSent) return;
    const url = request.raw.url ?? '';
    response.setHeader(REQUEST_ID_HEADER, request.id);
    for (const [name, value] of isProviderRoute(url) ? ofProviders : isApiRoute(url) ? ofProducts : ofPages) response.setHeader(name, value);
  };
}
