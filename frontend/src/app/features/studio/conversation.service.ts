import { DestroyRef, Injectable, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Subject, type Subscription } from 'rxjs';
import { VaultFacade } from '#angular-byok';
import { keyProvidersFor } from '#angular-byok/payer';
import { SealedCalls } from '#angular-byok/sealing';
import type { CatalogModelView } from '#contracts';
import { newId } from '../../conversations/new-id.js';
import { CatalogStore } from '../../core/api/catalog.store.js';
import { callProblem } from '../../core/http/call-problem.js';
import { AttachmentDraft } from './attachments/attachment-draft.service.js';
import { seesPictures, sendObstacle } from './attachments/send-obstacle.js';
import { isRunning, type Exchange } from './chat/chat-message.js';
import { ChatStreamService, type ChatEvent } from './chat/chat-stream.service.js';
import { chatTurns } from './chat/chat-turns.js';
import { alternatives, keyOf, pathTo, shownPath } from './conversation/branches.js';
import { askedIn, emptyConversation, type ConversationState, type Question } from './conversation/conversation-state.js';
import { PendingQuestion } from './conversation/pending-question.service.js';
import { keyOutcomes } from './receipt/key-outcomes.js';

/** Text that arrives faster than this, in milliseconds, is shown together. */
const SHOW_EVERY = 60;
/** A call that breaks off this long, in milliseconds, after the page began to go was broken off by the browser. */
const LEAVES_WITHIN = 3_000;

/**
 * The conversation that the Studio shows, in memory, kept while the person visits other pages; `ConversationKeeper`
 * stores it, and `PendingQuestion` has what is not asked yet. No text is ever dropped: another answer, another wording
 * and another model each begin a branch beside the earlier one.
 */
@Injectable()
export class ConversationService {
  private readonly chat = inject(ChatStreamService);
  private readonly vault = inject(VaultFacade);
  private readonly sealed = inject(SealedCalls);
  private readonly catalogs = inject(CatalogStore);
  private readonly files = inject(AttachmentDraft);
  private readonly pending = inject(PendingQuestion);
  private readonly current = signal<ConversationState>(emptyConversation());
  private readonly leaving = new Subject<ConversationState>();
  private call: Subscription | undefined;
  private unshown = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** When the page began to go, Unix milliseconds. It may stay after all, as for a download. */
  private leftAt = -Infinity;

  readonly state = this.current.asReadonly();
  /** A conversation as it was when another one took its place. */
  readonly left = this.leaving.asObservable();
  /** What is shown: one branch, from the beginning. */
  readonly exchanges = computed(() => shownPath(this.current().exchanges, this.current().chosen));
  readonly running = computed(() => this.current().exchanges.some(isRunning));
  readonly draft = this.pending.draft;
  readonly model = this.pending.model;
  readonly preferences = this.pending.preferences;
  readonly payer = this.pending.payer;
  readonly waitsForVault = this.pending.waitsForVault;
  readonly waiting = this.pending.waiting;
  readonly waitingFiles = this.pending.waitingFiles;
  readonly isAboutToGo = this.pending.isAboutToGo;
  /** It was shown before the reload, and is about to come back. */
  readonly awaited = this.pending.awaitsConversation.asReadonly();
  /** An answer under way, an unanswered question about the vault: not now. */
  readonly isFree = computed(() => !this.running() && !this.waitsForVault() && this.payer().payer !== 'checking');
  /** Why what is written and attached can't go to the chosen model. */
  readonly obstacle = computed(() =>
    sendObstacle({ prompt: this.draft(), answer: '', attachments: this.files.attached() }, this.exchanges().filter(({ answer }) => answer !== ''), this.catalogModel(this.model())),
  );
  readonly canSend = computed(() => this.draft().trim() !== '' && !this.running() && !this.waitsForVault() && this.obstacle() === undefined);

