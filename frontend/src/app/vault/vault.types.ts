import type { Signal } from '@angular/core';
import type { ByokProviderId, Verdict } from '#contracts';

/** `unsupported`: no WebCrypto, IndexedDB or secure context; `damaged`: the stored vault can't be read. */
export type VaultStatus = 'unsupported' | 'loading' | 'absent' | 'locked' | 'unlocked' | 'damaged';

export type LockReason = 'idle' | 'manual' | 'signout' | 'failed_attempts';

/** What may be known of a stored key without opening it; never any part of the key. */
export interface VaultEntrySummary {
  id: string;
  provider: ByokProviderId;
  /** ISO 8601. */
  addedAt: string;
  lastTest?: { at: string; verdict: Verdict };
}

/**
 * The vault as the rest of the client sees it. Implemented in this folder and provided by
 * `provideVault()`; nothing outside this folder ever holds a key.
 */
export abstract class VaultFacade {
  abstract readonly status: Signal<VaultStatus>;
  /** Known while locked too. */
  abstract readonly entries: Signal<readonly VaultEntrySummary[]>;
  /** Unix milliseconds at which the vault locks itself; null unless unlocked. */
  abstract readonly lockAt: Signal<number | null>;
  /**
   * Request header name → envelope, for those of the providers that have a key. Empty when none has.
   * Throws when the vault is locked and one of them has a key.
   */
  abstract sealedHeaders(providers: readonly ByokProviderId[]): Promise<Record<string, string>>;
  abstract lock(reason: LockReason): void;
}
