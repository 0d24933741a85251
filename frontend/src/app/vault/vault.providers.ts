import { computed, inject, makeEnvironmentProviders, provideEnvironmentInitializer, type EnvironmentProviders } from '@angular/core';
import { VaultFacade, provideByok } from '#angular-byok';
import { AnalyticsService } from '../core/analytics/analytics.service.js';
import { CatalogApi } from '../core/api/catalog.api.js';
import { RenderScheduler } from '../core/first-screen/render-scheduler.service.js';
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
          return user && { id: user.id, name: user.email, fallback: user.preferences?.fallback, pauseAfterKeyFailure: user.preferences?.pauseAfterKeyFailure ?? false };
        });
      },
      reporter: () => inject(AnalyticsService),
      savePreferences: () => {
        const session = inject(SessionService);
        return (change) => session.savePreferences(change);
      },
      keysPage: {
        catalog: () => inject(CatalogApi).catalog(),
        plan: () => {
          const { account } = inject(SessionService);
          return computed(() => `common.plans.${account()?.plan ?? 'free'}`);
        },
        problem: () => import('../shared/error-notice/error-notice.component.js').then(({ ErrorNoticeComponent }) => ErrorNoticeComponent),
        besideKeyField: () => import('../features/how-we-know/before-you-type.component.js').then(({ BeforeYouTypeComponent }) => BeforeYouTypeComponent),
        nextPath: '/studio',
        turn: () => inject(RenderScheduler).schedule(),
      },
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
