import { HttpClient } from '@angular/common/http';
import { Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { VaultService } from '#angular-byok';
import type { JobView } from '#contracts';
import { SessionService } from '../core/session/session.service.js';
import { backgroundFailures, type BackgroundFailure } from './background-failures.js';

/** How long after the page is there it is looked, in milliseconds: nothing on it waits for the answer. */
const LOOK_AFTER_MS = 3_000;
/** Newest jobs that are looked at. */
const JOBS = 20;

/** Keys that failed in work that went on while nobody looked; told until they are marked as seen. */
@Injectable()
export class BackgroundFailures {
  private readonly http = inject(HttpClient);
  private readonly session = inject(SessionService);
  private readonly vault = inject(VaultService);
  private readonly found = signal<readonly BackgroundFailure[]>([]);
  private timer: ReturnType<typeof setTimeout> | undefined;
  readonly unseen = this.found.asReadonly();
  readonly count = computed(() => this.found().length);

  constructor() {
    const user = computed(() => this.session.account()?.id);
    // Without a vault in this browser there was no key to fail.
    const has = computed(() => this.vault.status() === 'locked' || this.vault.status() === 'unlocked');
    effect(() => {
      const wanted = user() !== undefined && has();
      untracked(() => {
        clearTimeout(this.timer);
        this.found.set([]);
        if (wanted) this.timer = setTimeout(() => void this.look(), LOOK_AFTER_MS);
      });
    });
  }

  /** The person has read them: they don't come again in this browser. */
  async markSeen(): Promise<void> {
    const ends = this.found().map(({ endedAt }) => endedAt);
    this.found.set([]);
    const last = ends.toSorted((one, other) => Date.parse(one) - Date.parse(other)).at(-1);
    if (last !== undefined) await this.vault.markFailuresSeen(last);
  }

  /** Never throws: without an answer there is nothing to tell. */
  private async look(): Promise<void> {
    const user = this.session.account()?.id;
    try {
      const jobs = await firstValueFrom(this.http.get<JobView[]>('/api/jobs', { params: { limit: JOBS } }));
      const failures = backgroundFailures(jobs, await this.vault.failuresSeenUntil());
      if (this.session.account()?.id === user) this.found.set(failures);
    } catch {
      // Told another time.
    }
  }
}
