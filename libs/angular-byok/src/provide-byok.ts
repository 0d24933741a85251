import { makeEnvironmentProviders, type EnvironmentProviders, type Provider } from '@angular/core';
import {
  BYOK_CATALOG,
  BYOK_KEYS_PAGE,
  BYOK_KEYS_PATH,
  BYOK_KEY_TEST_URL,
  BYOK_PLAN,
  BYOK_REPORTER,
  BYOK_SAVE_PREFERENCES,
  BYOK_TRANSIT_KEY_URL,
  BYOK_TURN,
  BYOK_USER,
  type ByokKeysPage,
  type ByokOptions,
  type ByokReporter,
} from './byok.options.js';
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
const DEFAULT_KEY_TEST_URL = '/api/byok/validate';
const SILENT: ByokReporter = { report: () => undefined, flush: () => undefined };

/**
 * The vault of the user's keys, for an application or for its routes behind sign-in; the vault lives as long as they do.
 * The application's `HttpClient` comes from `provideByokHttpClient`; without it the start fails. The host locks the vault
 * when it signs the user out: `inject(VaultFacade).lock('signout')`.
 */
export function provideByok(options: ByokOptions): EnvironmentProviders {
  return makeEnvironmentProviders([
    { provide: BYOK_USER, useFactory: options.user },
    { provide: BYOK_REPORTER, useFactory: options.reporter ?? (() => SILENT) },
    { provide: BYOK_TRANSIT_KEY_URL, useValue: options.transitKeyUrl ?? DEFAULT_TRANSIT_KEY_URL },
    { provide: BYOK_KEYS_PATH, useValue: options.keysPath ?? DEFAULT_KEYS_PATH },
    { provide: BYOK_KEY_TEST_URL, useValue: options.keyTestUrl ?? DEFAULT_KEY_TEST_URL },
    { provide: BYOK_SAVE_PREFERENCES, useFactory: options.savePreferences ?? (() => null) },
    ...forKeysPage(options.keysPage ?? {}),
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

function forKeysPage({ catalog, plan, turn, ...parts }: ByokKeysPage): Provider[] {
  return [
    { provide: BYOK_KEYS_PAGE, useValue: parts },
    catalog ? { provide: BYOK_CATALOG, useFactory: catalog } : [],
    plan ? { provide: BYOK_PLAN, useFactory: plan } : [],
    turn ? { provide: BYOK_TURN, useValue: turn } : [],
  ];
}
