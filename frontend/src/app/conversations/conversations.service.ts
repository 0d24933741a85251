import { Injectable, computed, effect, inject, signal, untracked, type OnDestroy } from '@angular/core';
import { VaultFacade, type VaultStatus } from '#angular-byok';
import { SessionService } from '../core/session/session.service.js';
import type { FileRecord } from './attachment-record.js';
import type { ArchiveMode, ConversationArchive, DeletedConversation, ListedConversations } from './conversation-archive.js';
import { conversationDatabase, mayHaveConversations } from './conversation-database.js';
import type { ConversationContents, ConversationHead, ConversationTable, ExchangeRecord } from './conversation-records.js';
import { forgetLeftBehind, leaveBehind, leftBehind, type LeftBehind } from './left-behind.js';

/**
 * `checking`: not known yet; `plain`: readable by whoever uses this browser; `open`, `closed`: encrypted, and readable
 * now or not; `none`: this browser keeps nothing.
 */
export type ConversationAccess = 'checking' | 'plain' | 'open' | 'closed' | 'none';

/** What the tabs of an account tell each other. */
type Message = { type: 'changed' } | { type: 'forgotten' };

const ACCESS: Readonly<Record<VaultStatus, ConversationAccess>> = {
  loading: 'checking',
  absent: 'plain',
  unlocked: 'open',
  locked: 'closed',
  damaged: 'closed',
  unsupported: 'none',
};

/**
 * The signed-in user's conversations in this browser, on every page: they are encrypted in the moment in which a vault
 * is made, wherever that happens. The code that stores them is loaded when there is something to keep or to read.
 * Reading and writing never throw: what can't be read is not there, what can't be kept is lost with the page.
 */
@Injectable()
export class Conversations implements OnDestroy {
  private readonly session = inject(SessionService);
  private readonly vault = inject(VaultFacade);
  private readonly userId = computed(() => this.session.account()?.id ?? '');
  private readonly settled = signal<ConversationAccess>('checking');
  private readonly changed = signal(0);
  private readonly changedElsewhere = signal(0);
  private archive: Promise<ConversationArchive> | undefined;
  private openedFor = '';
  private channel: BroadcastChannel | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private ended = false;
  private readonly some = signal(false);

  /** What is stored has the form that goes with this. */
  readonly access = this.settled.asReadonly();
  /** There are conversations, which may be readable or not. Known once `access` is. */
  readonly hasSome = this.some.asReadonly();
  /** Grows with every change of what is stored, of other tabs too. */
  readonly changes = this.changed.asReadonly();
  /** Grows with every change that another tab has made. */
  readonly foreignChanges = this.changedElsewhere.asReadonly();

  constructor() {
    effect(() => {
      const [userId, access] = [this.userId(), ACCESS[this.vault.status()]];
      untracked(() => this.adapt(userId, access));
    });
  }

  ngOnDestroy(): void {
    this.close();
  }

  /** The person has signed out: nothing is kept any more. */
  get hasEnded(): boolean {
    return this.ended;
  }

  async list(): Promise<ListedConversations> {
    return this.read((archive) => archive.list(), { heads: [], unreadable: [] });
  }

  async all<Name extends ConversationTable>(table: Name): Promise<ConversationContents[Name][]> {
    return this.read((archive) => archive.all(table), []);
  }

  async head(id: string): Promise<ConversationHead | undefined> {
    return this.read((archive) => archive.head(id), undefined);
  }

  async exchangesOf(conversation: string): Promise<ExchangeRecord[]> {
    return this.read((archive) => archive.exchangesOf(conversation), []);
  }

  /** Contents of attachments, as far as they can be read. */
  async files(ids: readonly string[]): Promise<FileRecord[]> {
    return ids.length === 0 ? [] : this.read((archive) => archive.files(ids), []);
  }

  /** Which of these attachments have no content in the browser; none when that can't be known. */
  async absentFiles(ids: readonly string[]): Promise<string[]> {
    return ids.length === 0 ? [] : this.read((archive) => archive.absentFiles(ids), []);
  }

  /** Whether the records are kept. */
  async put<Name extends ConversationTable>(table: Name, ...records: readonly ConversationContents[Name][]): Promise<boolean> {
    return this.write((archive) => archive.put(table, records), false);
  }

  async delete(table: ConversationTable, ...ids: readonly string[]): Promise<void> {
    await this.write((archive) => archive.delete(table, ids), undefined);
  }

