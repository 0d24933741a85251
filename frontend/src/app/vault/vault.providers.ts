import { computed, inject, makeEnvironmentProviders, provideEnvironmentInitializer, type EnvironmentProviders } from '@angular/core';
import { VaultFacade, provideByok } from '#angular-byok';
import { AnalyticsService } from '../core/analytics/analytics.service.js';
import { SIGN_OUT_HOOKS } from '../core/session/sign-out-hooks.js';
import { SessionService } from '../core/session/session.service.js';
import { BackgroundFailures } from './background-failures.service.js';
import { shareWhetherThereIsAVault } from './vault-cookie.js';

/** Registers the vault for the signed-in part of the application; signing out locks it in every tab. */
export function provideVault(): EnvironmentProviders {
  return makeEnvironmentProviders([
    provideByok({
      user: () => {
        const { account } = inject(SessionService);
        return computed(() => {
          const user = account();
          return user && { id: user.id, name: user.email, fallback: user.preferences?.fallback };
        });
      },
      reporter: () => inject(AnalyticsService),
    }),
    BackgroundFailures,
    provideEnvironmentInitializer(shareWhetherThereIsAVault),
    {
      provide: SIGN_OUT_HOOKS,
      multi: true,
      useFactory: () => {
        const vault = inject(VaultFacade);
        return () => vault.lock('signout');
      },
    },
  ]);
}
