import { hasKeyForm, type ByokProviderId } from '#contracts';
import { zeroFill, type Bytes, type PlainKey } from './bytes.js';
import { systemClock, type Clock } from './clock.js';
import { openEntry, sealEntry } from './entry-codec.js';
import { assertVaultEnvironment } from './environment.js';
import { MINIMUM_ITERATIONS, type EntryMetadata, type EntryRecord, type KeyCheck } from './format.js';
import { clampLockMinutes } from './lock-policy.js';
import { assessPassword, type PasswordStrength } from './strength/password-strength.js';
import { openVaultChannel, type LockReason, type VaultChannel } from './vault-channel.js';
import { webAuthnAuthenticator, type PasskeyAuthenticator } from './passkey-authenticator.js';
import { VaultPasskeys } from './vault-passkeys.js';
import { VaultPasswords } from './vault-passwords.js';
import { VaultSession, type SessionEvent } from './vault-session.js';
import { VaultStore } from './vault-store.js';
import { VaultError, isVaultError } from './vault.error.js';

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

/** A stored key as may be shown: never a part of the key. `metadata` is null when it can't be read now. */
export interface EntryView {
  id: string;
  provider: ByokProviderId;
  metadata: EntryMetadata | null;
  damaged: boolean;
}

/**
 * One user's vault in this browser. Passwords and keys come as bytes and are zero-filled here, on every path.
 * All methods throw VaultError only.
 */
export class Vault {
  readonly #store: VaultStore;
  readonly #session: VaultSession;
  readonly #userId: string;
  readonly #clock: Clock;
  readonly #passwords: VaultPasswords;
  /** The second way to unlock, where there is one. */
  readonly passkeys: VaultPasskeys;

  /** @throws VaultError `insecure-context`, `unsupported`, `storage-missing` */
  constructor(options: VaultOptions) {
    assertVaultEnvironment();
    this.#userId = options.userId;
    this.#clock = options.clock ?? systemClock;
    this.#store = new VaultStore(options.userId);
    const channel = options.channel === undefined ? openVaultChannel(options.userId) : (options.channel ?? undefined);
    this.#session = new VaultSession(this.#clock, channel, options.onEvent ?? (() => undefined));
    const shared = {
      userId: options.userId,
      clock: this.#clock,
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

  /** All entries; with their metadata while unlocked. A bad one is marked and doesn't hide the others. */
  async entries(): Promise<EntryView[]> {
    const records = await this.#store.listEntries();
    return Promise.all(records.map((record) => this.#view(record)));
  }

  /** Stores a key as its provider's only one. @throws VaultError `key-malformed`, `locked`, `expired` */
  async addKey(provider: ByokProviderId, key: Bytes): Promise<EntryView> {
    try {
      if (!hasKeyForm(key)) throw new VaultError('key-malformed');
      const content = { id: crypto.randomUUID(), provider, metadata: { addedAt: this.#now() } };
      const record = await sealEntry(this.#session.dek(), this.#userId, content, key);
      this.#session.dek();
      await this.#store.putEntry(record);
      this.#session.announceChange();
      return { ...content, damaged: false };
    } finally {
      zeroFill(key);
    }
  }

  /**
   * Lends a key's bytes to `use` and zero-fills them after. The deadline is checked before decryption and again
   * before the bytes are handed out. `use` must not keep them, nor turn them into a string.
   * @throws VaultError `locked`, `expired`, `not-found`, `tampered-entry`
   */
  async withKey<T>(id: string, use: (key: PlainKey) => T | Promise<T>): Promise<T> {
    this.#session.dek();
    const record = await this.#store.readEntry(id);
    const result = await openEntry(this.#session.dek(), this.#userId, record, (_metadata, key) => {
      this.#session.dek();
      return use(key);
    });
    this.#session.dek();
    return result;
  }

  /** Notes the outcome of a test of the key, encrypted with it. */
  async recordCheck(id: string, check: KeyCheck): Promise<void> {
    this.#session.dek();
    const record = await this.#store.readEntry(id);
    const next = await openEntry(this.#session.dek(), this.#userId, record, (metadata, key) => {
      const content = { id, provider: record.provider, metadata: { ...metadata, check } };
      return sealEntry(this.#session.dek(), this.#userId, content, key);
    });
    await this.#store.replaceEntry(record, next);
    this.#session.announceChange();
  }

  /** Deletes an entry. The result, ciphertext only, can undo it through `restoreEntry`. */
  async deleteEntry(id: string): Promise<EntryRecord> {
    const record = await this.#store.readEntry(id);
    await this.#store.deleteEntry(id);
    this.#session.announceChange();
    return record;
  }

  async restoreEntry(record: EntryRecord): Promise<void> {
    await this.#store.putEntry(record);
    this.#session.announceChange();
  }

  async #view(record: EntryRecord): Promise<EntryView> {
    const { id, provider } = record;
    if (!this.#session.check()) return { id, provider, metadata: null, damaged: false };
    try {
      const metadata = await openEntry(this.#session.dek(), this.#userId, record, (stored) => stored);
      return { id, provider, metadata, damaged: false };
    } catch (error) {
      return { id, provider, metadata: null, damaged: isVaultError(error, 'tampered-entry') };
    }
  }

  #now(): string {
    return new Date(this.#clock.wall()).toISOString();
  }
}
