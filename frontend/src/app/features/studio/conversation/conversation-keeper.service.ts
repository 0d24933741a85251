import { DestroyRef, Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { ConversationHead } from '../../../conversations/conversation-records.js';
import { Conversations } from '../../../conversations/conversations.service.js';
import { currentConversation, setCurrentConversation } from '../../../conversations/current-conversation.js';
import { AttachmentDraft } from '../attachments/attachment-draft.service.js';
import { toAttachmentRecord, type Attachment } from '../attachments/attachment.js';
import { isRunning, type Exchange } from '../chat/chat-message.js';
import { ConversationService } from '../conversation.service.js';
import type { ConversationState } from './conversation-state.js';
import { titleOf } from './conversation-title.js';
import { fromRecord, toRecord, withContents } from './stored-exchange.js';
import { StoredFiles, attachmentsOf, contentsOf } from './stored-files.js';
import { holdAnswer, holdConversation, liveAnswers, shownConversations } from './tab-locks.js';

/** How long after a change it is stored, in milliseconds: of a growing answer, and of what is being typed. */
const KEEP_AFTER = 700;
/** The same for what is typed first: the code that stores it is no part of the first screen. */
const KEEP_FIRST_DRAFT_AFTER = 2_500;

/**
 * Keeps the conversation of the Studio in the browser, and brings it back after a reload, a closed tab or a crash. What
 * had come of an answer is stored while it comes.
 */
@Injectable()
export class ConversationKeeper {
  private readonly conversations = inject(Conversations);
  private readonly conversation = inject(ConversationService);
  private readonly files = inject(AttachmentDraft);
  /** What is stored of the exchanges of the conversation that is shown: the same object means unchanged. */
  private stored = new Map<string, Exchange>();
  private storedFiles = new StoredFiles(this.conversations);
  /** The same of its head; empty while it has none. */
  private storedHead = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer ends, Unix milliseconds. */
  private due = 0;
  /** Done when all is stored that `keep` was called for. */
  private keeping: Promise<void> = Promise.resolve();
  private restored = false;
  private draftStays = false;
  private readonly deleted = new Set<string>();
  private letGo = (): void => undefined;
  private letAnswerGo = (): void => undefined;
  private readonly isBringingBack = signal(true);
  private readonly failed = signal(false);

  /** Not known yet whether there is a conversation to come back to. */
  readonly bringingBack = this.isBringingBack.asReadonly();
  /** Earlier conversations are there, or may be, and can't be read before the vault is open. */
  readonly hidden = computed(() => this.conversations.access() === 'closed' && this.conversations.hasSome());
  /** The browser refused to keep the latest change. */
  readonly unkept = this.failed.asReadonly();
  readonly access = this.conversations.access;

  constructor() {
    effect(() => {
      const access = this.conversations.access();
      if (access === 'plain' || access === 'open') untracked(() => void this.restore());
      else if (access !== 'checking') this.isBringingBack.set(false);
    });
    let before = untracked(this.conversations.access);
    effect(() => {
      const access = this.conversations.access();
      // The vault is gone, and with it the conversations.
      if (access === 'plain' && (before === 'open' || before === 'closed')) untracked(() => this.leaveDeleted());
      before = access;
    });
    const shownId = computed(() => this.conversation.state().id);
    const firstId = untracked(shownId);
    effect(() => {
      const id = shownId();
      this.letGo();
      this.letGo = holdConversation(id);
      // Until there is something in the first one, a reload goes to where the tab was before.
      if (id !== firstId && !this.conversations.hasEnded) setCurrentConversation(id);
    });
    this.conversation.left.pipe(takeUntilDestroyed()).subscribe((state) => {
      // The draft and its files go along to the next one, unless that one brings its own.
      if (this.draftStays) void this.store(state, untracked(this.conversation.draft), untracked(this.files.attached));
      else {
        void this.store(state, '', []);
        this.files.renew();
      }
      this.forgetStored();
    });
    const running = computed(() => this.conversation.state().exchanges.find(isRunning)?.id);
    effect(() => {
      const id = running();
      this.letAnswerGo();
      this.letAnswerGo = id === undefined ? () => undefined : holdAnswer(id);
    });
    effect(() => {
      this.conversation.state();
      this.conversation.draft();
      this.conversation.model();
      this.files.attached();
      if (this.conversations.access() !== 'checking') untracked(() => this.keepSoon());
    });
    effect(() => {
      // What another tab does during an answer is seen after it.
      if (this.conversations.foreignChanges() > 0 && running() === undefined) untracked(() => void this.follow());
    });
    const leave = (): void => void this.keep();
    document.addEventListener('visibilitychange', leave);
    window.addEventListener('pagehide', leave);
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.timer);
      document.removeEventListener('visibilitychange', leave);
      window.removeEventListener('pagehide', leave);
      this.letGo();
      this.letAnswerGo();
    });
  }

  /** Shows a kept conversation in the place of the present one. */
  async open(id: string): Promise<void> {
    const head = await this.conversations.head(id);
    if (head) await this.show(head);
  }

  /** Begins a new conversation in the place of one that was deleted, which is not stored again. */
  leaveDeleted(): void {
    this.deleted.add(this.conversation.state().id);
    this.conversation.startOver();
  }

  /** A deleted conversation was put back. */
  async takeBack(id: string): Promise<void> {
    this.deleted.delete(id);
    if (this.conversation.exchanges().length === 0) await this.open(id);
  }

  /** Stores what has changed. Never throws. */
  async keep(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const earlier = this.keeping;
    const stored = this.store(this.conversation.state(), this.conversation.draft(), this.files.attached());
    // One that fails must not fail those after it, and none is remembered.
    this.keeping = Promise.allSettled([earlier, stored]).then(() => undefined);
    await earlier;
    await stored;
  }

  private async store(state: ConversationState, draft: string, attached: readonly Attachment[]): Promise<void> {
    const { id, exchanges } = state;
    if (this.conversations.hasEnded || this.deleted.has(id)) return;
    const head = this.headOf(state, draft, attached);
    const text = JSON.stringify(head);
    const isEmpty = exchanges.length === 0 && draft.trim() === '' && attached.length === 0 && head.title === '';
    const isKnown = this.storedHead !== '';
    if (isEmpty) {
      this.storedHead = '';
      const left = this.storedFiles.changes([], id);
      if (isKnown) await this.conversations.delete('heads', id);
      if (left) await this.storedFiles.delete(left);
      return;
    }
    const changed = exchanges.filter((exchange) => this.stored.get(exchange.id) !== exchange && exchange.state !== 'elsewhere');
    const gone = [...this.stored.keys()].filter((known) => exchanges.every((exchange) => exchange.id !== known));
    const { storedFiles } = this;
    const files = storedFiles.changes([...attached, ...attachmentsOf(exchanges)], id);
    if (changed.length === 0 && gone.length === 0 && !files && text === this.storedHead) return;
    for (const exchange of changed) this.stored.set(exchange.id, exchange);
    for (const exchange of gone) this.stored.delete(exchange);
    this.storedHead = text;
    if (id === this.conversation.state().id) setCurrentConversation(id);
    const records = changed.map((exchange) => toRecord(exchange, id));
    const dated: ConversationHead = { ...head, updatedAt: Date.now() };
    const written = await (files ? storedFiles.put(files) : true);
    const filesKept = (await storedFiles.mend([...attached, ...attachmentsOf(changed)], id)) && written;
    const kept = (records.length === 0 || (await this.conversations.put('exchanges', ...records))) && (await this.conversations.put('heads', dated));
    if (gone.length > 0) await this.conversations.delete('exchanges', ...gone);
    if (files) await storedFiles.delete(files);
    this.failed.set(!kept || !filesKept);
  }

  private keepSoon(): void {
    const isFirstDraft = this.storedHead === '' && this.conversation.state().exchanges.length === 0;
    const due = Date.now() + (isFirstDraft ? KEEP_FIRST_DRAFT_AFTER : KEEP_AFTER);
    if (this.timer !== undefined && this.due <= due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => void this.keep(), due - Date.now());
  }

  private headOf({ id, name, createdAt, exchanges, chosen }: ConversationState, draft: string, attached: readonly Attachment[]): ConversationHead {
    const first = exchanges.find(({ parent }) => parent === null);
    return {
      id,
      title: name || titleOf(first?.prompt ?? ''),
      named: name !== '',
      createdAt,
      updatedAt: 0,
      draft,
      ...(attached.length > 0 ? { attached: attached.map(toAttachmentRecord) } : {}),
      model: this.conversation.model(),
      chosen,
    };
  }

  /** Once for a page: the conversation that this tab showed, or else the latest that no other tab shows. */
  private async restore(): Promise<void> {
    if (this.restored) return;
    this.restored = true;
    const head = await this.latest();
    const { exchanges } = this.conversation.state();
    // Whoever has begun already goes on with that.
    if (head && exchanges.length === 0 && this.conversation.draft() === '' && this.files.all().length === 0 && !this.conversation.waitsForVault()) await this.show(head);
    this.isBringingBack.set(false);
  }

  private async latest(): Promise<ConversationHead | undefined> {
    const current = currentConversation();
    const own = current === null ? undefined : await this.conversations.head(current);
    // A tab that has begun a new conversation stays with it.
    if (own || current !== null) return own;
    const [{ heads }, shown] = await Promise.all([this.conversations.list(), shownConversations()]);
    return heads.filter(({ id }) => !shown.has(id)).sort((one, other) => other.updatedAt - one.updatedAt)[0];
  }

  private async show(head: ConversationHead): Promise<void> {
    const [exchanges, contents] = await Promise.all([this.read(head.id), contentsOf(head.attached ?? [], [], this.conversations)]);
    const attached = withContents(head.attached ?? [], contents);
    const state: ConversationState = { id: head.id, name: head.named ? head.title : '', createdAt: head.createdAt, exchanges, chosen: head.chosen };
    this.draftStays = true;
    this.conversation.open(state);
    this.draftStays = false;
    this.conversation.draft.set(head.draft);
    this.files.set(attached);
    this.conversation.model.set(head.model);
    // What was cut is stored as it was: only its reader knows that nobody writes it any more.
    this.stored = new Map(exchanges.map((exchange) => [exchange.id, exchange]));
    this.storedFiles = new StoredFiles(this.conversations, [...attached, ...attachmentsOf(exchanges)]);
    this.storedHead = JSON.stringify(this.headOf(state, head.draft, attached));
  }

  /** Another tab has changed something: what it added to this conversation is shown here, too. */
  private async follow(): Promise<void> {
    const { id } = this.conversation.state();
    // What is newer here must be stored before it is compared.
    await this.keep();
    const exchanges = await this.read(id);
    if (this.conversation.running() || this.conversation.state().id !== id) return;
    if (exchanges.length === 0 && this.stored.size > 0 && this.access() !== 'closed') this.forgetStored();
    void this.storedFiles.mend(attachmentsOf(exchanges), id);
    const known = this.conversation.state().exchanges;
    const changed = exchanges.filter((exchange) => !isSame(exchange, known.find((one) => one.id === exchange.id)));
    if (changed.length === 0) return;
    this.conversation.merge(changed);
    for (const exchange of changed) this.stored.set(exchange.id, exchange);
    this.storedFiles.note(attachmentsOf(changed));
  }

  /** Nothing of the conversation that is shown is stored: it is another one, or another tab has deleted it. Whoever goes on with it stores all of it. */
  private forgetStored(): void {
    this.stored = new Map();
    this.storedFiles = new StoredFiles(this.conversations);
    this.storedHead = '';
  }

  private async read(id: string): Promise<Exchange[]> {
    const [records, live] = await Promise.all([this.conversations.exchangesOf(id), liveAnswers()]);
    const contents = await contentsOf(attachmentsOf(records), attachmentsOf(this.conversation.state().exchanges), this.conversations);
    return records.map((record) => fromRecord(record, live, contents));
  }
}

function isSame(one: Exchange, other: Exchange | undefined): boolean {
  return other !== undefined && one.state === other.state && one.answer === other.answer && one.finish === other.finish;
}
