import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ByokError, XSRF_HEADER } from '#contracts';
import { secretsEqual } from './access-tokens.service.js';
import { Cookies } from './cookies.service.js';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export function isUnsafe(method: string): boolean {
  return !SAFE_METHODS.has(method);
}

/** Keeps other sites from calling with a browser's cookies. */
@Injectable()
export class Xsrf {
  constructor(private readonly cookies: Cookies) {}

  /**
   * Demands that `x-xsrf-token` equals the XSRF cookie, and, once the session is known, that both are
   * the session's own: a cookie planted by a neighbouring host is not.
   * @throws ByokError csrf_failed
   */
  assert(request: Pick<FastifyRequest, 'headers'>, ofSession?: string): void {
    const header = request.headers[XSRF_HEADER];
    const given = typeof header === 'string' && header !== '' ? header : undefined;
    if (secretsEqual(given, this.cookies.read(request, 'xsrf')) && (ofSession === undefined || secretsEqual(given, ofSession))) return;
    throw new ByokError(
      'csrf_failed',
      `Send the value of the ${this.cookies.nameOf('xsrf')} cookie in the ${XSRF_HEADER} header with this method; GET /api/auth/me sets the cookie.`,
    );
  }
}
