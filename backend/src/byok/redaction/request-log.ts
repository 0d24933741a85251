import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { CODE_HEADER, RECEIPT_HEADERS } from '#contracts';
import { redactText } from '#redaction';
import '../../auth/principal.js';
import { headerOf } from '../../http/held-headers.js';
import { isoTime } from './iso-time.js';
import { destinationOf } from './logger.js';

/** Characters of the path of a request that no route answers. */
const MAX_PATH = 200;
/** The least status of a line that warns. */
const LEAST_WARNED = 500;

/** Lines wait for others up to this length together … */
const WAITING_CHARACTERS = 8 * 1024;
/** … and this many milliseconds. */
const WAITING_MS = 100;

/** The fields of a request's line. Never a body, a query, a header of the request, an address. */
interface RequestLine {
  level: 'info' | 'warn';
  time: string;
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
  msg: 'request';
}

/**
 * Writes one slim line per request, when its connection is done with it: also after errors, aborts, streams and
 * raw replies. The receipt is read from the response's headers: a raw reply must begin with our own `writeHead`.
 * The lines look like the logger's own and go where those go; made by hand they cost half as much.
 * Must be called before the routes are added.
 * @param waitMilliseconds how long a line may wait for others
 */
export function registerRequestLog(fastify: FastifyInstance, logger: Logger, waitMilliseconds = WAITING_MS): void {
  if (!logger.isLevelEnabled('warn')) return;
  const least = logger.isLevelEnabled('info') ? 0 : LEAST_WARNED;
  const destination = destinationOf(logger);
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  // Many together: masking and the output cost far more by the write than by the line.
  const writeOut = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting !== '') destination.write(redactText(waiting));
    waiting = '';
  };
  fastify.addHook('onClose', (_instance, done) => {
    writeOut();
    done();
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    const startedAt = performance.now();
    const { socket } = request.raw;
    const bytesBefore = socket.bytesWritten;
    reply.raw.once('close', () => {
      if (reply.raw.statusCode < least) return;
      const line = describe(request, reply, performance.now() - startedAt);
      if (bytesBefore !== undefined) line.bytes = socket.bytesWritten - bytesBefore;
      waiting += `${JSON.stringify(line)}\n`;
      if (waiting.length > WAITING_CHARACTERS) writeOut();
      else timer ??= setTimeout(writeOut, waitMilliseconds).unref();
    });
    done();
  });
}

function describe(request: FastifyRequest, reply: FastifyReply, durationMs: number): RequestLine {
  const { raw } = reply;
  const line: RequestLine = {
    level: raw.statusCode >= LEAST_WARNED ? 'warn' : 'info',
    time: isoTime(),
    method: request.method,
    route: routeOf(request),
    status: raw.statusCode,
    durationMs: Math.round(durationMs * 10) / 10,
    requestId: request.id,
    msg: 'request',
  };
  if (request.principal !== undefined) line.userId = request.principal.userId;
  const code = headerOf(reply, CODE_HEADER);
  if (code !== undefined) line.code = code;
  const source = headerOf(reply, RECEIPT_HEADERS.source);
  if (source !== undefined) {
    line.source = source;
    line.provider = headerOf(reply, RECEIPT_HEADERS.provider);
    line.model = headerOf(reply, RECEIPT_HEADERS.model);
    line.tier = headerOf(reply, RECEIPT_HEADERS.tier);
    line.attempts = headerOf(reply, RECEIPT_HEADERS.attempts);
    line.fallbackReason = headerOf(reply, RECEIPT_HEADERS.fallbackReason);
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
