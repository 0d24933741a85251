import { HttpClient } from '@angular/common/http';
import { DOCUMENT, DestroyRef, Injectable, inject } from '@angular/core';
import type { AnalyticsEvent } from '#contracts';
import { toApiError } from '../http/api-error.js';
import { SessionService } from '../session/session.service.js';

/** An event as its place of origin knows it; id and moment are added here. */
export type NewAnalyticsEvent = Omit<AnalyticsEvent, 'id' | 'at'>;

/** Wait of an event while the page stays open; after failures twice as long each time. */
const DELAY_MS = 5_000;
const MAX_RETRY_DELAY_MS = 5 * 60_000;
/** The most that one request takes. */
const BATCH = 100;
/** What waits while the server can't be reached; beyond it the oldest go. */
const CAPACITY = 300;

/**
 * Tells the server what happened to the vault: names, providers and verdicts, never a key or a part of one. Sends in
 * batches, also when the page is left; an event sent twice counts once. A failure is nobody's concern: nothing is shown.
 */
@Injectable({ providedIn: 'root' })
export class AnalyticsService {
  private readonly http = inject(HttpClient);
  private readonly session = inject(SessionService);
  private waiting: { userId: string; event: AnalyticsEvent }[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending = false;
  private delayMs = DELAY_MS;

  constructor() {
    const document = inject(DOCUMENT);
    const flush = () => this.flush();
    const flushHidden = () => document.visibilityState === 'hidden' && this.flush();
    document.defaultView?.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flushHidden);
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.timer);
      document.defaultView?.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', flushHidden);
    });
  }

  report(event: NewAnalyticsEvent): void {
    const userId = this.session.account()?.id;
    if (userId === undefined) return;
    this.waiting.push({ userId, event: { ...event, id: crypto.randomUUID(), at: new Date().toISOString() } });
    this.waiting = this.waiting.slice(-CAPACITY);
    this.schedule();
  }

  /** Sends what waits, in a request that outlives the page. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const userId = this.session.account()?.id;
    // Another account's events can't be sent in this one's name.
    this.waiting = this.waiting.filter((entry) => entry.userId === userId);
    if (this.sending || this.waiting.length === 0) return;
    const batch = this.waiting.splice(0, BATCH);
    this.sending = true;
    const events = batch.map(({ event }) => event);
    this.http.post('/api/analytics/events', { events }, { keepalive: true }).subscribe({
      next: () => this.sent(DELAY_MS),
      error: (error: unknown) => {
        // What was refused once would be refused again; only what found no server may find one later.
        const { status } = toApiError(error);
        if (status === 0 || status === 429 || status >= 500) this.waiting = [...batch, ...this.waiting];
        this.sent(Math.min(MAX_RETRY_DELAY_MS, this.delayMs * 2));
      },
    });
  }

  private sent(delayMs: number): void {
    this.sending = false;
    this.delayMs = delayMs;
    if (this.waiting.length > 0) this.schedule();
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => this.flush(), this.delayMs);
  }
}
