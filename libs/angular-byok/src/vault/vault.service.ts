import { Injectable, computed, inject } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import type { ByokProviderId, TransitKeyView } from '#contracts';
import type { Bytes, SealedData, SessionEvent, Vault } from '#vault';
import { BYOK_REPORTER } from '../byok.options.js';
import { CurrentVault } from './current-vault.service.js';
import { IdleLock } from '../lock/idle-lock.service.js';
import { KeySealing } from '../sealing/key-sealing.service.js';
import { KeyOutcomes } from './key-outcomes.service.js';
import { lockReport } from './vault-report.js';
import { VaultStateStore } from '../state/vault-state.store.js';
import { VaultFacade, type EnvelopeHeaders, type KeyOutcome, type LockReason } from './vault.types.js';

/**
 * The signed-in user's vault in this tab. `state$` has all that is known of it; the signals are parts of that. What
 * goes when: the keys' metadata and all envelopes on lock, everything when the account changes. Its keys are put in and
 * taken out by `StoredKeys`, its passkeys by `PasskeyService`.
 */
@Injectable()
export class VaultService extends VaultFacade {
  private readonly current = inject(CurrentVault);
  private readonly sealing = inject(KeySealing);
  private readonly outcomes = inject(KeyOutcomes);
  private readonly store = inject(VaultStateStore);
  private readonly reporter = inject(BYOK_REPORTER);

  override readonly state$ = this.store.state$;
  private readonly state = toSignal(this.state$, { requireSync: true });
  override readonly status = computed(() => this.state().status);
  override readonly entries = computed(() => this.state().entries);
  override readonly policies = computed(() => this.state().policies);
  override readonly lockAt = computed(() => this.state().lockAt);
  readonly remainingMs = computed(() => this.state().remainingMs);
  readonly problem = computed(() => this.state().problem);
  readonly lockMinutes = computed(() => this.state().lockMinutes);
  readonly storagePersisted = computed(() => this.state().storagePersisted);
  /** `PasskeyService` is who works with them. */
  readonly passkeys = computed(() => this.state().passkeys);
  readonly passkeyAvailability = computed(() => this.state().passkeyAvailability);
  readonly lockedBecause = computed(() => this.state().lockedBecause);

  constructor() {
    super();
    inject(IdleLock);
    this.current.events$.pipe(takeUntilDestroyed()).subscribe((event) => this.report(event));
  }

  /** Takes the password; zero-fills it. The vault is unlocked afterwards. @throws VaultError */
  async create(password: Bytes): Promise<void> {
    try {
      await (await this.current.toCreate()).create(password);
    } finally {
      password.fill(0);
    }
    this.reporter.report({ name: 'vault_created' });
    // Asks the browser not to clear the vault when it needs room; a refusal changes nothing else.
    void navigator.storage?.persist?.().then((persisted) => this.store.apply({ type: 'persisted', persisted }), () => undefined);
    await this.current.refresh();
  }

  /** Takes the password; zero-fills it. @throws VaultError */
  async unlock(password: Bytes): Promise<void> {
    await this.change((vault) => vault.unlock(password));
  }

  /** For the services of this folder: changes the vault, then shows what it is now. @throws VaultError */
  change<T>(work: (vault: Vault) => Promise<T>): Promise<T> {
    return this.current.change(work);
  }

  /** Takes both passwords; zero-fills them. @throws VaultError */
  async changePassword(current: Bytes, next: Bytes): Promise<void> {
    await this.current.opened().changePassword(current, next);
  }

  /** Deletes the vault with all keys. */
  async reset(): Promise<void> {
    await this.change((vault) => vault.reset());
  }

  async setLockMinutes(minutes: number): Promise<void> {
    await this.change((vault) => vault.setLockMinutes(minutes));
  }

  /** ISO 8601; undefined also where there is no vault. Never throws. */
  async failuresSeenUntil(): Promise<string | undefined> {
    await this.current.ready();
    return this.current.vault?.failuresSeenUntil().catch(() => undefined);
  }

  /** Remembers it in the vault, where there is one. Never throws. */
  async markFailuresSeen(moment: string): Promise<void> {
    await this.current.vault?.setFailuresSeenUntil(moment).catch(() => undefined);
  }

  override noteOutcomes(outcomes: readonly KeyOutcome[]): void {
    this.outcomes.note(outcomes);
  }

  override lock(reason: LockReason): void {
    this.current.vault?.lock(reason);
  }

  /** One interaction: the time until the lock starts anew. */
  keepOpen(): void {
    this.current.vault?.touch();
  }

  override sealedHeaders(providers: readonly ByokProviderId[]): Promise<EnvelopeHeaders> {
    return this.sealing.headersFor(providers);
  }

  override sealedHeadersOf(id: string): Promise<EnvelopeHeaders> {
    return this.sealing.headersForKey(id);
  }

  /** As `KeySealing.transitKey`. */
  transitKey(): Promise<TransitKeyView> {
    return this.sealing.transitKey();
  }

  override async sealData(purpose: readonly string[], plaintext: Bytes): Promise<SealedData> {
    return this.current.opened().data.seal(purpose, plaintext);
  }

  override async openData(purpose: readonly string[], sealed: SealedData): Promise<Bytes> {
    return this.current.opened().data.open(purpose, sealed);
  }

  override discardEnvelopes(): void {
    this.sealing.discard();
  }

  /** Looks again for a vault, after a failure. */
  async retry(): Promise<void> {
    await this.current.retry();
  }

  private report(event: SessionEvent): void {
    const report = lockReport(event);
    if (report) this.reporter.report(report);
    // The session is about to end, and with it the right to report.
    if (event.type === 'locked' && !event.shared && event.reason === 'signout') this.reporter.flush();
  }
}
