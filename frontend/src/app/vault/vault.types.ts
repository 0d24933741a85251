import type { Signal } from '@angular/core';
import type { ByokProviderId, Verdict } from '#contracts';

/** `unsupported`: no WebCrypto, secure context or IndexedDB, or one that throws or never answers; `damaged`: the stored vault can't be read. */
export type VaultStatus = 'unsupported' | 'loading' | 'absent' | 'locked' | 'unlocked' | 'damaged';

export type LockReason = 'idle' | 'manual' | 'signout' | 'failed_attempts';

/** What may be known of a stored key without using it; never any part of the key. */
export interface VaultEntrySummary {
  id: string;
  provider: ByokProviderId;
  /** ISO 8601. Encrypted with the key: known only while unlocked. */
  addedAt?: string;
  /** Known only while unlocked. */
  lastTest?: { at: string; verdict: Verdict };
}

/**
 * The vault as the rest of the client sees it. Implemented in this folder and provided by
 * `provideVault()`; nothing outside this folder ever holds a key.
 */
export abstract class VaultFacade {
  abstract readonly status: Signal<VaultStatus>;
  /** Which providers have a key: known while locked too. */
  abstract readonly entries: Signal<readonly VaultEntrySummary[]>;
  /** Unix milliseconds at which the vault locks itself; null unless unlocked. */
  abstract readonly lockAt: Signal<number | null>;
  /**
   * Request header name → envelope, for those of the providers that have a key. Empty when none has.
   * Envelopes may come from memory, at most five minutes old.
   * @throws VaultError `locked` or `expired` when one of them has a key and the vault is locked; `tampered-entry`
   */
  abstract sealedHeaders(providers: readonly ByokProviderId[]): Promise<Record<string, string>>;
  abstract lock(reason: LockReason): void;

  /**
   * Forgets envelopes and the transit key. To be called when the server answers `envelope_unknown_key`,
   * `envelope_expired` or `envelope_invalid`; the next `sealedHeaders` then seals to the server's current key.
   */
  discardEnvelopes(): void {}
}
