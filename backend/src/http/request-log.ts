import type { Logger } from 'pino';
import { formatAttempts } from '#contracts';
import { destinationOf } from '#nestjs-byok';
import { redactText } from '#redaction';
import type { CompletedRequest, CompletedRequests } from './completed-requests.js';

/** Characters of the path of a request that no route answers. */
const MAX_PATH = 200;
/** The least status of a line that warns. */
const MIN_WARNED_STATUS = 500;

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
  code?: string | undefined;
  source?: string | undefined;
  provider?: string | undefined;
  model?: string | undefined;
  tier?: string | undefined;
  attempts?: string | undefined;
  fallbackReason?: string | undefined;
  /** Bytes written to the client's socket, with headers. */
  bytes?: number | undefined;
  /** The client went away before the end of the answer. */
  aborted?: true | undefined;
  msg: 'request';
}

/**
 * Writes one slim line per completed request: also after errors, aborts, streams and raw replies. The lines look like
 * the logger's own and go where those go, many at a time.
 */
export function logRequests(completed: CompletedRequests, logger: Logger): void {
  if (!logger.isLevelEnabled('warn')) return;
  const least = logger.isLevelEnabled('info') ? 0 : MIN_WARNED_STATUS;
  const destination = destinationOf(logger);
  completed.listen((requests) => {
    let lines = '';
    for (const request of requests) if (request.status >= least) lines += `${JSON.stringify(lineOf(request))}\n`;
    if (lines !== '') destination.write(redactText(lines));
  });
}

function lineOf(request: CompletedRequest): RequestLine {
  const { status, outcome, principal } = request;
  const { receipt, code } = outcome;
  const line: RequestLine = {
    level: status >= MIN_WARNED_STATUS ? 'warn' : 'info',
    time: new Date(request.endedAt).toISOString(),
    method: request.method,
    route: request.route ?? pathOf(request.url),
    status,
    durationMs: Math.round(request.durationMs * 10) / 10,
    requestId: request.id,
    msg: 'request',
  };
  if (principal !== undefined) line.userId = principal.userId;
  if (code !== undefined) line.code = code;
  if (receipt !== undefined) {
    line.source = receipt.source;
    line.provider = receipt.provider;
    line.model = receipt.model;
    line.tier = receipt.tier === undefined ? undefined : String(receipt.tier);
    line.attempts = formatAttempts(receipt.attempts);
    line.fallbackReason = receipt.fallbackReason;
  }
  if (request.aborted) line.aborted = true;
  if (request.bytes !== undefined) line.bytes = request.bytes;
  return line;
}

function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return (end === -1 ? url : url.slice(0, end)).slice(0, MAX_PATH);
}
