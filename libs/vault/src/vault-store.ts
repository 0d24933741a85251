import { Dexie, type Table } from 'dexie';
import type { ByokProviderId, FallbackPolicy } from '#contracts';
import { equalBytes } from './bytes.js';
import { waitBefore, countFailure, type AttemptRecord } from './attempt-throttle.js';
import type { EntryRecord, NoticesRecord, PasskeyRecord, PoliciesRecord, VaultRecord } from './format.js';
import { PASSKEY_ROW_PREFIX } from './passkey-codec.js';
import { VaultError, isVaultError } from './vault.error.js';

/** The row `settings` of table `meta`. Not secret; read with suspicion. */
export interface SettingsRecord {
  name: 'settings';
  lockMinutes: number;
}

/** Of the tables, for Dexie, which keeps ten times this in the browser; the records have a format version of their own. */
const SCHEMA_VERSION = 1;

/** How long the browser may take to open the database, in milliseconds; some never answer. */
const OPENING_MS = 8_000;

/** Failures of an opening that may pass; after any other the browser has no storage for us. */
const PASSING: readonly string[] = ['UnknownError', 'AbortError', 'TimeoutError', 'DataError'];

type MetaRecord = VaultRecord | AttemptRecord | SettingsRecord | PoliciesRecord | NoticesRecord | PasskeyRecord;

/**
 * The vault's records in IndexedDB: database `byok-vault-<userId>`, tables `meta` and `entries`.
 * Stores and returns ciphertext only, and does not judge it. Every method throws VaultError
 * (`storage-full`, `storage-missing`, `storage-silent`, `storage-unreadable`, `newer-version`) and then has changed nothing.
 */
export class VaultStore {
  readonly #database: Dexie;
  readonly #meta: Table<MetaRecord, string>;
  readonly #entries: Table<EntryRecord, string>;
  readonly #openingMs: number;
  #closed = false;
  /** Failed attempts that a full disk didn't take. */
  #unsaved: AttemptRecord | undefined;

