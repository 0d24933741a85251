import { Injectable, computed, effect, inject, signal, untracked, type OnDestroy } from '@angular/core';
import { KEY_HEADERS, type ByokProviderId } from '#contracts';
import type { Bytes, KeyCheck, PasskeyAvailability, PasskeyView, SessionEvent, Vault, VaultErrorCode } from '#vault';
import { AnalyticsService } from '../core/analytics/analytics.service.js';
import { SessionService } from '../core/session/session.service.js';
import { PresenceWatcher } from './presence-watcher.js';
import { TransitSealer } from './transit-sealer.js';
import { toEntry, type VaultEntry } from './vault-entry.js';
import { surelyHasNoVault, whenVaultAppears } from './vault-lookup.js';
import { vaultErrorCode } from './vault-problem.js';
import { VaultFacade, type LockReason, type VaultStatus } from './vault.types.js';

const UNSUPPORTED: readonly VaultErrorCode[] = ['insecure-context', 'unsupported', 'storage-missing'];

/**
 * The signed-in user's vault in this tab: the only holder of the DEK, through the library's `Vault`, which
 * checks the deadline before each use. What it keeps and when that goes: `entries` lose their metadata and
 * envelopes are forgotten on lock; everything goes when the account changes.
 */
@Injectable()
export class VaultService extends VaultFacade implements OnDestroy {
  private readonly session = inject(SessionService);
  private readonly sealer = inject(TransitSealer);
  private readonly analytics = inject(AnalyticsService);
  private readonly vault = signal<Vault | null>(null);
  private readonly state = signal<VaultStatus>('loading');
  private readonly stored = signal<readonly VaultEntry[]>([]);
  private readonly deadline = signal<number | null>(null);
  private readonly left = signal(0);
  private readonly failure = signal<VaultErrorCode | null>(null);
  private readonly minutes = signal(30);
  private readonly reason = signal<SessionEvent & { type: 'locked' } | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private userId = '';
  private opening: Promise<void>;
  private refreshes = 0;
  private stopListening = (): void => undefined;
  private readonly kept = signal<boolean | undefined>(undefined);
  private readonly storedPasskeys = signal<readonly PasskeyView[]>([]);
  private readonly passkeySupport = signal<PasskeyAvailability>('unsupported');

