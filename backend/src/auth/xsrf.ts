import type { FastifyRequest } from 'fastify';
import { ByokError, XSRF_COOKIE, XSRF_HEADER } from '#contracts';
import { secretsEqual } from './access-tokens.service.js';
import { readCookie } from './cookies.js';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export function isUnsafe(method: string): boolean {
  return !SAFE_METHODS.has(method);
}

/**
 * Demands that `x-xsrf-token` equals the `XSRF-TOKEN` cookie, and, once the session is known, that both are
 * the session's own: a cookie planted by a neighbouring host is not.
 * @throws ByokError csrf_failed
 */
export function assertXsrf(request: Pick<FastifyRequest, 'headers'>, ofSession?: string): void {
  const header = request.headers[XSRF_HEADER];
  const given = typeof header === 'string' && header !== '' ? header : undefined;
  const cookie = readCookie(request.headers.cookie, XSRF_COOKIE);
  if (secretsEqual(given, cookie) && (ofSession === undefined || secretsEqual(given, ofSession))) return;
  throw new ByokError(
    'csrf_failed',
    `Send the value of the ${XSRF_COOKIE} cookie in the ${XSRF_HEADER} header with this method; GET /api/auth/me sets the cookie.`,
  );
}
