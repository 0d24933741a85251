import { Dexie, type Table } from 'dexie';
import { CONVERSATION_TABLES, type ConversationTable } from './conversation-records.js';
import type { DepositKeyRecord, RecordForm } from './conversation-cipher.js';
import { conversationDatabase } from './conversation-database.js';

/** A row of any of the tables. What isn't encrypted: ids, and which conversation an exchange belongs to. */
export type StoredRow = RecordForm & {
  id: string;
  /** Of an exchange and a file; empty elsewhere. */
  conversation: string;
  /** Changes with each write. */
  revision: string;
};

/** A plain record is refused once there is a key to encrypt to, whatever the writer believed of the vault. */
export class PlainRefusedError extends Error {
  constructor() {
    super('There is a vault: conversations are stored encrypted only.');
  }
}

/** The rows of one account's conversations in IndexedDB. Stores what it is given and opens nothing. */
export class ConversationStore {
  readonly #database: Dexie;
  readonly #keys: Table<DepositKeyRecord, string>;

  constructor(userId: string) {
    // Without Dexie's cache: an answer must be what the disk holds, which other tabs change.
    this.#database = new Dexie(conversationDatabase(userId), { cache: 'disabled' });
    this.#database.version(1).stores({ keys: 'name', heads: 'id, form', exchanges: 'id, conversation, form', prompts: 'id, form' });
    this.#database.version(2).stores({ files: 'id, conversation, form' });
    this.#keys = this.#database.table('keys');
  }

  async key(): Promise<DepositKeyRecord | undefined> {
    return this.#keys.get('deposit');
  }

  /** Keeps the key unless another tab has kept one in the place of `useless`. Returns the one that is kept. */
  async keepKey(key: DepositKeyRecord, useless?: DepositKeyRecord): Promise<DepositKeyRecord> {
    return this.#database.transaction('rw', this.#keys, async () => {
      const known = await this.#keys.get('deposit');
      if (known && `${known.publicKey}` !== `${useless?.publicKey}`) return known;
      await this.#keys.put(key);
      return key;
    });
  }

  async list(table: ConversationTable): Promise<StoredRow[]> {
    return this.#rows(table).toArray();
  }

  async count(table: ConversationTable): Promise<number> {
    return this.#rows(table).count();
  }

  async get(table: ConversationTable, id: string): Promise<StoredRow | undefined> {
    return this.#rows(table).get(id);
  }

  async exchangesOf(conversation: string): Promise<StoredRow[]> {
    return this.#rows('exchanges').where('conversation').equals(conversation).toArray();
  }

  /** In no order; without those that are not there. */
  async files(ids: readonly string[]): Promise<StoredRow[]> {
    return this.#rows('files').where('id').anyOf(ids).toArray();
  }

  /** Which of these have no content. */
  async absentFiles(ids: readonly string[]): Promise<string[]> {
    const known = new Set(await this.#rows('files').where('id').anyOf(ids).primaryKeys());
    return ids.filter((id) => !known.has(id));
  }

  async listOfForm(table: ConversationTable, forms: readonly RecordForm['form'][]): Promise<StoredRow[]> {
    return this.#rows(table).where('form').anyOf(forms).toArray();
  }

  /** @throws PlainRefusedError */
  async put(table: ConversationTable, rows: readonly StoredRow[]): Promise<void> {
    await this.#database.transaction('rw', [this.#keys, this.#rows(table)], async () => {
      if (rows.some(({ form }) => form === 'plain') && (await this.#keys.count()) > 0) throw new PlainRefusedError();
      await this.#rows(table).bulkPut([...rows]);
    });
  }

  /** Puts `next` over `row` unless somebody has written or deleted it meanwhile. */
  async replace(table: ConversationTable, row: StoredRow, next: StoredRow): Promise<void> {
    await this.#database.transaction('rw', this.#rows(table), async () => {
      const current = await this.#rows(table).get(row.id);
      if (current?.revision === row.revision) await this.#rows(table).put(next);
    });
  }

  async delete(table: ConversationTable, ids: readonly string[]): Promise<void> {
    await this.#rows(table).bulkDelete([...ids]);
  }

  /** A conversation with all its exchanges and files. Returns what was stored, to be put back. */
  async deleteConversation(id: string): Promise<{ heads: StoredRow[]; exchanges: StoredRow[]; files: StoredRow[] }> {
    return this.#database.transaction('rw', [this.#rows('heads'), this.#rows('exchanges'), this.#rows('files')], async () => {
      const heads = await this.#rows('heads').where('id').equals(id).toArray();
      const exchanges = await this.exchangesOf(id);
      const files = await this.#rows('files').where('conversation').equals(id).toArray();
      await this.#rows('heads').delete(id);
      for (const table of ['exchanges', 'files'] as const) await this.#rows(table).where('conversation').equals(id).delete();
      return { heads, exchanges, files };
    });
  }

  /** Deletes what a vault encrypted that is gone, with the key. Plain records stay. */
  async deleteEncrypted(): Promise<void> {
    await this.#database.transaction('rw', this.#database.tables, async () => {
      await this.#keys.clear();
      for (const table of CONVERSATION_TABLES) await this.#rows(table).where('form').notEqual('plain').delete();
    });
  }

  async deletePlain(): Promise<void> {
    for (const table of CONVERSATION_TABLES) await this.#rows(table).where('form').equals('plain').delete();
  }

  async destroy(): Promise<void> {
    await this.#database.delete({ disableAutoOpen: false });
  }

  close(): void {
    this.#database.close();
  }

  #rows(table: ConversationTable): Table<StoredRow, string> {
    return this.#database.table(table);
  }
}
