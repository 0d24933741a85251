import { Injectable, computed, effect, inject, signal, untracked, type OnDestroy } from '@angular/core';
import { VAULT_COOKIE, type ByokProviderId } from '#contracts';
import type { Bytes, KeyCheck, SessionEvent, Vault } from '#vault';
import { AnalyticsService } from '../core/analytics/analytics.service.js';
import { shareSetting } from '../core/browser-settings.js';
import { SessionService } from '../core/session/session.service.js';
import { PresenceWatcher } from './presence-watcher.js';
import { ShownVault } from './shown-vault.js';
import { VaultEnvelopes } from './vault-envelopes.service.js';
import { surelyHasNoVault, whenVaultAppears, wouldKeepVault } from './vault-lookup.js';
import { VaultFacade, type LockReason } from './vault.types.js';

/**
 * The signed-in user's vault in this tab: the only holder of the DEK, through the library's `Vault`, which
 * checks the deadline before each use. What it keeps and when that goes: `entries` lose their metadata and
 * envelopes are forgotten on lock; everything goes when the account changes.
 */
@Injectable()
export class VaultService extends VaultFacade implements OnDestroy {
  private readonly session = inject(SessionService);
  private readonly envelopes = inject(VaultEnvelopes);
  private readonly analytics = inject(AnalyticsService);
  private readonly vault = signal<Vault | null>(null);
  private readonly shown = new ShownVault();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private userId = '';
  private opening: Promise<void>;
  private refreshes = 0;
  private stopListening = (): void => undefined;

  override readonly status = this.shown.status;
  override readonly entries = this.shown.entries;
  override readonly lockAt = this.shown.lockAt;
  /** Milliseconds until the lock, refreshed every second; 0 when locked. */
  readonly remainingMs = this.shown.remainingMs;
  /** Why the vault is unsupported or damaged. */
  readonly problem = this.shown.problem;
  readonly lockMinutes = this.shown.lockMinutes;
  /** What the browser answered when it was asked to keep a new vault; undefined before that. */
  readonly storageKept = this.shown.storageKept;
  /** Known while locked too; `PasskeyService` is who works with them. */
  readonly passkeys = this.shown.passkeys;
  readonly passkeyAvailability = this.shown.passkeyAvailability;
  /** Why it was locked last, to be said beside the password field; null after an unlock. */
  readonly lockedBecause = this.shown.lockedBecause;

  constructor() {
    super();
    inject(PresenceWatcher).watch({
      interacted: () => this.vault()?.touch(),
      mayHaveExpired: () => this.tick(),
      left: () => this.leave(),
      returned: () => this.vault()?.returnFromCache(),
    });
    const account = computed(() => this.session.account()?.id ?? '');
    this.opening = this.open(untracked(account));
    effect(() => {
      const userId = account();
      if (userId !== this.userId) this.opening = untracked(() => this.open(userId));
    });
  }

  ngOnDestroy(): void {
    clearTimeout(this.timer);
    this.stopListening();
    this.vault()?.close();
  }

  /** Takes the password; zero-fills it. The vault is unlocked afterwards. @throws VaultError */
  async create(password: Bytes): Promise<void> {
    try {
      await this.opening;
      if (this.vault() === null) await this.load(this.userId);
      await this.opened().create(password);
    } finally {
      password.fill(0);
    }
    this.analytics.report({ name: 'vault_created' });
    // Asks the browser not to clear the vault when it needs room; a refusal changes nothing else.
    void navigator.storage?.persist?.().then((kept) => this.shown.showStorageKept(kept), () => undefined);
    await this.refresh();
  }

  /** Takes the password; zero-fills it. @throws VaultError */
  async unlock(password: Bytes): Promise<void> {
    await this.change((vault) => vault.unlock(password));
  }

  /** For the services of this folder: changes the vault, then shows what it is now. @throws VaultError */
  async change<T>(work: (vault: Vault) => Promise<T>): Promise<T> {
    const result = await work(this.opened());
    await this.refresh();
    return result;
  }

  /** Takes both passwords; zero-fills them. @throws VaultError */
  async changePassword(current: Bytes, next: Bytes): Promise<void> {
    await this.opened().changePassword(current, next);
  }

  /** Deletes the vault with all keys. */
  async reset(): Promise<void> {
    await this.change((vault) => vault.reset());
  }

  async setLockMinutes(minutes: number): Promise<void> {
    await this.change((vault) => vault.setLockMinutes(minutes));
  }

  /** Takes the key; zero-fills it. @throws VaultError */
  async addKey(provider: ByokProviderId, key: Bytes): Promise<string> {
    const { id } = await this.opened().addKey(provider, key);
    this.analytics.report({ name: 'key_added', provider });
    await this.refresh();
    return id;
  }

  /** Deletes a key; the returned function takes that back. */
  async deleteKey(id: string): Promise<() => Promise<void>> {
    const vault = this.opened();
    const provider = this.providerOf(id);
    const removed = await vault.deleteEntry(id);
    if (provider) this.analytics.report({ name: 'key_deleted', provider });
    await this.refresh();
    return async () => {
      await vault.restoreEntry(removed);
      await this.refresh();
    };
  }

