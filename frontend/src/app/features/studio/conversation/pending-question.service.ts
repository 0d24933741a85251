import { Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import { Subject } from 'rxjs';
import { VaultFacade } from '#angular-byok';
import { forecastPayer, type PayerForecast } from '#angular-byok/payer';
import { DEFAULT_PREFERENCES } from '#contracts';
import { SessionService } from '../../../core/session/session.service.js';
import { AttachmentDraft, draftFiles } from '../attachments/attachment-draft.service.js';
import type { Question } from './conversation-state.js';

/** A question that need not wait for the vault any more. */
export interface ReleasedQuestion {
  question: Question;
  withKeys: boolean;
}

/**
 * The next question before it goes: what is being written, and what holds it back. Sent before it is known who pays, or
 * before its conversation is back, it is queued until then; in need of a locked vault, it waits until the vault opens or
 * the person decides otherwise. `ConversationService` sends what comes out of here.
 */
@Injectable()
export class PendingQuestion {
  private readonly vault = inject(VaultFacade);
  private readonly session = inject(SessionService);
  private readonly files = inject(AttachmentDraft);
  private readonly held = signal<Question | null>(null);
  /** The draft as it was when it was sent, until it can go. */
  private readonly queued = signal<string | null>(null);
  private readonly settling = new Subject<void>();
  private readonly releasing = new Subject<ReleasedQuestion>();

  /** What is being written; survives leaving the page. */
  readonly draft = signal('');
  /** `auto` or `<provider>/<id>`. */
  readonly model = signal('auto');
  readonly preferences = computed(() => this.session.account()?.preferences ?? DEFAULT_PREFERENCES);
  readonly payer = computed(() => this.forecast(this.model()));
  readonly waitsForVault = computed(() => this.held() !== null);
  /** The question that waits for the vault. */
  readonly waiting = computed(() => this.held()?.prompt ?? '');
  /** What goes with it. */
  readonly waitingFiles = computed(() => draftFiles(this.held()?.attachments ?? []));
  /** The conversation that it goes on with is on its way back, after a reload; `ConversationKeeper` says so. */
  readonly awaitsConversation = signal(false);
  /** Who pays is not known yet, a file is still being read, or the conversation is missing: what is sent now goes a moment later. */
  readonly isSettling = computed(() => this.payer().payer === 'checking' || this.files.isReading() || this.awaitsConversation());
  /** Sent, and about to go: whoever goes on writing takes that back, and so does a file that turns out to be none. */
  readonly isAboutToGo = computed(() => this.queued() === this.draft() && !this.files.all().some(({ problem }) => problem));
  /** The queued draft can go now. */
  readonly settled = this.settling.asObservable();
  /** The question that waited for the vault goes now. */
  readonly released = this.releasing.asObservable();

  constructor() {
    effect(() => {
      if (this.vault.status() === 'unlocked' && this.held() !== null) untracked(() => this.release(true));
    });
    effect(() => {
      if (this.isSettling()) return;
      const goes = this.isAboutToGo();
      untracked(() => {
        this.queued.set(null);
        if (goes) this.settling.next();
      });
    });
  }

  /** Who would pay for a question to this model. */
  forecast(model: string): PayerForecast {
    return forecastPayer({
      model,
      preferences: this.preferences(),
      keys: this.vault.entries(),
      policies: this.vault.policies(),
      vault: this.vault.status(),
    });
  }

  /** Sends the draft as soon as nothing is settling any more. */
  queue(): void {
    this.files.dropUnattached();
    this.queued.set(this.draft());
  }

  /** Keeps the question until the vault opens. */
  hold(question: Question): void {
    this.held.set(question);
  }

  /** Lets the question go that waits for the vault, if there is one. */
  release(withKeys: boolean): void {
    const question = this.held();
    this.held.set(null);
    if (question !== null) this.releasing.next({ question, withKeys });
  }

  /** Back to the text instead of unlocking. */
  takeBack(): void {
    const question = this.held();
    this.held.set(null);
    if (!question?.isFresh) return;
    this.draft.update((draft) => (draft ? `${question.prompt}\n${draft}` : question.prompt));
    this.files.putBack(question.attachments ?? []);
  }
}
