import { DestroyRef, Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { ConversationHead } from '../../../conversations/conversation-records.js';
import { Conversations } from '../../../conversations/conversations.service.js';
import { currentConversation, setCurrentConversation } from '../../../conversations/current-conversation.js';
import { AttachmentDraft } from '../attachments/attachment-draft.service.js';
import { toAttachmentRecord, type Attachment } from '../attachments/attachment.js';
import type { Exchange } from '../chat/chat-message.js';
import { ConversationService } from '../conversation.service.js';
import type { ConversationState } from './conversation-state.js';
import { titleOf } from './conversation-title.js';
import { PendingQuestion } from './pending-question.service.js';
import { StoredConversation, type PresentConversation } from './stored-conversation.service.js';
import { withContents } from './stored-exchange.js';
import { attachmentsOf, contentsOf } from './stored-files.js';
import { shownConversations } from './tab-locks.js';

/** How long after a change it is stored, in milliseconds: of a growing answer, and of what is being typed. */
const KEEP_AFTER = 700;
/** The same for what is typed first: the code that stores it is no part of the first screen. */
const KEEP_FIRST_DRAFT_AFTER = 2_500;
/** The same for what is typed while there is a vault: encrypting takes longer than a page that goes has. */
const KEEP_SECRET_DRAFT_AFTER = 100;
/** How long a question waits for its conversation, in milliseconds. A storage that is silent must not keep it for ever. */
const AWAIT_CONVERSATION_FOR = 5_000;

/**
 * Keeps the conversation of the Studio in the browser, and brings it back after a reload, a closed tab or a crash. What
 * had come of an answer is stored while it comes.
 */
@Injectable()
export class ConversationKeeper {
  private readonly conversations = inject(Conversations);
  private readonly conversation = inject(ConversationService);
  private readonly files = inject(AttachmentDraft);
  private readonly stored = inject(StoredConversation);
  private readonly pending = inject(PendingQuestion);
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer ends, Unix milliseconds. */
  private due = 0;
  /** Done when all is stored that `keep` was called for. */
  private keeping: Promise<void> = Promise.resolve();
  private restored = false;
  private draftStays = false;
  private readonly deleted = new Set<string>();
  /** Not known yet whether there is a conversation to come back to. */
  private readonly isBringingBack = signal(true);
  private readonly failed = signal(false);

  /** Earlier conversations are there, or may be, and can't be read before the vault is open. */
  readonly hidden = computed(() => this.conversations.access() === 'closed' && this.conversations.hasSome());
  /** The browser refused to keep the latest change. */
  readonly unkept = this.failed.asReadonly();
  readonly access = this.conversations.access;

  constructor() {
    // A tab that showed none before may begin one meanwhile.
    this.pending.awaitsConversation.set(currentConversation() !== null);
    const patience = setTimeout(() => this.pending.awaitsConversation.set(false), AWAIT_CONVERSATION_FOR);
    effect(() => {
      const access = this.conversations.access();
      if (access === 'plain' || access === 'open') untracked(() => void this.restore());
      else if (access !== 'checking') this.endBringingBack();
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
      this.stored.forget();
    });
    effect(() => {
      this.conversation.state();
      this.conversation.draft();
      this.conversation.model();
      this.files.attached();
      // What is typed meanwhile belongs to the conversation that comes back.
      if (this.conversations.access() !== 'checking' && !this.isBringingBack()) untracked(() => this.keepSoon());
    });
    const leave = (): void => void this.keep();
    const go = (): void => {
      this.leaveBehind();
      leave();
    };
    document.addEventListener('visibilitychange', leave);
    // Before a reload the page still lives for as long as the server takes to answer: enough to encrypt.
    window.addEventListener('beforeunload', leave);
    window.addEventListener('pagehide', go);
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.timer);
      clearTimeout(patience);
      document.removeEventListener('visibilitychange', leave);
      window.removeEventListener('beforeunload', leave);
      window.removeEventListener('pagehide', go);
    });
  }

  /** Shows a kept conversation in the place of the present one. */
  async open(id: string): Promise<void> {
    const head = await this.conversations.head(id);
    if (head) this.show(await this.read(head), '');
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

  /** Another tab has typed this in the same conversation, and stored it. */
  takeDraft(draft: string): void {
    this.conversation.draft.set(draft);
    this.stored.noteHead(this.present().head);
  }

  private async store(state: ConversationState, draft: string, attached: readonly Attachment[]): Promise<void> {
    if (this.conversations.hasEnded || this.deleted.has(state.id)) return;
    const stored = this.stored.store({ head: this.headOf(state, draft, attached), exchanges: state.exchanges, attached });
    if (!this.stored.isNew && state.id === this.conversation.state().id) setCurrentConversation(state.id);
    const kept = await stored;
    if (kept !== undefined) this.failed.set(!kept);
  }

  private leaveBehind(): void {
    const { id } = this.conversation.state();
    if (this.conversations.hasEnded || this.deleted.has(id)) return;
    const present = this.present();
    this.stored.leaveBehind(present);
    if (present.exchanges.length > 0 || present.head.draft !== '') setCurrentConversation(id);
  }

  private present(): PresentConversation {
    const [state, attached] = [this.conversation.state(), this.files.attached()];
    return { head: this.headOf(state, this.conversation.draft(), attached), exchanges: state.exchanges, attached };
  }

  private keepSoon(): void {
    const { exchanges } = this.conversation.state();
    const due = Date.now() + this.patience(exchanges);
    if (this.timer !== undefined && this.due <= due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => void this.keep(), due - Date.now());
  }

  private patience(exchanges: readonly Exchange[]): number {
    if (this.stored.lacks(exchanges)) return 0;
    const access = this.conversations.access();
    if ((access === 'open' || access === 'closed') && this.stored.lacksHead(this.present().head)) return KEEP_SECRET_DRAFT_AFTER;
    return this.stored.isNew && exchanges.length === 0 ? KEEP_FIRST_DRAFT_AFTER : KEEP_AFTER;
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
    try {
      const head = await this.latest();
      const kept = head && this.isUntouched() ? await this.read(head) : undefined;
      if (kept && this.isUntouched()) this.show(kept, this.conversation.draft());
    } finally {
      this.endBringingBack();
    }
  }

  private endBringingBack(): void {
    this.isBringingBack.set(false);
    this.pending.awaitsConversation.set(false);
  }

  /** Nothing was asked here, nor stored; whoever has begun with more than typing goes on with that. */
  private isUntouched(): boolean {
    return this.conversation.exchanges().length === 0 && this.files.all().length === 0 && !this.conversation.waitsForVault() && this.stored.isNew;
  }

  private async latest(): Promise<ConversationHead | undefined> {
    const current = currentConversation();
    const own = current === null ? undefined : await this.conversations.head(current);
    // A tab that has begun a new conversation stays with it.
    if (own || current !== null) return own;
    const [{ heads }, shown] = await Promise.all([this.conversations.list(), shownConversations()]);
    return heads.filter(({ id }) => !shown.has(id)).sort((one, other) => other.updatedAt - one.updatedAt)[0];
  }

  private async read(head: ConversationHead): Promise<PresentConversation> {
    const shown = attachmentsOf(this.conversation.state().exchanges);
    const [exchanges, contents] = await Promise.all([this.stored.read(head.id, shown), contentsOf(head.attached ?? [], [], this.conversations)]);
    return { head, exchanges, attached: withContents(head.attached ?? [], contents) };
  }

  /** @param typed what was typed before it came: it goes on behind what had been typed before */
  private show({ head, exchanges, attached }: PresentConversation, typed: string): void {
    const state: ConversationState = { id: head.id, name: head.named ? head.title : '', createdAt: head.createdAt, exchanges, chosen: head.chosen };
    if (typed !== '') this.conversation.draft.set('');
    this.draftStays = true;
    this.conversation.open(state);
    this.draftStays = false;
    this.conversation.draft.set(typed.startsWith(head.draft) ? typed : [head.draft, typed].filter((part) => part !== '').join('\n'));
    this.files.set(attached);
    this.conversation.model.set(head.model);
    // What was cut is stored as it was: only its reader knows that nobody writes it any more.
    this.stored.take({ head: this.headOf(state, head.draft, attached), exchanges, attached });
  }
}
