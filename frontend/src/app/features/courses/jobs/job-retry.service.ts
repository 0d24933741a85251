import { DestroyRef, Injectable, effect, inject, signal, untracked } from '@angular/core';
import { Subject, type Subscription } from 'rxjs';
import { VaultFacade } from '#angular-byok';
import { keyProvidersFor } from '#angular-byok/payer';
import { BYOK_PROVIDERS, DEFAULT_PREFERENCES, hasJobEnded, isKeyFailure, type ByokProviderId } from '#contracts';
import { toApiError, type ApiError } from '../../../core/http/api-error.js';
import { callProblem } from '../../../core/http/call-problem.js';
import { SessionService } from '../../../core/session/session.service.js';
import { CourseMemory } from '../course-memory.service.js';
import { JobSubmissionService } from './job-submission.service.js';
import type { JobView } from './job.js';
import { JobsApi } from './jobs.api.js';

/** `vault`: a key would pay, and the vault has to be opened first; `gone`: the server lacks what the job needs to go on. */
export type RetryStep = 'idle' | 'vault' | 'sending' | 'gone';

/** Has a job that stopped go on behind what is done already, with the keys of now. Provided by what shows one job. */
@Injectable()
export class JobRetry {
  private readonly submission = inject(JobSubmissionService);
  private readonly api = inject(JobsApi);
  private readonly memory = inject(CourseMemory);
  private readonly session = inject(SessionService);
  private readonly vault = inject(VaultFacade);
  private readonly current = signal<RetryStep>('idle');
  private readonly problem = signal<ApiError | null>(null);
  private readonly working = new Subject<string>();
  private job: JobView | undefined;
  private model: string | undefined;
  private call: Subscription | undefined;

  readonly step = this.current.asReadonly();
  /** Why it did not go on; with `gone` the server's refusal. */
  readonly error = this.problem.asReadonly();
  /** Ids of jobs that are at work again, from here or from another tab. */
  readonly restarted = this.working.asObservable();

  constructor() {
    effect(() => {
      if (this.vault.status() === 'unlocked' && this.step() === 'vault') untracked(() => this.send(true));
    });
    inject(DestroyRef).onDestroy(() => this.call?.unsubscribe());
  }

  /** @param model another one for what is left: `auto` or `<provider>/<id>` */
  start(job: JobView, model?: string): void {
    if (this.step() === 'sending') return;
    this.job = job;
    this.model = model;
    this.send(true);
  }

  startWithoutKey(): void {
    this.send(false);
  }

  /** Not now. */
  takeBack(): void {
    this.current.set('idle');
  }

  /** Another job is shown. */
  reset(): void {
    this.call?.unsubscribe();
    this.current.set('idle');
    this.problem.set(null);
  }

  /** Whose keys could pay for the rest. Which model was asked for is only known to the browser that asked. */
  private providersFor({ id, receipts }: JobView): readonly ByokProviderId[] {
    const preferences = this.session.account()?.preferences ?? DEFAULT_PREFERENCES;
    const model = this.model ?? this.memory.input(id)?.model;
    if (model !== undefined) return keyProvidersFor(model, preferences);
    const byPlatform = preferences.strategy === 'cloudru' && !receipts.some(({ credentialSource }) => credentialSource === 'byok');
    return byPlatform ? [] : BYOK_PROVIDERS;
  }

  private send(withKeys: boolean): void {
    const { job, model } = this;
    if (job === undefined) return;
    this.problem.set(null);
    this.current.set('sending');
    this.call = this.submission.again(job.id, withKeys ? this.providersFor(job) : [], { model, hasSeenKeyFail: isKeyFailure(job.error?.code ?? 'not_found') }).subscribe({
      next: () => {
        if (model !== undefined) this.memory.keepModel(job.id, model);
        this.succeed(job.id);
      },
      error: (problem: unknown) => this.fail(callProblem(problem), job.id),
    });
  }

  private succeed(id: string): void {
    this.current.set('idle');
    this.working.next(id);
  }

  private fail(problem: ApiError | 'locked', id: string): void {
    if (problem === 'locked') return this.current.set('vault');
    if (problem.code === 'conflict') return this.explain(problem, id);
    this.current.set('idle');
    this.problem.set(problem);
  }

  /** A job that can't be put back to work: it is at work already, from another tab, or lacks its recording. */
  private explain(refusal: ApiError, id: string): void {
    this.call = this.api.find(id).subscribe({
      next: ({ status }) => {
        if (!hasJobEnded(status) || status === 'completed') return this.succeed(id);
        this.problem.set(refusal);
        this.current.set('gone');
      },
      error: (problem: unknown) => {
        this.current.set('idle');
        this.problem.set(toApiError(problem));
      },
    });
  }
}
