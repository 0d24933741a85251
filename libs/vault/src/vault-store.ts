import type { ByokProviderId, FallbackPolicy } from '#contracts';
import { equalBytes } from './bytes.js';
import { waitBefore, countFailure, type AttemptRecord } from './attempt-throttle.js';
import type { EntryRecord, NoticesRecord, PasskeyRecord, PoliciesRecord, VaultRecord } from './format.js';
import { PASSKEY_ROW_PREFIX } from './passkey-codec.js';
import { VaultDatabase, type SettingsRecord } from './vault-database.js';
import { VaultError, isVaultError } from './vault.error.js';

/**
 * The vault's records in IndexedDB: database `byok-vault-<userId>`, tables `meta` and `entries`.
 * Stores and returns ciphertext only, and does not judge it. Every method throws VaultError
 * (`storage-full`, `storage-missing`, `storage-silent`, `storage-unreadable`, `newer-version`) and then has changed nothing.
 */
export class VaultStore {
  readonly #database: VaultDatabase;
  /** Failed attempts that a full disk didn't take. */
  #unsaved: AttemptRecord | undefined;

  /** @param timeoutMs how long the browser may take to open the database, and for each reading of it, in milliseconds */
  constructor(userId: string, timeoutMs?: number) {
    this.#database = new VaultDatabase(userId, timeoutMs);
  }

  /** The row `vault`, unchecked; undefined when there is none. */
  async readVault(): Promise<unknown> {
    return this.#database.read(() => this.#database.meta.get('vault'));
  }

  /** @throws VaultError `exists` when there is a vault already */
  async createVault(record: VaultRecord): Promise<void> {
    await this.#database.change(async () => {
      if ((await this.#database.meta.get('vault')) !== undefined) throw new VaultError('exists');
      await this.#database.meta.put(record);
      await this.#database.meta.delete('attempts');
      await this.#passkeys().delete();
    });
  }

