import { isByokProvider, isFallbackPolicy, type ByokProviderId, type FallbackPolicy } from '#contracts';
import { zeroFill, type Bytes, type PlainKey } from './bytes.js';
import { systemClock, type Clock } from './clock.js';
import { assertVaultEnvironment } from './environment.js';
import { MINIMUM_ITERATIONS, type EntryRecord, type KeyCheck, type KeyDetails, type ProviderPolicies } from './format.js';
import { clampLockMinutes } from './lock-policy.js';
import { assessPassword, type PasswordStrength } from './strength/password-strength.js';
import { openVaultChannel, type LockReason, type VaultChannel } from './vault-channel.js';
import { webAuthnAuthenticator, type PasskeyAuthenticator } from './passkey-authenticator.js';
import { VaultData } from './vault-data.js';
import { VaultKeys, type EntryView } from './vault-keys.js';
import { VaultPasskeys } from './vault-passkeys.js';
import { VaultPasswords } from './vault-passwords.js';
import { VaultSession, type SessionEvent } from './vault-session.js';
import { VaultStore } from './vault-store.js';

export interface VaultOptions {
  userId: string;
  /** Told of every lock, unlock and change, of this tab and of others. */
  onEvent?: (event: SessionEvent) => void;
  clock?: Clock;
  /** Of PBKDF2, at least 600,000. A vault made with fewer is raised at the next unlock. */
  iterations?: number;
  /** Null: this tab stands alone. */
  channel?: VaultChannel | null;
  /** Judges a new password; by default `assessPassword`. */
  checkPassword?: (password: Bytes) => Promise<Pick<PasswordStrength, 'acceptable'>>;
  /** By default the browser's WebAuthn. */
  authenticator?: PasskeyAuthenticator;
}

/**
 * One user's vault in this browser. Passwords and keys come as bytes and are zero-filled here, on every path.
 * All methods throw VaultError only.
 */
export class Vault {
  readonly #store: VaultStore;
  readonly #session: VaultSession;
  readonly #passwords: VaultPasswords;
  /** The second way to unlock, where there is one. */
  readonly passkeys: VaultPasskeys;
  readonly keys: VaultKeys;
  /** Encryption of what the client keeps elsewhere. */
  readonly data: VaultData;

