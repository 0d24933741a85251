import { signal } from '@angular/core';
import type { EntryView, PasskeyAvailability, PasskeyView, SessionEvent, VaultErrorCode } from '#vault';
import { toEntry, type VaultEntry } from './vault-entry.js';
import { vaultErrorCode } from './vault-problem.js';
import type { VaultStatus } from './vault.types.js';

const UNSUPPORTED: readonly VaultErrorCode[] = ['insecure-context', 'unsupported', 'storage-missing', 'storage-silent'];

type LockedBecause = Extract<SessionEvent, { type: 'locked' }>['reason'];

/** The vault's records, as they were read. */
export interface VaultRecords {
  exists: boolean;
  unlocked: boolean;
  entries: readonly EntryView[];
  passkeys: readonly PasskeyView[];
  lockMinutes: number;
}

/** What is shown of the vault, and how that changes. Holds no key, and of an open vault's metadata nothing once it locks. */
export class ShownVault {
  private readonly currentStatus = signal<VaultStatus>('loading');
  private readonly currentEntries = signal<readonly VaultEntry[]>([]);
  private readonly currentPasskeys = signal<readonly PasskeyView[]>([]);
  private readonly currentProblem = signal<VaultErrorCode | null>(null);
  private readonly currentMinutes = signal(30);
  private readonly currentReason = signal<LockedBecause | null>(null);
  private readonly deadline = signal<number | null>(null);
  private readonly left = signal(0);
  private readonly kept = signal<boolean | undefined>(undefined);
  private readonly availability = signal<PasskeyAvailability>('unsupported');

  readonly status = this.currentStatus.asReadonly();
  readonly entries = this.currentEntries.asReadonly();
  readonly passkeys = this.currentPasskeys.asReadonly();
  readonly problem = this.currentProblem.asReadonly();
  readonly lockMinutes = this.currentMinutes.asReadonly();
  readonly lockedBecause = this.currentReason.asReadonly();
  readonly lockAt = this.deadline.asReadonly();
  readonly remainingMs = this.left.asReadonly();
  readonly storageKept = this.kept.asReadonly();
  readonly passkeyAvailability = this.availability.asReadonly();

  /** Another account, whose vault nothing is known of yet. */
  forget(): void {
    this.currentStatus.set('loading');
    this.currentEntries.set([]);
    this.currentPasskeys.set([]);
    this.showRemaining(null);
  }

  showAbsent(): void {
    this.currentStatus.set('absent');
  }

  showRecords({ exists, unlocked, entries, passkeys, lockMinutes }: VaultRecords): void {
    this.currentEntries.set(entries.map(toEntry));
    this.currentMinutes.set(lockMinutes);
    this.currentProblem.set(null);
    this.currentPasskeys.set(passkeys);
    this.currentStatus.set(exists ? (unlocked ? 'unlocked' : 'locked') : 'absent');
    if (!unlocked) this.hideMetadata();
  }

  /** What only an open vault may show disappears at once, before any storage is read. */
  hideMetadata(): void {
    if (this.currentStatus() === 'unlocked') this.currentStatus.set('locked');
    this.currentEntries.update((entries) => entries.map(({ id, provider, damaged }) => ({ id, provider, damaged })));
    this.showRemaining(null);
  }

  /** @param passkeys those that are there in spite of it */
  showFailure(error: unknown, passkeys: readonly PasskeyView[] = []): void {
    this.currentPasskeys.set(passkeys);
    const code = vaultErrorCode(error) ?? 'storage-unreadable';
    this.currentProblem.set(code);
    this.currentStatus.set(UNSUPPORTED.includes(code) ? 'unsupported' : 'damaged');
    this.showRemaining(null);
  }

  /** @param remaining milliseconds until the lock; null when locked */
  showRemaining(remaining: number | null): void {
    this.left.set(remaining ?? 0);
    const at = remaining === null ? null : Date.now() + remaining;
    if (at === null || Math.abs(at - (this.deadline() ?? 0)) > 500) this.deadline.set(at);
  }

  showReason(reason: LockedBecause | null): void {
    this.currentReason.set(reason);
  }

  showStorageKept(kept: boolean): void {
    this.kept.set(kept);
  }

  showPasskeyAvailability(availability: PasskeyAvailability): void {
    this.availability.set(availability);
  }
}
