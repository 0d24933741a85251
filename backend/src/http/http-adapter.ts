import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ByokError } from '#contracts';
import { registerKeyHeaders } from '#nestjs-byok/fastify';
import type { Configuration } from '../config/index.js';
import { answerError } from './answer-error.js';
import { createBaseHeaders } from './base-headers.js';
import { answerClientError } from './client-error.js';
import { createCors } from './cors.js';
import { watchArrivals, type ArrivalLimits } from './intake/index.js';
import { CONNECTIONS_LIMIT, HEADERS_LIMIT, HEADERS_MS, PARAMETER_LIMIT, PRODUCT_BODY_LIMIT } from './limits.js';
import { requestIdOf } from './request-id.js';
import { markAdapter } from './server-setup.js';

type AdapterConfiguration = Pick<Configuration, 'publicUrl'> & Partial<Pick<Configuration, 'trustedProxies' | 'corsOrigins'>>;

/**
 * The Fastify adapter with all that must be set before the application exists; `HttpModule`
 * does the rest.
 *
 * `x-forwarded-for` counts only when it comes from a trusted proxy, and of its entries the last that is none: a private
 * address proves nothing, since others on the same network have one too.
 * @param arrivalLimits when a body is late; default: the contract's
 */
export function createHttpAdapter(
  configuration: AdapterConfiguration,
  arrivalLimits?: ArrivalLimits,
): FastifyAdapter {
  const adapter = new FastifyAdapter({
    logger: false,
    bodyLimit: PRODUCT_BODY_LIMIT,
    requestIdHeader: false,
    genReqId: requestIdOf,
    trustProxy: trustedBy(configuration),
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    // A missing host is refused below: Node's own answer has no request id.
    http: { maxHeaderSize: HEADERS_LIMIT, requireHostHeader: false, headersTimeout: HEADERS_MS, connectionsCheckingInterval: HEADERS_MS / 6 },
    routerOptions: { maxParamLength: PARAMETER_LIMIT },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      baseHeaders.begin(request, reply);
      baseHeaders.complete(request, reply);
      answerError(error, request, reply);
    },
  });
  const cors = createCors(adapter.getInstance() as unknown as FastifyInstance, { corsOrigins: configuration.corsOrigins ?? [] });
  const baseHeaders = createBaseHeaders(configuration, cors);
  // As Fastify asks for whatever is set on a request later; the guard does.
  adapter.getInstance().decorateRequest('principal', undefined);
  markAdapter(adapter.getInstance() as unknown as FastifyInstance);
  registerKeyHeaders(adapter.getInstance() as unknown as FastifyInstance);
  watchArrivals(adapter.getInstance() as unknown as FastifyInstance, arrivalLimits);
  // Before all hooks that may answer, so that their answers have these headers too.
  adapter.getInstance().addHook('onRequest', (request, reply, done) => {
    baseHeaders.begin(request as unknown as FastifyRequest, reply as unknown as FastifyReply);
    const refusal = wrongHost(request.raw);
    if (refusal === undefined && cors?.answer(request as unknown as FastifyRequest, reply as unknown as FastifyReply) === true) return;
    done(refusal);
  });
  adapter.getInstance().addHook('onSend', (request, reply, payload, done) => {
    baseHeaders.complete(request as unknown as FastifyRequest, reply as unknown as FastifyReply);
    done(null, payload);
  });
  // Node would answer 417 by itself; what is not understood may as well be ignored (RFC 9110, section 10.1.1).
  const { server } = adapter.getInstance();
  server.maxConnections = CONNECTIONS_LIMIT;
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  return adapter;
}

/** None, where HTTP/1.1 demands one, or several, of which a proxy before us may have read another than we do (RFC 9112, section 3.2). */
function wrongHost({ headers, httpVersion, rawHeaders }: IncomingMessage): ByokError | undefined {
  if (headers.host === undefined) return httpVersion === '1.1' ? new ByokError('invalid_input', 'The header host is missing, which HTTP/1.1 demands.') : undefined;
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === 'host') hosts += 1;
  return hosts > 1 ? new ByokError('invalid_input', 'The header host came more than once; send it once.') : undefined;
}

/** @returns what Fastify takes: networks, or who at which place in the row is a proxy, the peer at place 0 */
function trustedBy({ trustedProxies }: AdapterConfiguration): string[] | ((address: string, place: number) => boolean) | false {
  if (trustedProxies === undefined) return false;
  return typeof trustedProxies === 'number' ? (_address, place) => place < trustedProxies : [...trustedProxies];
}