  constructor() {
    this.pending.settled.pipe(takeUntilDestroyed()).subscribe(() => this.send());
    this.pending.released.pipe(takeUntilDestroyed()).subscribe(({ question, withKeys }) => this.dispatch(question, withKeys));
    const leave = (): void => {
      this.leftAt = Date.now();
    };
    // Calls break off between the two.
    window.addEventListener('beforeunload', leave);
    window.addEventListener('pagehide', leave);
    inject(DestroyRef).onDestroy(() => {
      window.removeEventListener('beforeunload', leave);
      window.removeEventListener('pagehide', leave);
      this.call?.unsubscribe();
    });
  }

  /** Sends the draft, or holds it when a key is needed and the vault is locked. */
  send(): void {
    if (!this.canSend()) return;
    if (this.pending.isSettling()) return this.pending.queue();
    const prompt = this.draft().trim();
    this.draft.set('');
    this.ask({ ...askedIn({ prompt, attachments: this.files.take() }), model: this.model(), parent: this.exchanges().at(-1)?.id ?? null, isFresh: true });
  }

  /** Asks the same once more: the answer stands beside the earlier one. @param model another one, from now on */
  sendAgain(exchange: Exchange, model?: string): void {
    if (!this.isFree()) return;
    if (model !== undefined) this.model.set(model);
    this.ask({ ...askedIn(exchange), model: this.model(), parent: exchange.parent, isFresh: false });
  }

  /** Asks in other words, of the same attachments: what followed the earlier ones stays reachable. */
  reword(exchange: Exchange, prompt: string): void {
    this.ask({ ...askedIn(exchange), prompt, model: this.model(), parent: exchange.parent, isFresh: false });
  }

  /** Asks for the rest of an answer. @param prompt how one asks for it, in the person's language */
  proceed(exchange: Exchange, prompt: string): void {
    this.ask({ prompt, model: exchange.model, parent: exchange.id, isFresh: false });
  }

  /** The other answers to what this one answers, itself among them, the oldest first. */
  alternativesOf(exchange: Exchange): Exchange[] {
    return alternatives(this.current().exchanges, exchange.parent);
  }

  /** Shows an alternative and what followed it. */
  choose(exchange: Exchange): void {
    this.change({ chosen: { ...this.current().chosen, [keyOf(exchange.parent)]: exchange.id } });
  }

  sendWithoutKey(): void {
    this.pending.release(false);
  }

  /** Back to the text instead of unlocking. */
  takeBack(): void {
    this.pending.takeBack();
  }

  stop(): void {
    this.call?.unsubscribe();
    this.call = undefined;
    this.showText();
    this.changeRunning({ state: 'stopped' });
  }

  /** Begins a new conversation; what is being written comes along. Returns the one before, for `open`. */
  startOver(): ConversationState {
    const before = this.leave();
    this.current.set(emptyConversation());
    return before;
  }

  /** Shows another conversation; what is being written comes along. */
  open(state: ConversationState): void {
    this.leave();
    this.current.set(state);
  }

  rename(name: string): void {
    this.change({ name });
  }

  /** Takes over what another tab has added or brought further, while nothing is under way here. */
  merge(exchanges: readonly Exchange[]): void {
    const theirs = new Map(exchanges.map((exchange) => [exchange.id, exchange]));
    const known = this.current().exchanges.map((exchange) => theirs.get(exchange.id) ?? exchange);
    const added = exchanges.filter(({ id }) => known.every((exchange) => exchange.id !== id));
    this.change({ exchanges: [...known, ...added].sort((one, other) => one.at - other.at) });
  }

  /** Whether a model, `auto` or `<provider>/<id>`, looks at pictures; yes in doubt. */
  sees(model: string): boolean {
    return seesPictures(this.catalogModel(model));
  }

  /** What the catalog says of a model; undefined of `auto`, and while there is no catalog. */
  catalogModel(model: string): CatalogModelView | undefined {
    const [provider = '', ...id] = model.split('/');
    return this.catalogs.find(provider, id.join('/'))?.model;
  }

