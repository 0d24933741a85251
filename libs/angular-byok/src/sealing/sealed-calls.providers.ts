import { DestroyRef, EnvironmentInjector, inject, makeEnvironmentProviders, provideEnvironmentInitializer, type EnvironmentProviders } from '@angular/core';
import { VaultInjector } from '../vault/vault-injector.js';
import { SEALS_KEYS } from './byok-http-client.js';
import { SealedCalls } from './sealed-calls.service.js';
import { SEALED_CALLS } from './sealing.interceptor.js';

/**
 * Sealing for `HttpClient` and for `fetch`, over whatever `VaultFacade` and user are provided beside it. Part of
 * `provideByok`; a test takes it alone, with a vault of its own making. The start fails without `provideByokHttpClient`:
 * requests that ask for keys would go without them.
 */
export function provideSealedCalls(): EnvironmentProviders {
  return makeEnvironmentProviders([
    SealedCalls,
    { provide: SEALED_CALLS, useExisting: SealedCalls },
    provideEnvironmentInitializer(() => {
      if (!inject(SEALS_KEYS)) throw new Error('The HttpClient here seals no keys: put provideByokHttpClient() in the place of provideHttpClient().');
      inject(DestroyRef).onDestroy(inject(VaultInjector).connect(inject(EnvironmentInjector)));
    }),
  ]);
}
