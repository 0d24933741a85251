import { ConversationCipher, type DepositKeyRecord, type VaultPort } from './conversation-cipher.js';
import type { FileRecord } from './attachment-record.js';
import { CONVERSATION_TABLES, type ConversationContents, type ConversationHead, type ConversationTable, type ExchangeRecord } from './conversation-records.js';
import { ConversationStore, PlainRefusedError, type StoredRow } from './conversation-store.js';
import type { LeftBehind } from './left-behind.js';
import { newId } from './new-id.js';

/** `plain`: there is no vault; `open`, `closed`: there is one. */
export type ArchiveMode = 'plain' | 'open' | 'closed';

/** A conversation that was deleted; as it was stored, so that no vault has to be open to take it back. */
export type DeletedConversation = Awaited<ReturnType<ConversationStore['deleteConversation']>>;

export interface ListedConversations {
  heads: ConversationHead[];
  /** Ids of those whose record is damaged, or was encrypted by a vault that is gone. */
  unreadable: string[];
}

/**
 * One account's conversations in this browser: plain while there is no vault; under its DEK while it is open, and to a
 * public key while it is locked. Loaded when there is something to keep or to read.
 */
export class ConversationArchive {
  readonly #store: ConversationStore;
  readonly #cipher: ConversationCipher;
  readonly #mode: () => ArchiveMode;
  #key: DepositKeyRecord | undefined;
  #closed = false;

  constructor(userId: string, vault: VaultPort, mode: () => ArchiveMode) {
    this.#store = new ConversationStore(userId);
    this.#cipher = new ConversationCipher(userId, vault);
    this.#mode = mode;
  }

