import { Injectable, inject } from '@angular/core';
import type { ConversationHead } from '../../../conversations/conversation-records.js';
import { Conversations } from '../../../conversations/conversations.service.js';
import type { Attachment } from '../attachments/attachment.js';
import { isRunning, type Exchange } from '../chat/chat-message.js';
import { fromRecord, toRecord } from './stored-exchange.js';
import { StoredFiles, attachmentsOf, contentsOf } from './stored-files.js';
import { liveAnswers } from './tab-locks.js';

/** A conversation as it stands on the page. */
export interface PresentConversation {
  head: ConversationHead;
  exchanges: readonly Exchange[];
  /** What would go with the draft. */
  attached: readonly Attachment[];
}

/** What the browser holds of the conversation that is shown: only what differs from it is written. */
@Injectable()
export class StoredConversation {
  private readonly conversations = inject(Conversations);
  /** The same object means unchanged. */
  private exchanges = new Map<string, Exchange>();
  private files = new StoredFiles(this.conversations);
  /** Empty while there is none. */
  private head = '';
  /** Those whose writing has begun, and not ended. */
  private readonly underWay = new Set<Exchange>();
  private writes = 0;

  get isNew(): boolean {
    return this.head === '';
  }

  /** What is asked, and how an answer ended, is stored at once: it may have been paid for. */
  lacks(exchanges: readonly Exchange[]): boolean {
    return exchanges.some((exchange) => {
      const known = this.exchanges.get(exchange.id);
      return exchange.state !== 'elsewhere' && (!known || (isRunning(known) && !isRunning(exchange)));
    });
  }

  /** Whether the draft, or what else the head has, differs from what is stored. */
  lacksHead(head: ConversationHead): boolean {
    return JSON.stringify(head) !== this.head;
  }

  /** Whether all of it is kept now; undefined when nothing had changed. */
  async store({ head, exchanges, attached }: PresentConversation): Promise<boolean | undefined> {
    const { id } = head;
    const text = JSON.stringify(head);
    if (isEmpty(head, exchanges)) return this.clear(id);
    const changed = this.changed(exchanges);
    const gone = [...this.exchanges.keys()].filter((known) => exchanges.every((exchange) => exchange.id !== known));
    const { files } = this;
    const fileChanges = files.changes([...attached, ...attachmentsOf(exchanges)], id);
    if (changed.length === 0 && gone.length === 0 && !fileChanges && text === this.head) return undefined;
    for (const exchange of changed) this.exchanges.set(exchange.id, exchange);
    for (const exchange of gone) this.exchanges.delete(exchange);
    this.head = text;
    this.writes += 1;
    for (const exchange of changed) this.underWay.add(exchange);
    const records = changed.map((exchange) => toRecord(exchange, id));
    const dated: ConversationHead = { ...head, updatedAt: Date.now() };
    const written = await (fileChanges ? files.put(fileChanges) : true);
    const filesKept = (await files.mend([...attached, ...attachmentsOf(changed)], id)) && written;
    const kept = (records.length === 0 || (await this.conversations.put('exchanges', ...records))) && (await this.conversations.put('heads', dated));
    if (gone.length > 0) await this.conversations.delete('exchanges', ...gone);
    if (fileChanges) await files.delete(fileChanges);
    this.writes -= 1;
    for (const exchange of changed) this.underWay.delete(exchange);
    return kept && filesKept;
  }

  /** The page goes: what was not stored until now is left where the next page finds it. */
  leaveBehind({ head, exchanges }: PresentConversation): void {
    if (isEmpty(head, exchanges)) return;
    const unstored = exchanges.filter((exchange) => this.underWay.has(exchange) || this.exchanges.get(exchange.id) !== exchange);
    if (unstored.length === 0 && this.writes === 0 && JSON.stringify(head) === this.head) return;
    const records = unstored.filter(({ state }) => state !== 'elsewhere').map((exchange) => toRecord(exchange, head.id));
    this.conversations.leaveBehind({ head: { ...head, updatedAt: Date.now() }, exchanges: records });
  }

  /** What is shown was read from the browser. */
  take({ head, exchanges, attached }: PresentConversation): void {
    this.exchanges = new Map(exchanges.map((exchange) => [exchange.id, exchange]));
    this.files = new StoredFiles(this.conversations, [...attached, ...attachmentsOf(exchanges)]);
    this.head = JSON.stringify(head);
  }

  /** Another tab has stored these. */
  note(exchanges: readonly Exchange[]): void {
    for (const exchange of exchanges) this.exchanges.set(exchange.id, exchange);
    this.files.note(attachmentsOf(exchanges));
  }

  /** Another tab has stored the draft that the head has now. */
  noteHead(head: ConversationHead): void {
    this.head = JSON.stringify(head);
  }

  /** Nothing of the conversation that is shown is stored: whoever goes on with it stores all of it. */
  forget(): void {
    this.exchanges = new Map();
    this.files = new StoredFiles(this.conversations);
    this.head = '';
  }

  /** Another tab deleted the conversation, as far as can be told. @param found what is stored of it now */
  wasDeleted(found: readonly Exchange[]): boolean {
    return found.length === 0 && this.exchanges.size > 0;
  }

  /** Puts the contents back that another tab has deleted. */
  async mendFiles(attachments: readonly Attachment[], id: string): Promise<void> {
    await this.files.mend(attachments, id);
  }

  /** @param shown attachments whose contents are on the page already */
  async read(id: string, shown: readonly Attachment[]): Promise<Exchange[]> {
    const [records, live] = await Promise.all([this.conversations.exchangesOf(id), liveAnswers()]);
    const contents = await contentsOf(attachmentsOf(records), shown, this.conversations);
    return records.map((record) => fromRecord(record, live, contents));
  }

  private changed(exchanges: readonly Exchange[]): Exchange[] {
    return exchanges.filter((exchange) => this.exchanges.get(exchange.id) !== exchange && exchange.state !== 'elsewhere');
  }

  private async clear(id: string): Promise<undefined> {
    const isKnown = !this.isNew;
    this.head = '';
    const { files } = this;
    const left = files.changes([], id);
    if (isKnown) await this.conversations.delete('heads', id);
    if (left) await files.delete(left);
    return undefined;
  }
}

function isEmpty({ draft, attached, title }: ConversationHead, exchanges: readonly Exchange[]): boolean {
  return exchanges.length === 0 && draft.trim() === '' && (attached ?? []).length === 0 && title === '';
}
