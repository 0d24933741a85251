import { hkdfSync, createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SignJWT, jwtVerify } from 'jose';
import { UUID } from '../validation/index.js';
import { ACCESS_SECONDS } from './cookies.service.js';
import { SIGNING_SECRET } from './signing-secret.js';

const ALGORITHM = 'HS256';
const ISSUER = 'byok';

/** What an access cookie says once its signature holds. Whether the session still lives is for the database to say. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

/** Signs and reads access cookies, and derives each session's XSRF token. */
@Injectable()
export class AccessTokens {
  readonly #xsrfKey: Uint8Array;

  constructor(@Inject(SIGNING_SECRET) private readonly secret: Uint8Array) {
    this.#xsrfKey = new Uint8Array(hkdfSync('sha256', secret, '', 'byok/xsrf/v1', 32));
  }

  sign(userId: string, sessionId: string): Promise<string> {
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setSubject(userId)
      .setIssuedAt()
      .setExpirationTime(`${ACCESS_SECONDS}s`)
      .sign(this.secret);
  }

  /** Undefined for anything but an unexpired token of ours: another key or algorithm, missing claims, no JWT at all. */
  async read(token: string): Promise<AccessClaims | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.secret, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        requiredClaims: ['sub', 'sid', 'exp', 'iat'],
      });
      const { sub, sid, exp } = payload;
      if (!isUuid(sub) || !isUuid(sid) || typeof exp !== 'number') return undefined;
      return { userId: sub, sessionId: sid, expiresAt: exp * 1000 };
    } catch {
      return undefined;
    }
  }

  /** The one XSRF token of a session: a page of another session can't use it. */
  xsrfTokenOf(sessionId: string): string {
    return createHmac('sha256', this.#xsrfKey).update(sessionId).digest('base64url');
  }
}

/** Compares secrets in constant time; undefined equals nothing. */
export function secretsEqual(given: string | undefined, expected: string | undefined): boolean {
  if (given === undefined || expected === undefined) return false;
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
