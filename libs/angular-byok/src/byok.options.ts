import { InjectionToken, signal, type Signal, type Type } from '@angular/core';
import type { Observable } from 'rxjs';
import type { AnalyticsEvent, CatalogView, FallbackPolicy, Preferences } from '#contracts';

/** Who is signed in, as far as the vault has to know. */
export interface ByokUser {
  /** Names the vault in this browser, and is sealed into each envelope: the id by which the server knows the account, without `|`. */
  readonly id: string;
  /** By which the user's device lists a passkey; an e-mail address, say. */
  readonly name?: string;
  /** What the platform may do when a key fails, where the vault has no policy of its own; by default `on-error`. */
  readonly fallback?: FallbackPolicy;
  /** Whether the platform waits with stepping in until the user has seen that a key failed; undefined: the host has no such choice. */
  readonly pauseAfterKeyFailure?: boolean;
}

/** What happened to the vault: names, providers and verdicts, never a key or a part of one. */
export type ByokEvent = Omit<AnalyticsEvent, 'id' | 'at'>;

/** Is told what happened to the vault. Must not throw. */
export interface ByokReporter {
  report(event: ByokEvent): void;
  /** The session is about to end: what waits to be sent has to go now. */
  flush(): void;
}

/** What the user chose for the case that a key fails. */
export type FallbackPreferences = Pick<Preferences, 'fallback' | 'pauseAfterKeyFailure'>;

/** What a host adds to the keys page and its parts. The functions run in an injection context, those that load excepted. */
export interface ByokKeysPage {
  /** The models, and each provider's page for keys; subscribed to again after a failure. Without it cards show no models. */
  readonly catalog?: () => Observable<CatalogView>;
  /** Dictionary path of the name of the user's plan: `{{plan}}` in words of the host's own under `vault.keys.card`. */
  readonly plan?: () => Signal<string>;
  /** A component with the input `error`, which shows what the server refused. By default one sentence does, with the server's own. */
  readonly problem?: () => Promise<Type<unknown>>;
  /** A component that stands below the field for a key. */
  readonly besideKeyField?: () => Promise<Type<unknown>>;
  /** The router's path of the place where a key that works is used; without it no key leads there. */
  readonly nextPath?: string;
  /** Turns true when the form for a new vault may be built; for a host that builds its first screen in several tasks. */
  readonly turn?: () => Signal<boolean>;
}

/** What a host application says of itself. The functions run in an injection context, once. */
export interface ByokOptions {
  /** Null while nobody is signed in; another id closes the vault and opens the other one's. */
  readonly user: () => Signal<ByokUser | null>;
  /** By default nobody is told. */
  readonly reporter?: () => ByokReporter;
  /** Where the server publishes its transit key; by default `/api/byok/transit-key`. */
  readonly transitKeyUrl?: string;
  /** The router's path of the page that minds the keys; by default `/settings/keys`. */
  readonly keysPath?: string;
  /** Where the server tries a key at its provider; by default `/api/byok/validate`. */
  readonly keyTestUrl?: string;
  /**
   * Saves to the account what the user chose for the case that a key fails; `user` then says it. Without it nobody is asked.
   * @returns emits once when it is saved
   */
  readonly savePreferences?: () => (change: Partial<FallbackPreferences>) => Observable<unknown>;
  readonly keysPage?: ByokKeysPage;
}

export const BYOK_USER = new InjectionToken<Signal<ByokUser | null>>('BYOK_USER');

export const BYOK_REPORTER = new InjectionToken<ByokReporter>('BYOK_REPORTER');

export const BYOK_TRANSIT_KEY_URL = new InjectionToken<string>('BYOK_TRANSIT_KEY_URL');

export const BYOK_KEYS_PATH = new InjectionToken<string>('BYOK_KEYS_PATH');

export const BYOK_KEY_TEST_URL = new InjectionToken<string>('BYOK_KEY_TEST_URL');

/** Null where the host keeps no such preferences. */
export const BYOK_SAVE_PREFERENCES = new InjectionToken<((change: Partial<FallbackPreferences>) => Observable<unknown>) | null>('BYOK_SAVE_PREFERENCES');

export const BYOK_KEYS_PAGE = new InjectionToken<Pick<ByokKeysPage, 'problem' | 'besideKeyField' | 'nextPath'>>('BYOK_KEYS_PAGE', { factory: () => ({}) });

export const BYOK_CATALOG = new InjectionToken<Observable<CatalogView> | null>('BYOK_CATALOG', { factory: () => null });

export const BYOK_PLAN = new InjectionToken<Signal<string>>('BYOK_PLAN', { factory: () => signal('') });

/** Asked by each keys page for a turn of its own, in its injection context. */
export const BYOK_TURN = new InjectionToken<() => Signal<boolean>>('BYOK_TURN', { factory: () => () => signal(true) });
