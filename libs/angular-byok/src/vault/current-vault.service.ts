import { Injectable, computed, effect, inject, untracked, type OnDestroy } from '@angular/core';
import { BehaviorSubject, Subject } from 'rxjs';
import type { SessionEvent, Vault } from '#vault';
import { BYOK_USER } from '../byok.options.js';
import { isKnownEmpty, onVaultCreated, wouldKeepVault } from './vault-lookup.js';
import { readRecords } from '../state/vault-records.js';
import { VaultStateStore } from '../state/vault-state.store.js';

/**
 * The library's `Vault` of the signed-in account, the only holder of the DEK, which checks the deadline before each use:
 * looked for when the account is known, closed when it changes, its records read anew after each change.
 */
@Injectable()
export class CurrentVault implements OnDestroy {
  private readonly state = inject(VaultStateStore);
  private readonly user = inject(BYOK_USER);
  private readonly held = new BehaviorSubject<Vault | null>(null);
  private readonly occurred = new Subject<SessionEvent>();
  private readonly ended = new Subject<void>();
  private readonly read = new Subject<void>();
  private account = '';
  private opening: Promise<void>;
  private refreshes = 0;
  private stopListening = (): void => undefined;

  /** Null until the vault's code has come, which a browser without a vault does not load. */
  readonly vault$ = this.held.asObservable();
  /** What happened to the vault, in this tab and in others. */
  readonly events$ = this.occurred.asObservable();
  /** The DEK is gone, by whatever way: what was made with it has to go too. */
  readonly cleared$ = this.ended.asObservable();
  /** The records were read again, and the state has them. */
  readonly refreshed$ = this.read.asObservable();

  constructor() {
    const account = computed(() => this.user()?.id ?? '');
    this.opening = this.open(untracked(account));
    effect(() => {
      const userId = account();
      if (userId !== this.account) this.opening = untracked(() => this.open(userId));
    });
  }

  get userId(): string {
    return this.account;
  }

  get vault(): Vault | null {
    return this.held.value;
  }

  ngOnDestroy(): void {
    this.stopListening();
    this.vault?.close();
  }

  /** Resolves once it is known whether there is a vault. Never throws: a failure becomes the state. */
  ready(): Promise<void> {
    return this.opening;
  }

  /** The vault, with its code loaded now where there was none to open. */
  async toCreate(): Promise<Vault> {
    await this.opening;
    if (this.vault === null) await this.load(this.account);
    return this.opened();
  }

  opened(): Vault {
    const vault = this.vault;
    if (vault === null) throw new Error('The vault is not open yet.');
    return vault;
  }

  /** Changes the vault, then brings the state up to date. @throws VaultError */
  async change<T>(work: (vault: Vault) => Promise<T>): Promise<T> {
    const result = await work(this.opened());
    await this.refresh();
    return result;
  }

  /** Looks again for a vault, after a failure. */
  async retry(): Promise<void> {
    this.opening = this.open(this.account);
    await this.opening;
  }

  /** The page is being left: the DEK goes in this tab alone. */
  leave(): void {
    const vault = this.vault;
    if (!vault?.unlocked) return;
    vault.leave();
    this.ended.next();
    void this.refresh();
  }

  /** Reads the records again, for the state. Never throws: a failure becomes the state. */
  async refresh(): Promise<void> {
    const vault = this.vault;
    if (vault === null) return;
    const turn = (this.refreshes += 1);
    if (!vault.unlocked) this.state.apply({ type: 'hidden' });
    try {
      const records = await readRecords(vault);
      if (this.vault !== vault || this.refreshes !== turn) return;
      this.state.apply({ type: 'records', records, unlocked: vault.unlocked });
      this.read.next();
    } catch (error) {
      // A damaged vault's passkeys may still open it.
      const passkeys = await vault.passkeys.list().catch(() => []);
      if (this.vault === vault) this.state.apply({ type: 'failed', error, passkeys });
    }
  }

  private async open(userId: string): Promise<void> {
    this.close();
    this.account = userId;
    if (userId === '') return;
    // Listens before it looks: another tab may make the vault in between.
    this.stopListening = onVaultCreated(userId, () => (this.opening = this.load(userId)));
    if (!(await isKnownEmpty(userId))) return this.load(userId);
    const isStillAbsent = (): boolean => this.account === userId && this.vault === null;
    if (!isStillAbsent()) return;
    this.state.apply({ type: 'absent' });
    // Shown before this is known: what was typed into the served page must find its field.
    if (!(await wouldKeepVault()) && isStillAbsent()) await this.load(userId);
  }

  /** Brings the vault's code, and with it the vault. Never throws. */
  private async load(userId: string): Promise<void> {
    this.stopListening();
    try {
      const { Vault } = await import('#vault');
      if (this.account !== userId || this.vault !== null) return;
      const vault = new Vault({ userId, onEvent: (event) => this.react(event) });
      this.held.next(vault);
      this.state.apply({ type: 'passkey-availability', availability: await vault.passkeys.availability() });
      await this.refresh();
    } catch (error) {
      if (this.account === userId) this.state.apply({ type: 'failed', error, passkeys: [] });
    }
  }

  private close(): void {
    this.stopListening();
    this.ended.next();
    this.vault?.close();
    this.held.next(null);
    this.state.apply({ type: 'account' });
  }

  private react(event: SessionEvent): void {
    if (event.type === 'locked') {
      this.state.apply({ type: 'reason', reason: event.reason });
      this.ended.next();
    }
    if (event.type === 'unlocked') this.state.apply({ type: 'reason', reason: null });
    this.occurred.next(event);
    if (event.type !== 'activity') void this.refresh();
  }
}