  /** @param openingMs for tests */
  constructor(userId: string, openingMs = OPENING_MS) {
    this.#openingMs = openingMs;
    // Without Dexie's cache: an answer must be what the disk holds.
    this.#database = new Dexie(databaseName(userId), { cache: 'disabled' });
    this.#database.version(SCHEMA_VERSION).stores({ meta: 'name', entries: 'id, provider' });
    // Dexie opens a newer database as if it were of this version; its tables may mean something else by then.
    this.#database.on('ready', () => {
      if (this.#database.backendDB().version > SCHEMA_VERSION * 10) throw new VaultError('newer-version');
    });
    this.#meta = this.#database.table('meta');
    this.#entries = this.#database.table('entries');
  }

  /** The row `vault`, unchecked; undefined when there is none. */
  async readVault(): Promise<unknown> {
    return this.#try(() => this.#meta.get('vault'));
  }

  /** @throws VaultError `exists` when there is a vault already */
  async createVault(record: VaultRecord): Promise<void> {
    await this.#change(async () => {
      if ((await this.#meta.get('vault')) !== undefined) throw new VaultError('exists');
      await this.#meta.put(record);
      await this.#meta.delete('attempts');
      await this.#passkeys().delete();
    });
  }

  /** Puts `next` in the place of `previous`. @throws VaultError `conflict` when another tab was faster */
  async replaceVault(previous: VaultRecord, next: VaultRecord): Promise<void> {
    await this.#change(async () => {
      await this.#assertCurrent(previous);
      await this.#meta.put(next);
    });
  }

  /** Puts `next` in the place of a record that can't be read. @throws VaultError `conflict` when another tab was faster */
  async replaceDamaged(damaged: unknown, next: VaultRecord): Promise<void> {
    await this.#change(async () => {
      if (!sameStored(await this.#meta.get('vault'), damaged)) throw new VaultError('conflict');
      await this.#meta.put(next);
    });
  }

  /** All passkeys, unchecked. */
  async listPasskeys(): Promise<unknown[]> {
    return this.#try(() => this.#passkeys().toArray());
  }

  /** @throws VaultError `conflict` when `vault`, whose DEK the passkey wraps, is no longer the stored one */
  async addPasskey(vault: VaultRecord, passkey: PasskeyRecord): Promise<void> {
    await this.#change(async () => {
      await this.#assertCurrent(vault);
      await this.#meta.put(passkey);
    });
  }

  /** Notes when a passkey was used last, if it is still there. */
  async notePasskeyUse(name: string, lastUsedAt: string): Promise<void> {
    await this.#change(async () => {
      const row = (await this.#meta.get(name)) as PasskeyRecord | undefined;
      if (row) await this.#meta.put({ ...row, lastUsedAt });
    });
  }

  async deletePasskey(name: string): Promise<void> {
    if (name.startsWith(PASSKEY_ROW_PREFIX)) await this.#change(() => this.#meta.delete(name));
  }

  /** @throws VaultError `too-many-attempts` while one has to wait */
  async assertMayAttempt(now: number): Promise<void> {
    const record = this.#unsaved ?? (await this.#try(() => this.#meta.get('attempts')));
    const retryAfterMs = waitBefore(record, now);
    if (retryAfterMs > 0) throw new VaultError('too-many-attempts', { retryAfterMs });
  }

  /** Counts a wrong password or passkey in advance. @throws VaultError `too-many-attempts` while one has to wait */
  async reserveAttempt(now: number): Promise<number> {
    await this.assertMayAttempt(now);
    let counted = countFailure(this.#unsaved, now);
    try {
      await this.#change(async () => {
        const record = this.#unsaved ?? (await this.#meta.get('attempts'));
        const retryAfterMs = waitBefore(record, now);
        if (retryAfterMs > 0) throw new VaultError('too-many-attempts', { retryAfterMs });
        counted = countFailure(record, now);
        await this.#meta.put(counted);
      });
      this.#unsaved = undefined;
    } catch (error) {
      // A full disk must not keep the owner out: this tab counts for itself then.
      if (!isVaultError(error, 'storage-full')) throw error;
      this.#unsaved = counted;
    }
    return counted.failures;
  }

  async clearAttempts(): Promise<void> {
    this.#unsaved = undefined;
    await this.#change(() => this.#meta.delete('attempts'));
  }

  async readLockMinutes(): Promise<unknown> {
    return ((await this.#try(() => this.#meta.get('settings'))) as SettingsRecord | undefined)?.lockMinutes;
  }

  async writeLockMinutes(lockMinutes: number): Promise<void> {
    await this.#change(() => this.#meta.put({ name: 'settings', lockMinutes }));
  }

  /** By provider, unchecked. */
  async readPolicies(): Promise<Readonly<Record<string, unknown>>> {
    const row = (await this.#try(() => this.#meta.get('policies'))) as Partial<PoliciesRecord> | undefined;
    return row?.values ?? {};
  }

  /** @param policy undefined: none of its own */
  async writePolicy(provider: ByokProviderId, policy: FallbackPolicy | undefined): Promise<void> {
    await this.#change(async () => {
      const row = (await this.#meta.get('policies')) as PoliciesRecord | undefined;
      const { [provider]: _before, ...others } = row?.values ?? {};
      await this.#meta.put({ name: 'policies', values: policy === undefined ? others : { ...others, [provider]: policy } });
    });
  }

  async readFailuresSeenUntil(): Promise<unknown> {
    return ((await this.#try(() => this.#meta.get('notices'))) as Partial<NoticesRecord> | undefined)?.failuresSeenUntil;
  }

  async writeFailuresSeenUntil(failuresSeenUntil: string): Promise<void> {
    await this.#change(() => this.#meta.put({ name: 'notices', failuresSeenUntil }));
  }

  async listEntries(): Promise<EntryRecord[]> {
    return this.#try(() => this.#entries.toArray());
  }

  /** @throws VaultError `not-found` */
  async readEntry(id: string): Promise<EntryRecord> {
    const record = await this.#try(() => this.#entries.get(id));
    if (record === undefined) throw new VaultError('not-found');
    return record;
  }

  /**
   * Adds an entry beside its provider's others.
   * @param inPlaceOf id of one that goes
   * @throws VaultError `too-many-keys` when it would be more than `limit`
   */
  async addEntry(record: EntryRecord, limit: number, inPlaceOf?: string): Promise<void> {
    await this.#change(async () => {
      if (inPlaceOf !== undefined) await this.#entries.delete(inPlaceOf);
      const others = await this.#entries.where('provider').equals(record.provider).filter(({ id }) => id !== record.id).count();
      if (others >= limit) throw new VaultError('too-many-keys');
      await this.#entries.put(record);
    });
  }

  /** Puts `next` in the place of `previous`, another entry. @throws VaultError `conflict` when that is no longer there */
  async swapEntry(previous: EntryRecord, next: EntryRecord): Promise<void> {
    await this.#change(async () => {
      await this.#assertSame(previous);
      await this.#entries.delete(previous.id);
      await this.#entries.put(next);
    });
  }

  /** Puts each new form of an entry over the old one, all or none. @throws VaultError `conflict` when one is no longer there */
  async replaceEntries(changes: readonly (readonly [previous: EntryRecord, next: EntryRecord])[]): Promise<void> {
    await this.#change(async () => {
      for (const [previous, next] of changes) {
        await this.#assertSame(previous);
        await this.#entries.put(next);
      }
    });
  }

  async deleteEntry(id: string): Promise<void> {
    await this.#change(() => this.#entries.delete(id));
  }

  /** Deletes the whole database: the vault, the keys, the settings. */
  async destroy(): Promise<void> {
    await this.#try(() => within(this.#database.delete({ disableAutoOpen: false }), this.#openingMs), { opened: false });
  }

  close(): void {
    this.#closed = true;
    this.#database.close();
  }

  #passkeys() {
    return this.#meta.where('name').startsWith(PASSKEY_ROW_PREFIX);
  }

  async #assertSame(previous: EntryRecord): Promise<void> {
    const current = await this.#entries.get(previous.id);
    if (!current || !equalBytes(current.iv, previous.iv)) throw new VaultError('conflict');
  }

  async #assertCurrent(previous: VaultRecord): Promise<void> {
    const current = (await this.#meta.get('vault')) as VaultRecord | undefined;
    if (!current?.checksum || !equalBytes(current.checksum, previous.checksum)) throw new VaultError('conflict');
  }

  async #open(): Promise<void> {
    // What closed the store wants it closed: the work itself fails then.
    if (this.#closed || this.#database.isOpen()) return;
    try {
      await within(this.#database.open(), this.#openingMs);
    } catch (error) {
      const known = toVaultError(error);
      const isPassing = [error, (error as { inner?: unknown }).inner].some((one) => PASSING.includes((one as Error | undefined)?.name ?? ''));
      throw known.code === 'storage-unreadable' && !isPassing ? new VaultError('storage-missing', { cause: error }) : known;
    }
  }

  #change<T>(work: () => PromiseLike<T>): Promise<T> {
    return this.#try(() => this.#database.transaction('rw', this.#meta, this.#entries, work));
  }

  /** Nothing begins before the database is open: a storage that doesn't answer then has changed nothing. */
  async #try<T>(work: () => PromiseLike<T>, { opened = true } = {}): Promise<T> {
    if (opened) await this.#open();
    try {
      return await work();
    } catch (error) {
      throw toVaultError(error);
    }
  }
}

/** @throws VaultError `storage-silent` after `milliseconds` */
async function within<T>(work: PromiseLike<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new VaultError('storage-silent')), milliseconds);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}

export function databaseName(userId: string): string {
  return `byok-vault-${userId}`;
}

function toVaultError(error: unknown): VaultError {
  if (error instanceof VaultError) return error;
  const { name = '', inner } = error as { name?: string; inner?: { name?: string } };
  if (inner instanceof VaultError) return inner;
  const names = [name, inner?.name ?? ''];
  if (names.includes('QuotaExceededError')) return new VaultError('storage-full', { cause: error });
  if (names.includes('VersionError')) return new VaultError('newer-version', { cause: error });
  if (names.includes('MissingAPIError') || names.includes('SecurityError')) {
    return new VaultError('storage-missing', { cause: error });
  }
  return new VaultError('storage-unreadable', { cause: error });
}

/** Whether two rows of whatever form hold the same. */
function sameStored(one: unknown, other: unknown): boolean {
  const text = (row: unknown): string => JSON.stringify(row, (_name, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as Uint8Array) : value));
  return text(one) === text(other);
}
