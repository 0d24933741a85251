import type { Logger } from 'pino';
import { CODE_HEADER, RECEIPT_HEADERS } from '#contracts';
import { redactText } from '#redaction';
import type { EndedRequest, EndedRequests } from '../../http/ended-requests.js';
import { isoTime } from './iso-time.js';
import { destinationOf } from './logger.js';

/** Characters of the path of a request that no route answers. */
const MAX_PATH = 200;
/** The least status of a line that warns. */
const LEAST_WARNED = 500;

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
 * Writes one slim line per ended request: also after errors, aborts, streams and raw replies. The receipt is read
 * from the response's headers. The lines look like the logger's own and go where those go; made by hand and written
 * many at a time they cost a third.
 */
export function logRequests(ended: EndedRequests, logger: Logger): void {
  if (!logger.isLevelEnabled('warn')) return;
  const least = logger.isLevelEnabled('info') ? 0 : LEAST_WARNED;
  const destination = destinationOf(logger);
  ended.listen((requests) => {
    let lines = '';
    for (const request of requests) if (request.status >= least) lines += `${JSON.stringify(lineOf(request))}\n`;
    if (lines !== '') destination.write(redactText(lines));
  });
}

function lineOf(request: EndedRequest): RequestLine {
  const { status, headers, principal } = request;
  const line: RequestLine = {
    level: status >= LEAST_WARNED ? 'warn' : 'info',
    time: isoTime(request.endedAt),
    method: request.method,
    route: request.route ?? pathOf(request.url),
    status,
    durationMs: Math.round(request.durationMs * 10) / 10,
    requestId: request.id,
    msg: 'request',
  };
  if (principal !== undefined) line.userId = principal.userId;
  const code = headers[CODE_HEADER];
  if (code !== undefined) line.code = code;
  const source = headers[RECEIPT_HEADERS.source];
  if (source !== undefined) {
    line.source = source;
    line.provider = headers[RECEIPT_HEADERS.provider];
    line.model = headers[RECEIPT_HEADERS.model];
    line.tier = headers[RECEIPT_HEADERS.tier];
    line.attempts = headers[RECEIPT_HEADERS.attempts];
    line.fallbackReason = headers[RECEIPT_HEADERS.fallbackReason];
  }
  if (request.aborted) line.aborted = true;
  if (request.bytes !== undefined) line.bytes = request.bytes;
  return line;
}

function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return (end === -1 ? url : url.slice(0, end)).slice(0, MAX_PATH);
}