  /** The page goes, and can wait for nothing. What needs a vault can't be written then. */
  leaveBehind(left: LeftBehind): void {
    if (this.access() === 'plain' && this.userId() !== '' && !this.ended) leaveBehind(this.userId(), left);
  }

  /** Returns what takes it back; undefined when it could not be deleted. */
  async deleteConversation(id: string): Promise<(() => Promise<void>) | undefined> {
    forgetLeftBehind(this.userId(), id);
    const deleted = await this.write<DeletedConversation | undefined>((archive) => archive.deleteConversation(id), undefined);
    return deleted && (() => this.write((archive) => archive.restore(deleted), undefined));
  }

  /** At sign-out: what is not encrypted goes, in all tabs. */
  async forget(): Promise<void> {
    this.ended = true;
    this.tell({ type: 'forgotten' });
    const userId = this.userId();
    if (userId === '' || !(await mayHaveConversations(userId))) return;
    await this.turn;
    await (await this.load(userId)).forget();
  }

  private mode(): ArchiveMode {
    const access = ACCESS[this.vault.status()];
    return access === 'plain' || access === 'open' ? access : 'closed';
  }

  private adapt(userId: string, access: ConversationAccess): void {
    if (userId !== this.openedFor) this.close();
    if (userId === '' || access === 'checking' || access === 'none' || this.ended) return this.settled.set(access);
    this.listen(userId);
    // What can't be read any more disappears at once.
    if (access === 'closed') this.settled.set('closed');
    void this.inTurn(async () => {
      const left = leftBehind(userId);
      const needed = access === 'open' || this.archive !== undefined || left.length > 0 || (await mayHaveConversations(userId));
      if (!needed || this.ended) return false;
      const archive = await this.load(userId);
      await archive.settle();
      for (const one of left) if (await archive.takeUp(one)) forgetLeftBehind(userId, one.head.id);
      return archive.hasSome();
    })
      // What can't be settled can't be read either: there is nothing, then.
      .catch(() => false)
      .then((some) => {
        if (userId !== this.userId() || access !== ACCESS[this.vault.status()]) return;
        this.some.set(some);
        this.settled.set(access);
      });
  }

  /** One after the other: rows change their form in between. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async load(userId: string): Promise<ConversationArchive> {
    this.openedFor = userId;
    this.archive ??= import('./conversation-archive.js').then((module) => new module.ConversationArchive(userId, this.vault, () => this.mode()));
    // A connection that broke is tried again the next time.
    this.archive.catch(() => (this.archive = undefined));
    return this.archive;
  }

  private async read<T>(work: (archive: ConversationArchive) => Promise<T>, otherwise: T): Promise<T> {
    const userId = this.userId();
    if (userId === '' || this.ended || this.access() === 'none' || this.access() === 'checking') return otherwise;
    try {
      if (!this.archive && !(await mayHaveConversations(userId))) return otherwise;
      return await work(await this.load(userId));
    } catch {
      return otherwise;
    }
  }

  private async write<T>(work: (archive: ConversationArchive) => Promise<T>, otherwise: T): Promise<T> {
    const userId = this.userId();
    if (userId === '' || this.ended || this.access() === 'none' || this.access() === 'checking') return otherwise;
    try {
      const result = await this.inTurn(async () => work(await this.load(userId)));
      this.changed.update((count) => count + 1);
      this.tell({ type: 'changed' });
      return result;
    } catch {
      return otherwise;
    }
  }

  private listen(userId: string): void {
    if (this.channel) return;
    this.openedFor = userId;
    try {
      this.channel = new BroadcastChannel(conversationDatabase(userId));
    } catch {
      // The browser has none, or forbids it with all storage: this tab stands alone.
      return;
    }
    this.channel.onmessage = ({ data }: MessageEvent<Partial<Message> | null>) => {
      if (data?.type === 'changed') {
        this.changed.update((count) => count + 1);
        this.changedElsewhere.update((count) => count + 1);
      }
      if (data?.type === 'forgotten') {
        this.ended = true;
        void this.archive?.then((archive) => archive.close());
      }
    };
  }

  private tell(message: Message): void {
    this.channel?.postMessage(message);
  }

  private close(): void {
    this.channel?.close();
    this.channel = undefined;
    void this.archive?.then((archive) => archive.close(), () => undefined);
    this.archive = undefined;
    this.openedFor = '';
    this.settled.set('checking');
  }
}
