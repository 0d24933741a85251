import { ByokError } from '#contracts';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../auth/principal.js';
import { currentCallScope, type CallScope } from '../byok/credential/call-scope.js';

/** Who asks, and the keys that came along. */
export interface Caller {
  readonly principal: Principal;
  readonly scope: CallScope;
}

/** @throws ByokError unauthenticated outside an authenticated request */
export function callerOf(request: FastifyRequest): Caller {
  const { principal } = request;
  const scope = currentCallScope();
  if (principal === undefined || scope === undefined) {
    throw new ByokError('unauthenticated', 'Sign in, or send a personal access token.');
  }
  return { principal, scope };
}
