import { Injectable, inject } from '@angular/core';
import { defer, of, retry, switchMap, throwError, type Observable } from 'rxjs';
import { DEFAULT_PREFERENCES, type ByokProviderId } from '#contracts';
import { BYOK_USER } from '../byok.options.js';
import { withFallback } from './fallback-header.js';
import { isStaleEnvelope } from './stale-envelope.js';
import { VaultFacade, type EnvelopeHeaders } from '../vault/vault.types.js';

/**
 * Which keys go with a call: those of some providers, with what the platform may do for them; or a single one, named by
 * its id, in whose place the platform never steps in.
 */
export type CallKeys = { readonly providers: readonly ByokProviderId[] } | { readonly entry: string };

/** Sends calls with sealed keys, by whatever means: for `HttpClient` the interceptor does it, a `fetch` stream asks here. */
@Injectable()
export class SealedCalls {
  private readonly vault = inject(VaultFacade);
  private readonly user = inject(BYOK_USER);

  /**
   * Seals when it is subscribed to, not before: envelopes live for minutes. When the server can't open them they are made
   * anew and the call is sent once more.
   * @param call sends it with these headers
   * @returns what `call` gives; fails as it does, or with VaultError `locked`, `expired`, `tampered-entry`
   */
  send<T>(keys: CallKeys, call: (headers: EnvelopeHeaders) => Observable<T>): Observable<T> {
    return defer(() => this.headersFor(keys)).pipe(
      switchMap(call),
      retry({ count: 1, delay: (error: unknown) => this.withFreshEnvelopes(error) }),
    );
  }

  private async headersFor(keys: CallKeys): Promise<EnvelopeHeaders> {
    if ('entry' in keys) return this.vault.sealedHeadersOf(keys.entry);
    const common = this.user()?.fallback ?? DEFAULT_PREFERENCES.fallback;
    return withFallback(await this.vault.sealedHeaders(keys.providers), common, this.vault.policies());
  }

  private withFreshEnvelopes(error: unknown): Observable<true> {
    if (!isStaleEnvelope(error)) return throwError(() => error);
    this.vault.discardEnvelopes();
    return of(true);
  }
}