  /** Puts `next` in the place of `previous`. @throws VaultError `conflict` when another tab was faster */
  async replaceVault(previous: VaultRecord, next: VaultRecord): Promise<void> {
    await this.#database.change(async () => {
      await this.#assertCurrent(previous);
      await this.#database.meta.put(next);
    });
  }

  /** Puts `next` in the place of a record that can't be read. @throws VaultError `conflict` when another tab was faster */
  async replaceDamaged(damaged: unknown, next: VaultRecord): Promise<void> {
    await this.#database.change(async () => {
      if (!sameStored(await this.#database.meta.get('vault'), damaged)) throw new VaultError('conflict');
      await this.#database.meta.put(next);
    });
  }

  /** All passkeys, unchecked. */
  async listPasskeys(): Promise<unknown[]> {
    return this.#database.read(() => this.#passkeys().toArray());
  }

  /** @throws VaultError `conflict` when `vault`, whose DEK the passkey wraps, is no longer the stored one */
  async addPasskey(vault: VaultRecord, passkey: PasskeyRecord): Promise<void> {
    await this.#database.change(async () => {
      await this.#assertCurrent(vault);
      await this.#database.meta.put(passkey);
    });
  }

  /** Notes when a passkey was used last, if it is still there. */
  async notePasskeyUse(name: string, lastUsedAt: string): Promise<void> {
    await this.#database.change(async () => {
      const row = (await this.#database.meta.get(name)) as PasskeyRecord | undefined;
      if (row) await this.#database.meta.put({ ...row, lastUsedAt });
    });
  }

  async deletePasskey(name: string): Promise<void> {
    if (name.startsWith(PASSKEY_ROW_PREFIX)) await this.#database.change(() => this.#database.meta.delete(name));
  }

  /** @throws VaultError `too-many-attempts` while one has to wait */
  async assertMayAttempt(now: number): Promise<void> {
    const record = this.#unsaved ?? (await this.#database.read(() => this.#database.meta.get('attempts')));
    const retryAfterMs = waitBefore(record, now);
    if (retryAfterMs > 0) throw new VaultError('too-many-attempts', { retryAfterMs });
  }

  /** Counts a wrong password or passkey in advance. @throws VaultError `too-many-attempts` while one has to wait */
  async reserveAttempt(now: number): Promise<number> {
    await this.assertMayAttempt(now);
    let counted = countFailure(this.#unsaved, now);
    try {
      await this.#database.change(async () => {
        const record = this.#unsaved ?? (await this.#database.meta.get('attempts'));
        const retryAfterMs = waitBefore(record, now);
        if (retryAfterMs > 0) throw new VaultError('too-many-attempts', { retryAfterMs });
        counted = countFailure(record, now);
        await this.#database.meta.put(counted);
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
    await this.#database.change(() => this.#database.meta.delete('attempts'));
  }

  async readLockMinutes(): Promise<unknown> {
    return ((await this.#database.read(() => this.#database.meta.get('settings'))) as SettingsRecord | undefined)?.lockMinutes;
  }

  async writeLockMinutes(lockMinutes: number): Promise<void> {
    await this.#database.change(() => this.#database.meta.put({ name: 'settings', lockMinutes }));
  }

  /** By provider, unchecked. */
  async readPolicies(): Promise<Readonly<Record<string, unknown>>> {
    const row = (await this.#database.read(() => this.#database.meta.get('policies'))) as Partial<PoliciesRecord> | undefined;
    return row?.values ?? {};
  }

  /** @param policy undefined: none of its own */
  async writePolicy(provider: ByokProviderId, policy: FallbackPolicy | undefined): Promise<void> {
    await this.#database.change(async () => {
      const row = (await this.#database.meta.get('policies')) as PoliciesRecord | undefined;
      const { [provider]: _before, ...others } = row?.values ?? {};
      await this.#database.meta.put({ name: 'policies', values: policy === undefined ? others : { ...others, [provider]: policy } });
    });
  }

  async readFailuresSeenUntil(): Promise<unknown> {
    return ((await this.#database.read(() => this.#database.meta.get('notices'))) as Partial<NoticesRecord> | undefined)?.failuresSeenUntil;
  }

  async writeFailuresSeenUntil(failuresSeenUntil: string): Promise<void> {
    await this.#database.change(() => this.#database.meta.put({ name: 'notices', failuresSeenUntil }));
  }

  async listEntries(): Promise<EntryRecord[]> {
    return this.#database.read(() => this.#database.entries.toArray());
  }

  /** @throws VaultError `not-found` */
  async readEntry(id: string): Promise<EntryRecord> {
    const record = await this.#database.read(() => this.#database.entries.get(id));
    if (record === undefined) throw new VaultError('not-found');
    return record;
  }

  /**
   * Adds an entry beside its provider's others.
   * @param inPlaceOf id of one that goes
   * @throws VaultError `too-many-keys` when it would be more than `limit`
   */
  async addEntry(record: EntryRecord, limit: number, inPlaceOf?: string): Promise<void> {
    await this.#database.change(async () => {
      if (inPlaceOf !== undefined) await this.#database.entries.delete(inPlaceOf);
      const others = await this.#database.entries.where('provider').equals(record.provider).filter(({ id }) => id !== record.id).count();
      if (others >= limit) throw new VaultError('too-many-keys');
      await this.#database.entries.put(record);
    });
  }

  /** Puts `next` in the place of `previous`, another entry. @throws VaultError `conflict` when that is no longer there */
  async swapEntry(previous: EntryRecord, next: EntryRecord): Promise<void> {
    await this.#database.change(async () => {
      await this.#assertSame(previous);
      await this.#database.entries.delete(previous.id);
      await this.#database.entries.put(next);
    });
  }

  /** Puts each new form of an entry over the old one, all or none. @throws VaultError `conflict` when one is no longer there */
  async replaceEntries(changes: readonly (readonly [previous: EntryRecord, next: EntryRecord])[]): Promise<void> {
    await this.#database.change(async () => {
      for (const [previous, next] of changes) {
        await this.#assertSame(previous);
        await this.#database.entries.put(next);
      }
    });
  }

  async deleteEntry(id: string): Promise<void> {
    await this.#database.change(() => this.#database.entries.delete(id));
  }

  /** Deletes the whole database: the vault, the keys, the settings. */
  destroy(): Promise<void> {
    return this.#database.destroy();
  }

  close(): void {
    this.#database.close();
  }

  #passkeys() {
    return this.#database.meta.where('name').startsWith(PASSKEY_ROW_PREFIX);
  }

  async #assertSame(previous: EntryRecord): Promise<void> {
    const current = await this.#database.entries.get(previous.id);
    if (!current || !equalBytes(current.iv, previous.iv)) throw new VaultError('conflict');
  }

  async #assertCurrent(previous: VaultRecord): Promise<void> {
    const current = (await this.#database.meta.get('vault')) as VaultRecord | undefined;
    if (!current?.checksum || !equalBytes(current.checksum, previous.checksum)) throw new VaultError('conflict');
  }
}

/** Whether two rows of whatever form hold the same. */
function sameStored(one: unknown, other: unknown): boolean {
  const text = (row: unknown): string => JSON.stringify(row, (_name, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as Uint8Array) : value));
  return text(one) === text(other);
}