  /**
   * Brings what is stored into the form that the vault's state asks for. To be called whenever that changes, and before
   * anything is read. A vault that is gone takes with it what it encrypted.
   */
  async settle(): Promise<void> {
    if (this.#closed) return;
    this.#key = await this.#store.key();
    const mode = this.#mode();
    if (mode === 'plain') return this.#store.deleteEncrypted();
    if (mode === 'open') await this.#provideKey();
    if (!this.#key) return;
    for (const table of CONVERSATION_TABLES) {
      for (const row of await this.#store.listOfForm(table, mode === 'open' ? ['plain', 'deposited'] : ['plain'])) await this.#convert(table, row);
    }
  }

  /** Whether there is any conversation, readable or not. */
  async hasSome(): Promise<boolean> {
    return (await this.#store.count('heads')) > 0;
  }

  /** Everything that can be listed now; nothing while the vault is locked. */
  async list(): Promise<ListedConversations> {
    const listed: ListedConversations = { heads: [], unreadable: [] };
    for (const row of await this.#store.list('heads')) {
      const head = await this.#open('heads', row);
      if (head) listed.heads.push(head);
      else listed.unreadable.push(row.id);
    }
    return listed;
  }

  /** All records of a table; what can't be opened is left out. */
  async all<Name extends ConversationTable>(table: Name): Promise<ConversationContents[Name][]> {
    const records = await Promise.all((await this.#store.list(table)).map((row) => this.#open(table, row)));
    return records.filter((record) => record !== undefined);
  }

  /** Undefined when it is not there, or can't be opened. */
  async head(id: string): Promise<ConversationHead | undefined> {
    const row = await this.#store.get('heads', id);
    return row && this.#open('heads', row);
  }

  async exchangesOf(conversation: string): Promise<ExchangeRecord[]> {
    const rows = await this.#store.exchangesOf(conversation);
    const records = await Promise.all(rows.map((row) => this.#open('exchanges', row)));
    return records.filter((record) => record !== undefined).sort((one, other) => one.at - other.at);
  }

  /** Contents of attachments; what is not there or can't be opened is left out. */
  async files(ids: readonly string[]): Promise<FileRecord[]> {
    const records = await Promise.all((await this.#store.files(ids)).map((row) => this.#open('files', row)));
    return records.filter((record) => record !== undefined);
  }

  /** Which of these attachments have no content, whether or not it could be opened. */
  async absentFiles(ids: readonly string[]): Promise<string[]> {
    return this.#store.absentFiles(ids);
  }

  /** False when the records can't be kept: a vault that was never open since this version has no key to encrypt to. */
  async put<Name extends ConversationTable>(table: Name, records: readonly ConversationContents[Name][]): Promise<boolean> {
    if (this.#closed) return false;
    const rows = await Promise.all(records.map((record) => this.#encode(table, record, this.#mode())));
    const kept = rows.filter((row) => row !== undefined);
    try {
      await this.#store.put(table, kept);
    } catch (error) {
      // Another tab has made a vault, of which this one doesn't know yet.
      if (!isPlainRefused(error)) throw error;
      this.#key = await this.#store.key();
      const deposited = await Promise.all(records.map((record) => this.#encode(table, record, 'closed')));
      await this.#store.put(table, deposited.filter((row) => row !== undefined));
      return deposited.every((row) => row !== undefined);
    }
    return kept.length === rows.length;
  }

  /** Stores what a page left when it went; of what was stored later only what is missing there. False when it can't be kept. */
  async takeUp({ head, exchanges }: LeftBehind): Promise<boolean> {
    const known = await this.head(head.id);
    if (!known || known.updatedAt < head.updatedAt) return (await this.put('exchanges', exchanges)) && (await this.put('heads', [head]));
    const stored = new Set((await this.exchangesOf(head.id)).map(({ id }) => id));
    return this.put('exchanges', exchanges.filter(({ id }) => !stored.has(id)));
  }

  async delete(table: ConversationTable, ids: readonly string[]): Promise<void> {
    await this.#store.delete(table, ids);
  }

  async deleteConversation(id: string): Promise<DeletedConversation> {
    return this.#store.deleteConversation(id);
  }

  /** Puts a deleted conversation back. */
  async restore({ heads, exchanges, files }: DeletedConversation): Promise<void> {
    await this.#store.put('files', files);
    await this.#store.put('heads', heads);
    await this.#store.put('exchanges', exchanges);
  }

  /** The person signs out: what is not encrypted goes. Nothing is written any more. */
  async forget(): Promise<void> {
    this.#closed = true;
    if (await this.#store.key()) await this.#store.deletePlain();
    else await this.#store.destroy();
    this.#store.close();
  }

  /** Another account, or another tab that has signed out: nothing is written any more. */
  close(): void {
    this.#closed = true;
    this.#store.close();
  }

  /** A key that the vault can open, made unless there is one. */
  async #provideKey(): Promise<void> {
    if (this.#key && (await this.#cipher.opensKey(this.#key))) return;
    const made = await this.#cipher.createDepositKey();
    // One that the vault can't open is of another vault, or damaged: nothing may be written to it.
    this.#key = await this.#store.keepKey(made, this.#key);
  }

  async #convert(table: ConversationTable, row: StoredRow): Promise<void> {
    try {
      const record = await this.#cipher.open([table, row.id], row, this.#key);
      const next = await this.#encode(table, record as ConversationContents[ConversationTable], this.#mode(), row.conversation);
      if (next && next.form !== 'plain') await this.#store.replace(table, row, next);
    } catch {
      // Locked meanwhile, or unreadable: it stays as it is, and is tried again the next time.
    }
  }

  async #open<Name extends ConversationTable>(table: Name, row: StoredRow): Promise<ConversationContents[Name] | undefined> {
    try {
      return (await this.#cipher.open([table, row.id], row, this.#key)) as ConversationContents[Name];
    } catch {
      return undefined;
    }
  }

  async #encode(table: ConversationTable, record: ConversationContents[ConversationTable], mode: ArchiveMode, conversation?: string): Promise<StoredRow | undefined> {
    const common = { id: record.id, conversation: conversation ?? ('conversation' in record ? record.conversation : ''), revision: newId() };
    if (mode === 'plain') return { ...common, form: 'plain', text: JSON.stringify(record) };
    const place = [table, record.id];
    if (mode === 'open') {
      try {
        return { ...common, ...(await this.#cipher.seal(place, record)) };
      } catch {
        // Locked between the look and the use: as if it had been before.
      }
    }
    return this.#key && { ...common, ...(await this.#cipher.deposit(place, record, this.#key)) };
  }
}

function isPlainRefused(error: unknown): boolean {
  return error instanceof PlainRefusedError || (error as { inner?: unknown } | undefined)?.inner instanceof PlainRefusedError;
}
