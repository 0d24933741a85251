import { DestroyRef, Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import type { Subscription } from 'rxjs';
import { BYOK_PROVIDERS, DEFAULT_PREFERENCES, type ByokProviderId } from '#contracts';
import { ApiError, toApiError } from '../../../../core/http/api-error.js';
import { SessionService } from '../../../../core/session/session.service.js';
import { vaultErrorCode } from '../../../../vault/vault-problem.js';
import { VaultFacade } from '../../../../vault/vault.types.js';
import { keyProvidersFor } from '../../../studio/composer/payer-forecast.js';
import { CourseMemory } from '../../course-memory.service.js';
import { JobSubmissionService } from '../../jobs/job-submission.service.js';
import { CourseWatch } from '../course-watch.service.js';

/** Has a course that stopped go on, with the keys of now; asks for the vault first when a key in it would pay. Provided by the page. */
@Injectable()
export class CourseRetry {
  private readonly submission = inject(JobSubmissionService);
  private readonly watch = inject(CourseWatch);
  private readonly memory = inject(CourseMemory);
  private readonly session = inject(SessionService);
  private readonly vault = inject(VaultFacade);
  private readonly held = signal(false);
  private readonly starting = signal(false);
  private readonly problem = signal<ApiError | null>(null);
  private call: Subscription | undefined;

  readonly waitsForVault = this.held.asReadonly();
  readonly busy = this.starting.asReadonly();
  readonly error = this.problem.asReadonly();
  private readonly preferences = computed(() => this.session.account()?.preferences ?? DEFAULT_PREFERENCES);

  constructor() {
    effect(() => {
      if (this.vault.status() === 'unlocked' && this.held()) untracked(() => this.send(true));
    });
    inject(DestroyRef).onDestroy(() => this.call?.unsubscribe());
  }

  start(): void {
    if (this.starting()) return;
    const stored = this.vault.entries().some(({ provider }) => this.providers().includes(provider));
    if (stored && this.vault.status() === 'locked') this.held.set(true);
    else this.send(true);
  }

  startWithoutKey(): void {
    this.send(false);
  }

  /** Not now. */
  takeBack(): void {
    this.held.set(false);
  }

  /** Another course is shown. */
  reset(): void {
    this.call?.unsubscribe();
    this.held.set(false);
    this.starting.set(false);
    this.problem.set(null);
  }

  /** Whose keys could pay for the rest. Which model was asked for is only known to the browser that asked. */
  private providers(): readonly ByokProviderId[] {
    const view = this.watch.view();
    const model = this.memory.input(view?.id ?? '')?.model;
    if (model !== undefined) return keyProvidersFor(model, this.preferences());
    const byPlatform = this.preferences().strategy === 'cloudru' && !view?.receipts.some(({ credentialSource }) => credentialSource === 'byok');
    return byPlatform ? [] : BYOK_PROVIDERS;
  }

  private send(withKeys: boolean): void {
    const id = this.watch.view()?.id;
    if (id === undefined) return;
    this.held.set(false);
    this.problem.set(null);
    this.starting.set(true);
    this.call = this.submission.again(id, withKeys ? this.providers() : []).subscribe({
      next: () => {
        this.starting.set(false);
        this.watch.open(id);
      },
      error: (problem: unknown) => this.fail(problem, id),
    });
  }

  private fail(problem: unknown, id: string): void {
    this.starting.set(false);
    const vaultCode = vaultErrorCode(problem);
    if (vaultCode === 'locked' || vaultCode === 'expired') return this.held.set(true);
    this.problem.set(
      vaultCode === undefined
        ? toApiError(problem)
        : new ApiError({ status: 0, code: 'key_malformed', detail: (problem as Error).message }, { cause: problem }),
    );
    // It may be at work again already, from another tab.
    if (this.problem()?.code === 'conflict') this.watch.open(id);
  }
}
