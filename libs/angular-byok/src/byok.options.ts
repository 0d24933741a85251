import { InjectionToken, type Signal } from '@angular/core';
import type { AnalyticsEvent, FallbackPolicy } from '#contracts';

/** Who is signed in, as far as the vault has to know. */
export interface ByokUser {
  /** Names the vault in this browser, and is sealed into each envelope: the id by which the server knows the account. */
  readonly id: string;
  /** By which the user's device lists a passkey; an e-mail address, say. */
  readonly name?: string;
  /** What the platform may do when a key fails, where the vault has no policy of its own; by default `on-quota`. */
  readonly fallback?: FallbackPolicy;
}

/** What happened to the vault: names, providers and verdicts, never a key or a part of one. */
export type ByokEvent = Omit<AnalyticsEvent, 'id' | 'at'>;

/** Is told what happened to the vault. Must not throw. */
export interface ByokReporter {
  report(event: ByokEvent): void;
  /** The session is about to end: what waits to be sent has to go now. */
  flush(): void;
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
}

export const BYOK_USER = new InjectionToken<Signal<ByokUser | null>>('BYOK_USER');

export const BYOK_REPORTER = new InjectionToken<ByokReporter>('BYOK_REPORTER');

export const BYOK_TRANSIT_KEY_URL = new InjectionToken<string>('BYOK_TRANSIT_KEY_URL');

export const BYOK_KEYS_PATH = new InjectionToken<string>('BYOK_KEYS_PATH');
