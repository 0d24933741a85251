import { inject, makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import { SIGN_OUT_HOOKS } from '../core/session/sign-out-hooks.js';
import { PasskeyService } from './passkey.service.js';
import { PresenceWatcher } from './presence-watcher.js';
import { TransitSealer } from './transit-sealer.js';
import { VaultEnvelopes } from './vault-envelopes.service.js';
import { VaultService } from './vault.service.js';
import { VaultFacade } from './vault.types.js';

/** Registers the vault for the signed-in part of the application; signing out locks it in every tab. */
export function provideVault(): EnvironmentProviders {
  return makeEnvironmentProviders([
    PasskeyService,
    PresenceWatcher,
    TransitSealer,
    VaultEnvelopes,
    VaultService,
    { provide: VaultFacade, useExisting: VaultService },
    {
      provide: SIGN_OUT_HOOKS,
      multi: true,
      useFactory: () => {
        const vault = inject(VaultService);
        return () => vault.lock('signout');
      },
    },
  ]);
}
