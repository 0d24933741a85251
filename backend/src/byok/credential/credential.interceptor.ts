import type { ServerResponse } from 'node:http';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { ByokError, type ByokProviderId } from '#contracts';
import { looksLikeEnvelope } from '#transit';
import '../../auth/principal.js';
import { TransitKeyring } from '../transit/transit-keyring.js';
import { attachCallScope, runInCallScope, type CallScope } from './call-scope.js';
import { Credential } from './credential.js';
import { intakeOf } from './key-intake.hook.js';
import type { KeyIntake } from './key-intake.js';

type Credentials = ReadonlyMap<ByokProviderId, Credential>;

const NONE: Credentials = new Map();

/**
 * Opens the keys that came along with a request into its call scope, and runs the handler of a route marked
 * `@UseByok()` in it: whoever is refused here has no body read on the routes that read their own. The credentials are
 * disposed once, when the response has ended or its connection is gone, whatever came first.
 */
@Injectable()
export class CredentialInterceptor implements NestInterceptor {
  constructor(private readonly keyring: TransitKeyring) {}

  /** @throws ByokError unauthenticated, or why an envelope does not open */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { raw: response } = http.getResponse<FastifyReply>();
    const { principal } = request;
    if (principal === undefined) throw new ByokError('unauthenticated', 'Sign in, or send a personal access token.');
    const intake = intakeOf(request);
    const credentials = intake === undefined ? NONE : this.open(intake, principal.userId);
    if (credentials.size > 0) disposeWithResponse(response, credentials);
    const scope: CallScope = {
      userId: principal.userId,
      credentials,
      fallback: intake?.fallback,
      ownKeyTimeoutMs: intake?.timeoutMs,
      clientTimeoutMs: clientTimeoutMs(request.headers),
    };
    attachCallScope(response, scope);
    return runInCallScope(scope, () => next.handle());
  }

  private open(intake: KeyIntake, userId: string): Credentials {
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

/** Milliseconds that the official SDKs of OpenAI and Anthropic will wait, as they say in seconds; a value without sense counts as none. */
function clientTimeoutMs(headers: FastifyRequest['headers']): number | undefined {
  const value = headers['x-stainless-timeout'];
  const milliseconds = typeof value === 'string' ? Number(value) * 1000 : 0;
  return milliseconds > 0 && Number.isFinite(milliseconds) ? milliseconds : undefined;
}

function disposeWithResponse(response: ServerResponse, credentials: Credentials): void {
  if (response.destroyed || response.closed) {
    disposeAll(credentials);
    throw new ByokError('unavailable', 'The connection closed before the request was handled.');
  }
  response.on('close', () => disposeAll(credentials));
}

function disposeAll(credentials: Credentials): void {
  for (const credential of credentials.values()) credential.dispose();
}
