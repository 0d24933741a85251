import type { Signal } from '@angular/core';
import type { Observable } from 'rxjs';
import type { ByokProviderId, ErrorCode, FallbackPolicy, RequestEnvelope, Verdict } from '#contracts';
import type { Bytes, ProviderPolicies, SealedData } from '#vault';
import type { KeyFailure } from '../state/key-standing.js';
import type { VaultState } from '../state/vault-state.js';

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
  /** What the user calls it. Known only while unlocked. */
  label?: string;
  /** What the last test or call said against it. Known only while unlocked. */
  failure?: KeyFailure;
}

/**
 * The headers by which keys go with a call: their envelopes, the accounts that were chosen at the providers of the
 * first ones, and what the platform may do for them. For the headers of a call alone: never in a log, an error or a store.
 */
export interface EnvelopeHeaders extends AccountHeaders {
  readonly [name: `x-byok-${string}-key${string}`]: RequestEnvelope;
  readonly 'x-byok-fallback'?: FallbackPolicy;
}

/** Which of the user's accounts at a provider its first key is to use. */
export interface AccountHeaders {
  readonly 'openai-organization'?: string;
  readonly 'openai-project'?: string;
  readonly 'anthropic-workspace-id'?: string;
  readonly 'anthropic-user-profile-id'?: string;
  readonly 'x-goog-user-project'?: string;
}

/** How one try of an own key ended. */
export interface KeyOutcome {
  provider: ByokProviderId;
  /** Which of the provider's keys, from 1. */
  place: number;
  outcome: ErrorCode | 'ok';
  /** Catalog id of the model that was asked for, where it is known. */
  model?: string;
}

/**
 * The vault as the rest of the client sees it. Implemented in this folder and provided by
 * `provideVault()`; nothing outside this folder ever holds a key.
 */
export abstract class VaultFacade {
  /** All that is known of the vault, at once and with every change; the signals are parts of it. */
  abstract readonly state$: Observable<VaultState>;
  abstract readonly status: Signal<VaultStatus>;
  /** The keys; each provider's in the order in which they are tried, once unlocked. Their providers are known while locked too. */
  abstract readonly entries: Signal<readonly VaultEntrySummary[]>;
  /** Whether the platform may step in for one provider's keys, where that differs from the account's preference. */
  abstract readonly policies: Signal<ProviderPolicies>;
  /** Unix milliseconds at which the vault locks itself; null unless unlocked. */
  abstract readonly lockAt: Signal<number | null>;
  /**
   * The envelopes of the keys of these providers, at most three of each. Empty when none has any.
   * Envelopes may come from memory, at most five minutes old.
   * @throws VaultError `locked` or `expired` when one of them has a key and the vault is locked; `tampered-entry`
   */
  abstract sealedHeaders(providers: readonly ByokProviderId[]): Promise<EnvelopeHeaders>;
  /** The envelope of one key as if it were its provider's first, with its accounts: to test it. @throws as `sealedHeaders` */
  abstract sealedHeadersOf(id: string): Promise<EnvelopeHeaders>;
  abstract lock(reason: LockReason): void;
  /**
   * Remembers beside the keys, encrypted with them, how calls with them ended, so far as it says something of the key.
   * Does nothing while locked. Never throws.
   */
  noteOutcomes(_outcomes: readonly KeyOutcome[]): void {}
  /**
   * Encrypts what another part of the client keeps, under the vault's own key. Nothing is stored here.
   * `purpose` names the record: only the same opens it.
   * @throws VaultError `locked` or `expired`
   */
  abstract sealData(purpose: readonly string[], plaintext: Bytes): Promise<SealedData>;
  /** @throws VaultError `locked`, `expired`, `tampered-data` */
  abstract openData(purpose: readonly string[], sealed: SealedData): Promise<Bytes>;

  /**
   * Forgets envelopes and the transit key, which the server could not open; the next `sealedHeaders` then seals to the
   * server's current key. `SealedCalls` does that for every call.
   */
  discardEnvelopes(): void {}
}
