import type { FastifyReply, FastifyRequest } from 'fastify';

/** How a connection that its caller closed shows in what was reading from it or writing to it. */
const CODES: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'ABORT_ERR']);
const NAMES: ReadonlySet<unknown> = new Set(['AbortError', 'ClientGoneError']);

/**
 * Whether an exception only says that the caller went away: no error of ours, and nobody is left to be answered.
 * Anything else that is thrown then is still one.
 */
export function callerLeft(exception: unknown, { raw: request }: Pick<FastifyRequest, 'raw'>, { raw: response }: Pick<FastifyReply, 'raw'>): boolean {
  const isGone = response.destroyed || (request.destroyed && !request.complete) || response.socket?.destroyed === true;
  if (!isGone || typeof exception !== 'object' || exception === null) return false;
  const { code, name } = exception as { code?: unknown; name?: unknown };
  return CODES.has(code) || NAMES.has(name);
}