  /** @throws VaultError `insecure-context`, `unsupported`, `storage-missing` */
  constructor(options: VaultOptions) {
    assertVaultEnvironment();
    const clock = options.clock ?? systemClock;
    this.#store = new VaultStore(options.userId);
    const channel = options.channel === undefined ? openVaultChannel(options.userId) : (options.channel ?? undefined);
    this.#session = new VaultSession(clock, channel, options.onEvent ?? (() => undefined));
    this.keys = new VaultKeys(this.#store, this.#session, options.userId, clock);
    this.data = new VaultData(this.#session, options.userId);
    const shared = {
      userId: options.userId,
      clock,
      lockOut: () => this.#session.lock('failed_attempts'),
    };
    this.#passwords = new VaultPasswords(this.#store, {
      ...shared,
      iterations: options.iterations ?? MINIMUM_ITERATIONS,
      checkPassword: options.checkPassword ?? assessPassword,
    });
    this.passkeys = new VaultPasskeys(this.#store, this.#session, this.#passwords, {
      ...shared,
      authenticator: options.authenticator ?? webAuthnAuthenticator,
    });
  }

  /** Whether a sound vault is stored. @throws VaultError `damaged`, or the store's codes */
  async exists(): Promise<boolean> {
    return this.#passwords.vaultExists();
  }

  get unlocked(): boolean {
    return this.#session.unlocked;
  }

  /** Milliseconds until the vault locks itself; 0 when locked. */
  remainingMs(): number {
    return this.#session.remainingMs();
  }

  /** Locks when the deadline has passed. Whether keys can be used. */
  checkDeadline(): boolean {
    return this.#session.check();
  }

  /** To be called before anything that came from a key is used. @throws VaultError `locked`, `expired` */
  assertUsable(): void {
    this.#session.dek();
  }

  touch(): void {
    this.#session.touch();
  }

  lock(reason: LockReason): void {
    this.#session.lock(reason);
  }

  /** The page goes to the back/forward cache: forget the DEK here, leave other tabs alone. */
  leave(): void {
    this.#session.leave();
  }

  /** The page is back: locked, unless another tab is still unlocked. */
  returnFromCache(): void {
    this.#session.returnFromCache();
  }

  /** Ends the object, not the stored vault. */
  close(): void {
    this.#session.close();
    this.#store.close();
  }

  /** @throws VaultError `exists`, `weak-password`, `storage-full` */
  async create(password: Bytes): Promise<void> {
    try {
      this.#session.begin(await this.#passwords.createVault(password));
      this.#session.announceChange();
    } finally {
      zeroFill(password);
    }
  }

  /** @throws VaultError `absent`, `damaged`, `wrong-password`, `too-many-attempts` */
  async unlock(password: Bytes): Promise<void> {
    try {
      this.#session.begin(await this.#passwords.openVault(password));
    } finally {
      zeroFill(password);
    }
  }

  /** Wraps the same DEK under a new password, in one transaction; until then the old one holds. */
  async changePassword(current: Bytes, next: Bytes): Promise<void> {
    try {
      await this.#passwords.changePassword(current, next);
    } finally {
      zeroFill(current, next);
    }
  }

  /** Deletes vault, keys and passkeys for good. */
  async reset(): Promise<void> {
    this.#session.lock('reset');
    const passkeys = await this.passkeys.sound().catch(() => []);
    await this.#store.destroy();
    this.passkeys.forgetAll(passkeys);
    this.#session.announceChange();
  }

  async lockMinutes(): Promise<number> {
    const minutes = clampLockMinutes(await this.#store.readLockMinutes());
    this.#session.setLockMinutes(minutes);
    return minutes;
  }

  async setLockMinutes(minutes: number): Promise<void> {
    await this.#store.writeLockMinutes(clampLockMinutes(minutes));
    await this.lockMinutes();
    this.#session.announceChange();
  }

  /** For which providers the platform's part differs from the account's preference; known while locked too. */
  async policies(): Promise<ProviderPolicies> {
    const stored = Object.entries(await this.#store.readPolicies());
    return Object.fromEntries(stored.filter(([provider, policy]) => isByokProvider(provider) && isFallbackPolicy(policy)));
  }

  /** @param policy undefined: as the account prefers */
  async setPolicy(provider: ByokProviderId, policy: FallbackPolicy | undefined): Promise<void> {
    await this.#store.writePolicy(provider, policy);
    this.#session.announceChange();
  }

  /** ISO 8601: failures of keys in work that ended until then have been told to the user; undefined: none has. */
  async failuresSeenUntil(): Promise<string | undefined> {
    const stored = await this.#store.readFailuresSeenUntil();
    return typeof stored === 'string' && !Number.isNaN(Date.parse(stored)) ? stored : undefined;
  }

  async setFailuresSeenUntil(moment: string): Promise<void> {
    await this.#store.writeFailuresSeenUntil(moment);
    this.#session.announceChange();
  }

  /** As `VaultKeys.list`. */
  async entries(): Promise<EntryView[]> {
    return this.keys.list();
  }

  /** As `VaultKeys.add`. */
  async addKey(provider: ByokProviderId, key: Bytes, details?: KeyDetails): Promise<EntryView> {
    return this.keys.add(provider, key, details);
  }

  /** As `VaultKeys.lend`. */
  async withKey<T>(id: string, use: (key: PlainKey) => T | Promise<T>): Promise<T> {
    return this.keys.lend(id, use);
  }

  /** As `VaultKeys.recordCheck`. */
  async recordCheck(id: string, check: KeyCheck): Promise<void> {
    await this.keys.recordCheck(id, check);
  }

  /** As `VaultKeys.delete`. */
  async deleteEntry(id: string): Promise<EntryRecord> {
    return this.keys.delete(id);
  }

  /** As `VaultKeys.restore`. */
  async restoreEntry(record: EntryRecord): Promise<void> {
    await this.keys.restore(record);
  }
}