  private leave(): ConversationState {
    this.stop();
    this.takeBack();
    const state = this.current();
    this.leaving.next(state);
    return state;
  }

  private ask(question: Question): void {
    if (this.running() || this.waitsForVault()) return;
    const { payer } = this.pending.forecast(question.model);
    if (payer === 'locked') this.pending.hold(question);
    else if (payer !== 'checking') this.dispatch(question, true);
  }

  private dispatch(question: Question, withKeys: boolean): void {
    const { prompt, model, parent } = question;
    const messages = chatTurns(pathTo(this.current().exchanges, parent), question, this.sees(model));
    const exchange: Exchange = { id: newId(), parent, at: this.nextMoment(), ...askedIn(question), model, answer: '', state: 'waiting' };
    const { exchanges } = this.current();
    // An attempt that brought nothing, and that nothing followed, is no branch.
    const isEmpty = (one: Exchange): boolean => one.answer === '' && one.parent === parent && one.prompt === prompt && exchanges.every((other) => other.parent !== one.id);
    this.change({ exchanges: [...exchanges.filter((one) => !isEmpty(one)), exchange], chosen: { ...this.current().chosen, [keyOf(parent)]: exchange.id } });
    const providers = withKeys ? keyProvidersFor(model, this.preferences()) : [];
    this.call = this.sealed
      .send({ providers }, (keyHeaders) => this.chat.stream({ model, messages }, keyHeaders))
      .subscribe({
        next: (event) => this.take(event),
        error: (problem: unknown) => this.fail(problem),
      });
  }

  /** Never earlier than what was asked before, whatever the clock says: the order is by this. */
  private nextMoment(): number {
    return Math.max(Date.now(), ...this.current().exchanges.map(({ at }) => at + 1));
  }

  private take(event: ChatEvent): void {
    if (event.type === 'receipt') {
      this.vault.noteOutcomes(keyOutcomes(event.receipt));
      this.changeRunning({ receipt: event.receipt });
    }
    else if (event.type === 'text') {
      this.unshown += event.text;
      this.timer ??= setTimeout(() => this.showText(), SHOW_EVERY);
    } else if (event.type === 'usage') this.changeRunning({ usage: event.usage });
    else {
      this.showText();
      this.changeRunning({ state: 'done', finish: event.reason });
    }
  }

  private fail(problem: unknown): void {
    const error = callProblem(problem);
    if (error === 'locked') return this.holdRunning();
    if (error.receipt) this.vault.noteOutcomes(keyOutcomes(error.receipt));
    this.showText();
    if (Date.now() - this.leftAt < LEAVES_WITHIN) return this.changeRunning({ state: 'cut' });
    this.changeRunning({ state: 'failed', error, ...(error.receipt ? { receipt: error.receipt } : {}) });
  }

  /** The vault locked itself between the click and the call: ask, as if it had been locked before. */
  private holdRunning(): void {
    const running = this.current().exchanges.findLast(isRunning);
    this.change({ exchanges: this.current().exchanges.filter((exchange) => !isRunning(exchange)) });
    if (running) this.pending.hold({ ...askedIn(running), model: running.model, parent: running.parent, isFresh: true });
  }

  private showText(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const text = this.unshown;
    this.unshown = '';
    if (!text) return;
    const answer = this.current().exchanges.findLast(isRunning)?.answer ?? '';
    this.changeRunning({ state: 'streaming', answer: answer + text });
  }

  private changeRunning(change: Partial<Exchange>): void {
    if (!this.running()) return;
    this.change({ exchanges: this.current().exchanges.map((exchange) => (isRunning(exchange) ? { ...exchange, ...change } : exchange)) });
  }

  private change(change: Partial<ConversationState>): void {
    this.current.update((state) => ({ ...state, ...change }));
  }
}
