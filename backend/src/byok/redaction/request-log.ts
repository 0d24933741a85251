import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { CODE_HEADER, RECEIPT_HEADERS } from '#contracts';
import { redactText } from '#redaction';
import '../../auth/principal.js';
import { createPlainLogger } from './logger.js';

/** Characters of the path of a request that no route answers. */
const MAX_PATH = 200;

/** The fields of a request's line. Never a body, a query, a header of the request, an address. */
interface RequestLine {
  method: string;
  /** The route's pattern; for a request without a route its path, cut and without query. */
  route: string;
  status: number;
  durationMs: number;
  requestId: string;
  userId?: string | undefined;
  code?: unknown;
  source?: unknown;
  provider?: unknown;
  model?: unknown;
  tier?: unknown;
  attempts?: unknown;
  fallbackReason?: unknown;
  /** Bytes written to the client's socket, with headers. */
  bytes?: number | undefined;
  /** The client went away before the end of the answer. */
  aborted?: true | undefined;
}

/**
 * Writes one slim line per request, when its connection is done with it: also after errors, aborts, streams and
 * raw replies. The receipt is read from the response's headers, which a raw reply must set one by one, not through `writeHead`.
 * Must be called before the routes are added.
 */
export function registerRequestLog(fastify: FastifyInstance, logger: Logger): void {
  if (!logger.isLevelEnabled('warn')) return;
  const lines = createPlainLogger(logger, redactText);
  fastify.addHook('onRequest', (request, reply, done) => {
    const startedAt = performance.now();
    const { socket } = request.raw;
    const bytesBefore = socket.bytesWritten;
    reply.raw.once('close', () => {
      const line = describe(request, reply, performance.now() - startedAt);
      if (bytesBefore !== undefined) line.bytes = socket.bytesWritten - bytesBefore;
      if (line.status >= 500) lines.warn(line, 'request');
      else lines.info(line, 'request');
    });
    done();
  });
}

function describe(request: FastifyRequest, reply: FastifyReply, durationMs: number): RequestLine {
  const { raw } = reply;
  const line: RequestLine = {
    method: request.method,
    route: routeOf(request),
    status: raw.statusCode,
    durationMs: Math.round(durationMs * 10) / 10,
    requestId: request.id,
  };
  if (request.principal !== undefined) line.userId = request.principal.userId;
  const code = reply.getHeader(CODE_HEADER);
  if (code !== undefined) line.code = code;
  const source = reply.getHeader(RECEIPT_HEADERS.source);
  if (source !== undefined) {
    line.source = source;
    line.provider = reply.getHeader(RECEIPT_HEADERS.provider);
    line.model = reply.getHeader(RECEIPT_HEADERS.model);
    line.tier = reply.getHeader(RECEIPT_HEADERS.tier);
    line.attempts = reply.getHeader(RECEIPT_HEADERS.attempts);
    line.fallbackReason = reply.getHeader(RECEIPT_HEADERS.fallbackReason);
  }
  if (!raw.writableFinished) line.aborted = true;
  return line;
}

function routeOf(request: FastifyRequest): string {
  const pattern = request.routeOptions.config?.url;
  if (pattern !== undefined && pattern !== '*') return pattern;
  const url = request.raw.url ?? '';
  const end = url.search(/[?#]/);
  return (end === -1 ? url : url.slice(0, end)).slice(0, MAX_PATH);
}
