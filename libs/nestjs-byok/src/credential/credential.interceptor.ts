import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { ByokError } from '#contracts';
import { looksLikeEnvelope } from '#transit';
import { CallReports } from '../calls/call-reports.service.js';
import { Callers } from '../caller/callers.service.js';
import { rawResponseOf, routeOf, type HostRequest, type HostResponse } from '../http/host-http.js';
import { TransitKeyring } from '../transit/transit-keyring.js';
import { accountHeadersOf } from './account-headers.js';
import { endCallScope, outcomeOf, runInCallScope, type CallScope } from './call-scope.js';
import { answeredBy } from './caller-signal.js';
import { Credential } from './credential.js';
import { keyHeadersOf } from './key-headers.hook.js';
import type { KeyHeaders } from './key-headers.js';
import { ownKeysOf } from './own-keys.js';

/**
 * Opens the keys that were sent with a request into its call scope, and runs the handler of a route marked
 * `@UseByok()` in it: a caller who is refused here has no body read on the routes that read their own. The credentials are
 * disposed once, when the response has ended or its connection is gone, whatever came first.
 */
@Injectable()
export class CredentialInterceptor implements NestInterceptor {
  constructor(
    @Inject(TransitKeyring) private readonly keyring: TransitKeyring,
    @Inject(Callers) private readonly callers: Callers,
    @Inject(CallReports) private readonly reports: CallReports,
  ) {}

  /** @throws ByokError unauthenticated, invalid_input for a header that names no account, or why an envelope does not open */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<HostRequest>();
    const response = rawResponseOf(http.getResponse<HostResponse>());
    const caller = this.callers.of(request);
    const intake = keyHeadersOf(request);
    const accountHeaders = accountHeadersOf(request.headers);
    const keys = intake === undefined ? [] : this.open(intake, caller.userId);
    if (keys.length > 0) disposeWithResponse(response, keys);
    const scope: CallScope = {
      userId: caller.userId,
      caller,
      route: routeOf(request),
      ...ownKeysOf(keys),
      accountHeaders,
      fallback: intake?.fallback,
      ownKeyTimeoutMs: intake?.timeoutMs,
      clientTimeoutMs: clientTimeoutMs(request.headers),
      outcome: outcomeOf(response),
    };
    answeredBy(scope, response);
    if (this.reports.isWanted) this.reportAtEnd(scope, response);
    response.once('close', () => endCallScope(scope));
    return runInCallScope(scope, () => next.handle());
  }

  private reportAtEnd(scope: CallScope, response: ServerResponse): void {
    const startedAt = performance.now();
    response.once('close', () => this.reports.report(scope, { startedAt, aborted: !response.writableFinished }));
  }

  private open(intake: KeyHeaders, userId: string): Credential[] {
    const keys: Credential[] = [];
    try {
      for (const { provider, place, value } of intake.drain()) {
        keys.push(looksLikeEnvelope(value) ? this.keyring.open(value, provider, userId, place) : new Credential('byok', provider, Buffer.from(value, 'latin1'), place));
      }
      return keys;
    } catch (error) {
      disposeAll(keys);
      throw error;
    }
  }
}

/** Milliseconds that the official SDKs of OpenAI and Anthropic will wait, as they say in seconds; a value without sense counts as none. */
function clientTimeoutMs(headers: IncomingHttpHeaders): number | undefined {
  const value = headers['x-stainless-timeout'];
  const milliseconds = typeof value === 'string' ? Number(value) * 1000 : 0;
  return milliseconds > 0 && Number.isFinite(milliseconds) ? milliseconds : undefined;
}

function disposeWithResponse(response: ServerResponse, keys: readonly Credential[]): void {
  if (response.destroyed || response.closed) {
    disposeAll(keys);
    throw new ByokError('unavailable', 'The connection closed before the request was handled.');
  }
  response.on('close', () => disposeAll(keys));
}

function disposeAll(keys: readonly Credential[]): void {
  for (const credential of keys) credential.dispose();
}