  async recordCheck(id: string, check: KeyCheck): Promise<void> {
    const provider = this.providerOf(id);
    await this.opened().recordCheck(id, check);
    if (provider) this.analytics.report({ name: 'key_tested', provider, verdict: check.verdict });
    await this.refresh();
  }

  override lock(reason: LockReason): void {
    this.vault()?.lock(reason);
  }

  /** One interaction: the time until the lock starts anew. */
  keepOpen(): void {
    this.vault()?.touch();
  }

  override async sealedHeaders(providers: readonly ByokProviderId[]): Promise<Record<string, string>> {
    await this.opening;
    const wanted = this.entries().filter((entry) => providers.includes(entry.provider));
    return wanted.length === 0 ? {} : this.envelopes.headersFor(wanted, this.opened(), this.userId);
  }

  override discardEnvelopes(): void {
    this.envelopes.discard();
  }

  /** Looks again for a vault, after a failure. */
  async retry(): Promise<void> {
    this.opening = this.open(this.userId);
    await this.opening;
  }

  private async open(userId: string): Promise<void> {
    this.close();
    this.userId = userId;
    if (userId === '') return;
    // Listens before it looks: another tab may make the vault in between.
    this.stopListening = whenVaultAppears(userId, () => (this.opening = this.load(userId)));
    if (!(await surelyHasNoVault(userId))) return this.load(userId);
    const isStillAbsent = (): boolean => this.userId === userId && this.vault() === null;
    if (!isStillAbsent()) return;
    this.shown.showAbsent();
    // Shown before this is known: what was typed into the served page must find its field.
    if (!(await wouldKeepVault()) && isStillAbsent()) await this.load(userId);
  }

  /** Brings the vault's code, and with it the vault. Never throws: a failure becomes the status. */
  private async load(userId: string): Promise<void> {
    this.stopListening();
    try {
      const { Vault } = await import('#vault');
      if (this.userId !== userId || this.vault() !== null) return;
      const vault = new Vault({ userId, onEvent: (event) => this.react(event) });
      this.vault.set(vault);
      this.shown.showPasskeyAvailability(await vault.passkeys.availability());
      await this.refresh();
    } catch (error) {
      if (this.userId === userId) this.shown.showFailure(error);
    }
  }

  private close(): void {
    clearTimeout(this.timer);
    this.stopListening();
    this.envelopes.forget();
    this.vault()?.close();
    this.vault.set(null);
    this.shown.forget();
  }

  private react(event: SessionEvent): void {
    if (event.type === 'activity') return this.tick();
    if (event.type === 'locked') {
      this.shown.showReason(event.reason);
      this.envelopes.forget();
    }
    if (event.type === 'unlocked') this.shown.showReason(null);
    if (event.type !== 'changed' && !event.shared) this.reportLock(event);
    void this.refresh();
  }

  /** The tab that brought it about reports it; the others hear of it and don't. */
  private reportLock(event: Extract<SessionEvent, { shared: boolean }>): void {
    if (event.type === 'unlocked') return this.analytics.report({ name: 'vault_unlocked' });
    // Deleting the vault is as deliberate as locking it.
    const reason = event.reason === 'reset' ? 'manual' : event.reason;
    this.analytics.report({ name: 'vault_locked', reason, overdueMs: Math.round(event.overdueMs) });
    // The session is about to end, and with it the right to report.
    if (reason === 'signout') this.analytics.flush();
  }

  private providerOf(id: string): ByokProviderId | undefined {
    return this.entries().find((entry) => entry.id === id)?.provider;
  }

  private leave(): void {
    const vault = this.vault();
    if (!vault?.unlocked) return;
    vault.leave();
    this.envelopes.forget();
    void this.refresh();
  }

  /** Reads the records again and shows them. Never throws: a failure becomes the status. */
  private async refresh(): Promise<void> {
    const vault = this.vault();
    if (vault === null) return;
    const turn = (this.refreshes += 1);
    if (!vault.unlocked) this.shown.hideMetadata();
    try {
      const exists = await vault.exists();
      if (exists) shareSetting(VAULT_COOKIE, '1');
      const entries = exists ? await vault.entries() : [];
      const passkeys = exists ? await vault.passkeys.list() : [];
      const lockMinutes = exists ? await vault.lockMinutes() : 30;
      if (this.vault() !== vault || this.refreshes !== turn) return;
      this.shown.showRecords({ exists, unlocked: vault.unlocked, entries, passkeys, lockMinutes });
      this.tick();
    } catch (error) {
      // A damaged vault's passkeys may still open it.
      const passkeys = await vault.passkeys.list().catch(() => []);
      if (this.vault() === vault) this.shown.showFailure(error, passkeys);
    }
  }

  private tick(): void {
    clearTimeout(this.timer);
    const vault = this.vault();
    if (!vault?.checkDeadline()) return this.shown.showRemaining(null);
    const remaining = vault.remainingMs();
    this.shown.showRemaining(remaining);
    this.timer = setTimeout(() => this.tick(), Math.min(remaining, 1_000));
  }

  private opened(): Vault {
    const vault = this.vault();
    if (vault === null) throw new Error('The vault is not open yet.');
    return vault;
  }
}
