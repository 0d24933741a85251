import { DestroyRef, Injectable, computed, effect, inject } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { asyncScheduler, filter, throttleTime } from 'rxjs';
import { Conversations } from '../../../conversations/conversations.service.js';
import { isRunning, type Exchange } from '../chat/chat-message.js';
import { ConversationService } from '../conversation.service.js';
import { ConversationKeeper } from './conversation-keeper.service.js';
import { StoredConversation } from './stored-conversation.service.js';
import { attachmentsOf } from './stored-files.js';
import { holdAnswer, holdConversation } from './tab-locks.js';

/** What other tabs store is read at most this often, in milliseconds: a draft is stored while it is typed. */
const FOLLOW_EVERY = 300;

/**
 * Tells the other tabs which conversation this one shows and which answer it writes, and shows what they add to the
 * same conversation: questions, answers, and what is being typed.
 */
@Injectable()
export class ConversationFollower {
  private readonly conversations = inject(Conversations);
  private readonly conversation = inject(ConversationService);
  private readonly keeper = inject(ConversationKeeper);
  private readonly stored = inject(StoredConversation);
  private letGo = (): void => undefined;
  private letAnswerGo = (): void => undefined;

  constructor() {
    const shownId = computed(() => this.conversation.state().id);
    effect(() => {
      const id = shownId();
      this.letGo();
      this.letGo = holdConversation(id);
    });
    const running = computed(() => this.conversation.state().exchanges.find(isRunning)?.id);
    effect(() => {
      const id = running();
      this.letAnswerGo();
      this.letAnswerGo = id === undefined ? () => undefined : holdAnswer(id);
    });
    // What another tab does during an answer is seen after it.
    const foreign = computed(() => (running() === undefined ? this.conversations.foreignChanges() : 0));
    toObservable(foreign)
      .pipe(filter((changes) => changes > 0), throttleTime(FOLLOW_EVERY, asyncScheduler, { leading: true, trailing: true }), takeUntilDestroyed())
      .subscribe(() => void this.follow());
    inject(DestroyRef).onDestroy(() => {
      this.letGo();
      this.letAnswerGo();
    });
  }

  private async follow(): Promise<void> {
    const { id } = this.conversation.state();
    // What is newer here must be stored before it is compared.
    await this.keeper.keep();
    const draft = this.conversation.draft();
    const shown = attachmentsOf(this.conversation.state().exchanges);
    const [exchanges, head] = await Promise.all([this.stored.read(id, shown), this.conversations.head(id)]);
    if (this.conversation.running() || this.conversation.state().id !== id) return;
    if (this.stored.wasDeleted(exchanges) && this.conversations.access() !== 'closed') this.stored.forget();
    void this.stored.mendFiles(attachmentsOf(exchanges), id);
    const known = this.conversation.state().exchanges;
    const changed = exchanges.filter((exchange) => !isSame(exchange, known.find((one) => one.id === exchange.id)));
    if (changed.length > 0) {
      this.conversation.merge(changed);
      this.stored.note(changed);
    }
    // One draft for all tabs of a conversation: none of them overwrites unseen what another has typed.
    if (head && head.draft !== draft && this.conversation.draft() === draft) this.keeper.takeDraft(head.draft);
  }
}

function isSame(one: Exchange, other: Exchange | undefined): boolean {
  return other !== undefined && one.state === other.state && one.answer === other.answer && one.finish === other.finish;
}
