import { DestroyRef, Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import { defer, of, retry, switchMap, throwError, type Subscription } from 'rxjs';
import { DEFAULT_PREFERENCES } from '#contracts';
import { SessionService } from '../../core/session/session.service.js';
import { isStaleEnvelope } from '../../vault/stale-envelope.js';
import { callProblem } from '../../vault/vault-problem.js';
import { VaultFacade } from '../../vault/vault.types.js';
import { isRunning, type Exchange } from './chat/chat-message.js';
import { ChatStreamService, type ChatEvent, type ChatTurn } from './chat/chat-stream.service.js';
import { forecastPayer, keyProvidersFor } from './composer/payer-forecast.js';

/** Text that arrives faster than this, in milliseconds, is shown together. */
const SHOW_EVERY = 60;

/**
 * The Studio's conversation: in memory only, kept while the person visits other pages. A request that needs
 * a locked vault waits here until the vault opens or the person decides otherwise; no text is ever dropped.
 */
@Injectable()
export class ConversationService {
  private readonly chat = inject(ChatStreamService);
  private readonly vault = inject(VaultFacade);
  private readonly session = inject(SessionService);
  private readonly list = signal<readonly Exchange[]>([]);
  private readonly held = signal<string | null>(null);
  private call: Subscription | undefined;
  private unshown = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private nextId = 1;

  readonly exchanges = this.list.asReadonly();
  readonly running = computed(() => this.list().some(isRunning));
  /** What is being written; survives leaving the page. */
  readonly draft = signal('');
  /** `auto` or `<provider>/<id>`. */
  readonly model = signal('auto');
  readonly waitsForVault = computed(() => this.held() !== null);
  readonly preferences = computed(() => this.session.account()?.preferences ?? DEFAULT_PREFERENCES);
  /** Empty text, an answer under way, an unanswered question about the vault: not now. */
  readonly canSend = computed(
    () => this.draft().trim() !== '' && !this.running() && !this.waitsForVault() && this.payer().payer !== 'checking',
  );
  readonly payer = computed(() =>
    forecastPayer({
      model: this.model(),
      preferences: this.preferences(),
      stored: this.vault.entries().map((entry) => entry.provider),
      vault: this.vault.status(),
    }),
  );

  constructor() {
    effect(() => {
      if (this.vault.status() === 'unlocked' && this.held() !== null) untracked(() => this.releaseHeld(true));
    });
    inject(DestroyRef).onDestroy(() => this.call?.unsubscribe());
  }

  /** Sends the draft, or holds it when a key is needed and the vault is locked. */
  send(): void {
    if (!this.canSend()) return;
    const prompt = this.draft().trim();
    this.draft.set('');
    if (this.payer().payer === 'locked') this.held.set(prompt);
    else this.dispatch(prompt, true);
  }

  sendWithoutKey(): void {
    this.releaseHeld(false);
  }

  /** Back to the text instead of unlocking. */
  takeBack(): void {
    const prompt = this.held();
    this.held.set(null);
    if (prompt !== null) this.draft.update((draft) => (draft ? `${prompt}\n${draft}` : prompt));
  }

  /** Sends a failed or stopped request again in the place of its answer. */
  sendAgain(exchange: Exchange): void {
    if (this.running() || this.waitsForVault()) return;
    this.list.update((list) => list.filter(({ id }) => id !== exchange.id));
    const draft = this.draft();
    this.draft.set(exchange.prompt);
    this.send();
    this.draft.set(draft);
  }

  stop(): void {
    this.call?.unsubscribe();
    this.call = undefined;
    this.showText();
    this.changeRunning({ state: 'stopped' });
  }

  startOver(): void {
    this.stop();
    this.list.set([]);
  }

  private releaseHeld(withKeys: boolean): void {
    const prompt = this.held();
    this.held.set(null);
    if (prompt !== null) this.dispatch(prompt, withKeys);
  }

  private dispatch(prompt: string, withKeys: boolean): void {
    const model = this.model();
    const messages: ChatTurn[] = [...this.history(), { role: 'user', content: prompt }];
    this.list.update((list) => [...list, { id: this.nextId++, prompt, model, answer: '', state: 'waiting' }]);
    const providers = withKeys ? keyProvidersFor(model, this.preferences()) : [];
    this.call = defer(() => this.vault.sealedHeaders(providers))
      .pipe(
        switchMap((keyHeaders) => this.chat.stream({ model, messages }, keyHeaders)),
        // Refused before a provider was called: nothing is answered or paid twice.
        retry({ count: 1, delay: (error: unknown) => this.withFreshEnvelopes(error) }),
      )
      .subscribe({
        next: (event) => this.take(event),
        error: (problem: unknown) => this.fail(problem),
      });
  }

  private withFreshEnvelopes(error: unknown) {
    if (!isStaleEnvelope(error)) return throwError(() => error);
    this.vault.discardEnvelopes();
    return of(true);
  }

  private history(): ChatTurn[] {
    return this.list()
      .filter(({ answer }) => answer !== '')
      .flatMap(({ prompt, answer }) => [
        { role: 'user', content: prompt },
        { role: 'assistant', content: answer },
      ]);
  }

  private take(event: ChatEvent): void {
    if (event.type === 'receipt') this.changeRunning({ receipt: event.receipt });
    else if (event.type === 'text') {
      this.unshown += event.text;
      this.timer ??= setTimeout(() => this.showText(), SHOW_EVERY);
    } else {
      this.showText();
      this.changeRunning({ state: 'done', finish: event.reason });
    }
  }

  private fail(problem: unknown): void {
    const error = callProblem(problem);
    if (error === 'locked') return this.holdRunning();
    this.showText();
    this.changeRunning({ state: 'failed', error, ...(error.receipt ? { receipt: error.receipt } : {}) });
  }

  /** The vault locked itself between the click and the call: ask, as if it had been locked before. */
  private holdRunning(): void {
    const prompt = this.list().findLast(isRunning)?.prompt;
    this.list.update((list) => list.filter((exchange) => !isRunning(exchange)));
    this.held.set(prompt ?? null);
  }

  private showText(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const text = this.unshown;
    this.unshown = '';
    if (!text) return;
    const answer = this.list().findLast(isRunning)?.answer ?? '';
    this.changeRunning({ state: 'streaming', answer: answer + text });
  }

  private changeRunning(change: Partial<Exchange>): void {
    this.list.update((list) => list.map((exchange) => (isRunning(exchange) ? { ...exchange, ...change } : exchange)));
  }
}
