import { Injectable, inject } from '@angular/core';
import { Observable, firstValueFrom } from 'rxjs';
import { hasJobEnded, type JobStatus } from '#contracts';
import { ApiError, readApiError, toApiError } from '../../../core/http/api-error.js';
import { BelievedAccount } from '../../../core/session/believed-account.service.js';
import { SessionRefreshService } from '../../../core/session/session-refresh.service.js';
import { readJobEvents, type JobEvent } from './job-event-reader.js';

/** `connection` tells when the stream is lost and when it is back. */
export type JobSignal = { type: 'event'; event: JobEvent } | { type: 'connection'; lost: boolean };

/** The server says something every 15 seconds; after this silence, in milliseconds, the connection counts as dead. */
const SILENCE_MS = 45_000;
const RETRY_DELAY_MS = 1_000;
const MAX_RETRY_DELAY_MS = 20_000;

/** Follows a job by fetch, since EventSource can neither renew a session nor tell an error's code. */
@Injectable({ providedIn: 'root' })
export class JobEventsService {
  private readonly account = inject(BelievedAccount);
  private readonly refresher = inject(SessionRefreshService);

  /**
   * Connects on subscription, again and again with growing pauses, behind the last event received.
   * Completes after the job's last event, or when the server has nothing more to tell; fails with ApiError when
   * asking again would not help.
   */
  follow(jobId: string): Observable<JobSignal> {
    return new Observable((subscriber) => {
      const abort = new AbortController();
      this.run(jobId, abort.signal, (signal) => subscriber.next(signal)).then(
        () => subscriber.complete(),
        (error: unknown) => {
          if (!abort.signal.aborted) subscriber.error(toApiError(error));
        },
      );
      return () => abort.abort();
    });
  }

  private async run(jobId: string, stop: AbortSignal, tell: (signal: JobSignal) => void): Promise<void> {
    let lastId = '';
    let failures = 0;
    while (!stop.aborted) {
      const connection = new AbortController();
      const end = (): void => connection.abort();
      stop.addEventListener('abort', end);
      const alive = watchdog(end);
      try {
        const response = await this.open(jobId, lastId, connection.signal);
        if (response.status === 204) return;
        if (failures > 0) tell({ type: 'connection', lost: false });
        for await (const event of readJobEvents(response.body ?? new ReadableStream(), () => alive.touch())) {
          failures = 0;
          lastId = event.id || lastId;
          tell({ type: 'event', event });
          if (hasJobEnded(event.type as JobStatus)) return;
        }
      } catch (error) {
        if (isFinal(error)) throw error;
      } finally {
        alive.end();
        stop.removeEventListener('abort', end);
      }
      if (stop.aborted) return;
      failures += 1;
      if (failures > 1) tell({ type: 'connection', lost: true });
      await pause(Math.min(MAX_RETRY_DELAY_MS, RETRY_DELAY_MS * 2 ** (failures - 1)), stop);
    }
  }

  private async open(jobId: string, lastId: string, signal: AbortSignal): Promise<Response> {
    const sentAt = Date.now();
    let response = await this.get(jobId, lastId, signal);
    if (response.status === 401 && (await firstValueFrom(this.refresher.refresh(sentAt)))) response = await this.get(jobId, lastId, signal);
    if (response.ok) return response;
    const body: unknown = await response.json().catch(() => undefined);
    throw readApiError(response.status, response.headers, body);
  }

  private get(jobId: string, lastId: string, signal: AbortSignal): Promise<Response> {
    return fetch(`/api/jobs/${encodeURIComponent(jobId)}/events`, {
      credentials: 'same-origin',
      cache: 'no-store',
      signal,
      headers: { accept: 'text/event-stream', ...this.account.headers(), ...(lastId === '' ? {} : { 'last-event-id': lastId }) },
    });
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 408 && error.status !== 429;
}

function watchdog(bark: () => void): { touch(): void; end(): void } {
  let timer = setTimeout(bark, SILENCE_MS);
  return {
    touch: () => {
      clearTimeout(timer);
      timer = setTimeout(bark, SILENCE_MS);
    },
    end: () => clearTimeout(timer),
  };
}

/** Ends early when the browser is back online, or `stop` fires. */
function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      stop.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener('online', done);
    stop.addEventListener('abort', done);
  });
}
