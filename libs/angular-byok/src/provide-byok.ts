import { makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import { BYOK_KEYS_PATH, BYOK_REPORTER, BYOK_TRANSIT_KEY_URL, BYOK_USER, type ByokOptions, type ByokReporter } from './byok.options.js';
import { IdleLock } from './lock/idle-lock.service.js';
import { PresenceWatcher } from './lock/presence-watcher.js';
import { KeySealing } from './sealing/key-sealing.service.js';
import { provideSealedCalls } from './sealing/sealed-calls.providers.js';
import { TransitKeys } from './sealing/transit-key.service.js';
import { VaultStateStore } from './state/vault-state.store.js';
import { CurrentVault } from './vault/current-vault.service.js';
import { KeyOutcomes } from './vault/key-outcomes.service.js';
import { PasskeyService } from './vault/passkey.service.js';
import { VaultService } from './vault/vault.service.js';
import { VaultFacade } from './vault/vault.types.js';

const DEFAULT_KEYS_PATH = '/settings/keys';
const DEFAULT_TRANSIT_KEY_URL = '/api/byok/transit-key';
const SILENT: ByokReporter = { report: () => undefined, flush: () => undefined };

/**
 * The vault of the user's keys, for an application or for its routes behind sign-in; the vault lives as long as they do.
 * For requests that take keys along, the application's `HttpClient` needs `sealingInterceptor`, before all others. The
 * host locks the vault when it signs the user out: `inject(VaultFacade).lock('signout')`.
 */
export function provideByok(options: ByokOptions): EnvironmentProviders {
  return makeEnvironmentProviders([
    { provide: BYOK_USER, useFactory: options.user },
    { provide: BYOK_REPORTER, useFactory: options.reporter ?? (() => SILENT) },
    { provide: BYOK_TRANSIT_KEY_URL, useValue: options.transitKeyUrl ?? DEFAULT_TRANSIT_KEY_URL },
    { provide: BYOK_KEYS_PATH, useValue: options.keysPath ?? DEFAULT_KEYS_PATH },
    CurrentVault,
    IdleLock,
    KeyOutcomes,
    KeySealing,
    PasskeyService,
    PresenceWatcher,
    TransitKeys,
    VaultService,
    VaultStateStore,
    { provide: VaultFacade, useExisting: VaultService },
    provideSealedCalls(),
  ]);
}
