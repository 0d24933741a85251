import { Injectable, computed, effect, inject, untracked, type OnDestroy } from '@angular/core';
import { BehaviorSubject, Subject, firstValueFrom, race, timer } from 'rxjs';
import type { SessionEvent, Vault, VaultErrorCode } from '#vault';
import { BYOK_USER } from '../byok.options.js';
import { isKnownEmpty, onVaultCreated, wouldKeepVault } from './vault-lookup.js';
import { vaultErrorCode } from './vault-problem.js';
import { readRecords } from '../state/vault-records.js';
import { VaultStateStore } from '../state/vault-state.store.js';

/** Failures of the browser's storage that may pass by themselves. */
const PASSING: readonly (string | undefined)[] = ['storage-silent', 'storage-unreadable'] satisfies VaultErrorCode[];

/** Before a failed storage is asked again, in milliseconds: doubled each time, up to the longest. */
const FIRST_PAUSE_MS = 2_000;
const MAX_PAUSE_MS = 32_000;

/** How long the browser may take to say whether it has passkeys before the vault is shown without them, in milliseconds. */
const PASSKEYS_TIMEOUT_MS = 1_000;

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
  private pauseMs = FIRST_PAUSE_MS;
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
    this.close();
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
      this.pauseMs = FIRST_PAUSE_MS;
      this.state.apply({ type: 'records', records, unlocked: vault.unlocked });
      this.read.next();
    } catch (error) {
      // A damaged vault's passkeys may still open it.
      const isPassing = PASSING.includes(vaultErrorCode(error));
      const passkeys = isPassing ? [] : await vault.passkeys.list().catch(() => []);
      if (this.vault !== vault || this.refreshes !== turn) return;
      this.state.apply({ type: 'failed', error, passkeys });
      if (isPassing) void this.askAgain(vault, turn);
    }
  }

  /** What the storage was busy with may be over, or the question was lost. Nobody waits for it: the failure is shown already. */
  private async askAgain(vault: Vault, turn: number): Promise<void> {
    await firstValueFrom(timer(this.pauseMs));
    if (this.vault !== vault || this.refreshes !== turn) return;
    this.pauseMs = Math.min(this.pauseMs * 2, MAX_PAUSE_MS);
    // Whose DEK is in memory stays open.
    if (vault.unlocked) return this.refresh();
    vault.close();
    this.held.next(null);
    return this.load(this.account);
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
      await this.lookForPasskeys(vault);
      await this.refresh();
    } catch (error) {
      if (this.account === userId) this.state.apply({ type: 'failed', error, passkeys: [] });
    }
  }

  private async lookForPasskeys(vault: Vault): Promise<void> {
    const looked = vault.passkeys.availability().then((availability) => {
      if (this.vault === vault) this.state.apply({ type: 'passkey-availability', availability });
    });
    await firstValueFrom(race(looked, timer(PASSKEYS_TIMEOUT_MS)));
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
