import { Dexie, type Table } from 'dexie';
import type { AttemptRecord } from './attempt-throttle.js';
import type { EntryRecord, NoticesRecord, PasskeyRecord, PoliciesRecord, VaultRecord } from './format.js';
import { VaultError } from './vault.error.js';

/** The row `settings` of table `meta`. Not secret; read with suspicion. */
export interface SettingsRecord {
  name: 'settings';
  lockMinutes: number;
}

/** Of the tables, for Dexie, which keeps ten times this in the browser; the records have a format version of their own. */
const SCHEMA_VERSION = 1;

/** How long the browser may take to open the database, and for each reading of it, in milliseconds; some never answer. */
const ANSWER_TIMEOUT_MS = 8_000;

/** Failures of an opening that may pass; after any other the browser has no storage for us. */
const PASSING: readonly string[] = ['UnknownError', 'AbortError', 'TimeoutError', 'DataError'];

export type MetaRecord = VaultRecord | AttemptRecord | SettingsRecord | PoliciesRecord | NoticesRecord | PasskeyRecord;

/**
 * The vault's database in the browser, and what its failures mean. Every method throws VaultError (`storage-full`,
 * `storage-missing`, `storage-silent`, `storage-unreadable`, `newer-version`) and then has changed nothing.
 */
export class VaultDatabase {
  readonly meta: Table<MetaRecord, string>;
  readonly entries: Table<EntryRecord, string>;
  readonly #database: Dexie;
  readonly #timeoutMs: number;
  #closed = false;

  constructor(userId: string, timeoutMs = ANSWER_TIMEOUT_MS) {
    this.#timeoutMs = timeoutMs;
    // Without Dexie's cache: an answer must be what the disk holds.
    this.#database = new Dexie(databaseName(userId), { cache: 'disabled' });
    this.#database.version(SCHEMA_VERSION).stores({ meta: 'name', entries: 'id, provider' });
    // Dexie opens a newer database as if it were of this version; its tables may mean something else by then.
    this.#database.on('ready', () => {
      if (this.#database.backendDB().version > SCHEMA_VERSION * 10) throw new VaultError('newer-version');
    });
    this.meta = this.#database.table('meta');
    this.entries = this.#database.table('entries');
  }

  /** Nothing of `work` may change anything: it may go on after it was given up as silent. */
  async read<T>(work: () => PromiseLike<T>): Promise<T> {
    await this.#open();
    return told(() => within(work(), this.#timeoutMs));
  }

  /**
   * Runs `work` in one transaction over both tables. It begins once the database is open, so that a storage that doesn't
   * answer has changed nothing; from then on it has all the time it takes.
   */
  async change<T>(work: () => PromiseLike<T>): Promise<T> {
    await this.#open();
    return told(() => this.#database.transaction('rw', this.meta, this.entries, work));
  }

  /** Deletes it whole. */
  destroy(): Promise<void> {
    return told(() => within(this.#database.delete({ disableAutoOpen: false }), this.#timeoutMs));
  }

  close(): void {
    this.#closed = true;
    this.#database.close();
  }

  async #open(): Promise<void> {
    // What closed the store wants it closed: the work itself fails then.
    if (this.#closed || this.#database.isOpen()) return;
    try {
      await within(this.#database.open(), this.#timeoutMs);
    } catch (error) {
      const known = toVaultError(error);
      const isPassing = [error, (error as { inner?: unknown }).inner].some((one) => PASSING.includes((one as Error | undefined)?.name ?? ''));
      throw known.code === 'storage-unreadable' && !isPassing ? new VaultError('storage-missing', { cause: error }) : known;
    }
  }
}

/** Runs `work`, whose failures become VaultErrors. */
async function told<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toVaultError(error);
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

/** What the browser's error means. */
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