  override readonly status = this.state.asReadonly();
  override readonly entries = this.stored.asReadonly();
  override readonly lockAt = this.deadline.asReadonly();
  /** Milliseconds until the lock, refreshed every second; 0 when locked. */
  readonly remainingMs = this.left.asReadonly();
  /** Why the vault is unsupported or damaged. */
  readonly problem = this.failure.asReadonly();
  readonly lockMinutes = this.minutes.asReadonly();
  /** What the browser answered when it was asked to keep a new vault; undefined before that. */
  readonly storageKept = this.kept.asReadonly();
  /** Known while locked too; `PasskeyService` is who works with them. */
  readonly passkeys = this.storedPasskeys.asReadonly();
  readonly passkeyAvailability = this.passkeySupport.asReadonly();
  /** Why it was locked last, to be said beside the password field; null after an unlock. */
  readonly lockedBecause = computed(() => this.reason()?.reason ?? null);

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
    void navigator.storage?.persist?.().then((kept) => this.kept.set(kept), () => undefined);
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
    const wanted = this.stored().filter((entry) => providers.includes(entry.provider));
    if (wanted.length === 0) return {};
    const vault = this.opened();
    const headers: Record<string, string> = {};
    for (const { id, provider } of wanted) {
      vault.assertUsable();
      headers[KEY_HEADERS[provider]] = this.sealer.reusable(this.userId, provider, id) ?? (await this.seal(vault, id, provider));
    }
    vault.assertUsable();
    return headers;
  }

  override discardEnvelopes(): void {
    this.sealer.forgetEnvelopes();
    this.sealer.forgetTransitKey();
  }

  private async seal(vault: Vault, id: string, provider: ByokProviderId): Promise<string> {
    await this.sealer.prepare();
    return vault.withKey(id, (key) => this.sealer.seal(this.userId, provider, id, key));
  }

  /** Looks again for a vault, after a failure. */
  async retry(): Promise<void> {
    this.opening = this.open(this.userId);
    await this.opening;
  }

  private async open(userId: string): Promise<void> {
    this.close();
    this.userId = userId;
    this.state.set('loading');
    if (userId === '') return;
    // Listens before it looks: another tab may make the vault in between.
    this.stopListening = whenVaultAppears(userId, () => (this.opening = this.load(userId)));
    if (!(await surelyHasNoVault(userId))) return this.load(userId);
    if (this.userId === userId && this.vault() === null) this.state.set('absent');
  }

  /** Brings the vault's code, and with it the vault. Never throws: a failure becomes the status. */
  private async load(userId: string): Promise<void> {
    this.stopListening();
    try {
      const { Vault } = await import('#vault');
      if (this.userId !== userId || this.vault() !== null) return;
      const vault = new Vault({ userId, onEvent: (event) => this.react(event) });
      this.vault.set(vault);
      this.passkeySupport.set(await vault.passkeys.availability());
      await this.refresh();
    } catch (error) {
      if (this.userId === userId) this.fail(error);
    }
  }

  private close(): void {
    clearTimeout(this.timer);
    this.stopListening();
    this.sealer.forgetEnvelopes();
    this.vault()?.close();
    this.vault.set(null);
    this.stored.set([]);
    this.storedPasskeys.set([]);
    this.show(null);
  }

  private react(event: SessionEvent): void {
    if (event.type === 'activity') return this.tick();
    if (event.type === 'locked') {
      this.reason.set(event);
      this.sealer.forgetEnvelopes();
    }
    if (event.type === 'unlocked') this.reason.set(null);
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
    return this.stored().find((entry) => entry.id === id)?.provider;
  }

  private leave(): void {
    const vault = this.vault();
    if (!vault?.unlocked) return;
    vault.leave();
    this.sealer.forgetEnvelopes();
    this.state.set('locked');
    void this.refresh();
  }

  /** Reads the records again and shows them. Never throws: a failure becomes the status. */
  private async refresh(): Promise<void> {
    const vault = this.vault();
    if (vault === null) return;
    const turn = (this.refreshes += 1);
    if (!vault.unlocked) this.withoutMetadata();
    try {
      const exists = await vault.exists();
      const entries = exists ? await vault.entries() : [];
      const passkeys = exists ? await vault.passkeys.list() : [];
      const minutes = exists ? await vault.lockMinutes() : 30;
      if (this.vault() !== vault || this.refreshes !== turn) return;
      this.stored.set(entries.map(toEntry));
      this.minutes.set(minutes);
      this.failure.set(null);
      this.storedPasskeys.set(passkeys);
      this.state.set(exists ? (vault.unlocked ? 'unlocked' : 'locked') : 'absent');
      if (!vault.unlocked) this.withoutMetadata();
      this.tick();
    } catch (error) {
      if (this.vault() === vault) this.fail(error);
    }
  }

  /** What only an open vault may show disappears at once, before any storage is read. */
  private withoutMetadata(): void {
    if (this.state() === 'unlocked') this.state.set('locked');
    this.stored.update((entries) => entries.map(({ id, provider, damaged }) => ({ id, provider, damaged })));
    this.show(null);
  }

  private fail(error: unknown): void {
    const code = vaultErrorCode(error) ?? 'storage-unreadable';
    this.failure.set(code);
    this.state.set(UNSUPPORTED.includes(code) ? 'unsupported' : 'damaged');
    this.show(null);
  }

  private tick(): void {
    clearTimeout(this.timer);
    const vault = this.vault();
    if (!vault?.checkDeadline()) return this.show(null);
    const remaining = vault.remainingMs();
    this.show(remaining);
    this.timer = setTimeout(() => this.tick(), Math.min(remaining, 1_000));
  }

  private show(remaining: number | null): void {
    this.left.set(remaining ?? 0);
    const at = remaining === null ? null : Date.now() + remaining;
    if (at === null || Math.abs(at - (this.deadline() ?? 0)) > 500) this.deadline.set(at);
  }

  private opened(): Vault {
    const vault = this.vault();
    if (vault === null) throw new Error('The vault is not open yet.');
    return vault;
  }
}
