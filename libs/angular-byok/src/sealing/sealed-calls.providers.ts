import { DestroyRef, EnvironmentInjector, inject, makeEnvironmentProviders, provideEnvironmentInitializer, type EnvironmentProviders } from '@angular/core';
import { SealedCalls } from './sealed-calls.service.js';
import { SealedCallsOutlet } from './sealing.interceptor.js';

/**
 * Sealing for the interceptor and for `fetch`, over whatever `VaultFacade` and user are provided beside it. Part of
 * `provideByok`; a test takes it alone, with a vault of its own making.
 */
export function provideSealedCalls(): EnvironmentProviders {
  return makeEnvironmentProviders([
    SealedCalls,
    provideEnvironmentInitializer(() => {
      const injector = inject(EnvironmentInjector);
      inject(DestroyRef).onDestroy(inject(SealedCallsOutlet).connect(() => injector.get(SealedCalls)));
    }),
  ]);
}
