import type { ServerResponse } from 'node:http';
import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { ByokError, type ByokProviderId } from '#contracts';
import { looksLikeEnvelope } from '#transit';
import '../../auth/principal.js';
import { TransitKeyring } from '../transit/transit-keyring.js';
import { runInCallScope } from './call-scope.js';
import { Credential } from './credential.js';
import { intakeOf } from './key-intake.hook.js';
import type { KeyIntake } from './key-intake.js';
import { refuseKeysInBody } from './misplaced-keys.js';
import { USES_BYOK } from './use-byok.decorator.js';

type Credentials = ReadonlyMap<ByokProviderId, Credential>;

const NONE: Credentials = new Map();

/**
 * Runs after authentication, on every route: refuses what the header intake found wrong, and keys in a parsed
 * body. On routes marked
 * `@UseByok()` it opens the keys that came along and runs the handler in their call scope. They are disposed
 * once, when the response has ended or its connection is gone, whatever came first.
 */
@Injectable()
export class CredentialInterceptor implements NestInterceptor {
  constructor(@Inject(TransitKeyring) private readonly keyring: TransitKeyring) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const intake = intakeOf(request);
    if (intake?.failure !== undefined) throw intake.failure;
    refuseKeysInBody(request.body);
    if (!usesByok(context)) return next.handle();

    const { principal } = request;
    if (principal === undefined) throw new ByokError('unauthenticated', 'Sign in, or send a personal access token.');
    const credentials = intake === undefined ? NONE : this.#open(intake, principal.userId);
    if (credentials.size > 0) disposeWithResponse(http.getResponse<FastifyReply>().raw, credentials);
    const scope = { userId: principal.userId, credentials, fallback: intake?.fallback };
    return runInCallScope(scope, () => next.handle());
  }

  #open(intake: KeyIntake, userId: string): Credentials {
    const credentials = new Map<ByokProviderId, Credential>();
    try {
      for (const [provider, value] of intake.drain()) {
        credentials.set(
          provider,
          looksLikeEnvelope(value)
            ? this.keyring.open(value, provider, userId)
            : new Credential('byok', provider, Buffer.from(value, 'latin1')),
        );
      }
      return credentials;
    } catch (error) {
      disposeAll(credentials);
      throw error;
    }
  }
}

function usesByok(context: ExecutionContext): boolean {
  return (
    (Reflect.getMetadata(USES_BYOK, context.getHandler()) ?? Reflect.getMetadata(USES_BYOK, context.getClass())) ===
    true
  );
}

function disposeWithResponse(response: ServerResponse, credentials: Credentials): void {
  if (response.destroyed || response.closed) {
    disposeAll(credentials);
    throw new ByokError('unavailable', 'The connection closed before the request was handled.');
  }
  response.once('close', () => disposeAll(credentials));
}

function disposeAll(credentials: Credentials): void {
  for (const credential of credentials.values()) credential.dispose();
}
