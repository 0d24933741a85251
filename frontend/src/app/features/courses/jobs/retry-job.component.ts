import { ChangeDetectionStrategy, Component, DestroyRef, computed, effect, inject, input, output, signal, untracked } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Subscription } from 'rxjs';
import { DEFAULT_PREFERENCES } from '#contracts';
import { toApiError, type ApiError } from '../../../core/http/api-error.js';
import { SessionService } from '../../../core/session/session.service.js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { vaultErrorCode } from '../../../vault/vault-problem.js';
import { VaultFacade } from '../../../vault/vault.types.js';
import { keyProvidersFor } from '../../studio/composer/payer-forecast.js';
import { CourseMemory } from '../course-memory.service.js';
import { NewCourseService } from '../new/new-course.service.js';
import { JobSubmissionService } from './job-submission.service.js';
import { JobsApi } from './jobs.api.js';
import { UnlockToPayComponent } from './unlock-to-pay.component.js';

/**
 * Puts a failed or stopped course back to work behind what is done already, with the person's keys, for which the
 * vault may have to be opened first. When the server no longer has what it was made from, the way to begin anew.
 */
@Component({
  selector: 'byok-retry-job',
  imports: [ErrorNoticeComponent, MatButtonModule, TranslocoDirective, UnlockToPayComponent],
  template: `
    <ng-container *transloco="let t">
      @switch (step()) {
        @case ('vault') {
          <byok-unlock-to-pay text="courses.again.unlock" (withoutKey)="send(false)" (back)="step.set('idle')" />
        }
        @case ('gone') {
          <p role="alert">{{ t('courses.again.lost') }}</p>
          <button mat-stroked-button type="button" (click)="beginAnew()">{{ t('courses.again.anew') }}</button>
        }
        @default {
          @if (error(); as problem) {
            <byok-error-notice [error]="problem" />
          }
          <button mat-stroked-button type="button" [disabled]="step() === 'sending'" disabledInteractive (click)="begin()">
            {{ t(step() === 'sending' ? 'courses.again.sending' : 'courses.again.action') }}
            @if (name()) {
              <span class="byok-visually-hidden">: {{ name() }}</span>
            }
          </button>
        }
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: grid;
      gap: 12px;
      justify-items: start;
    }
    byok-unlock-to-pay,
    byok-error-notice {
      justify-self: stretch;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RetryJobComponent {
  private readonly submission = inject(JobSubmissionService);
  private readonly api = inject(JobsApi);
  private readonly memory = inject(CourseMemory);
  private readonly newCourse = inject(NewCourseService);
  private readonly session = inject(SessionService);
  private readonly vault = inject(VaultFacade);
  private readonly router = inject(Router);
  /** The job's id. */
  readonly job = input.required<string>();
  /** What the course is called, where several such buttons stand together. */
  readonly name = input('');
  /** The job is at work again. */
  readonly restarted = output<void>();
  protected readonly step = signal<'idle' | 'vault' | 'sending' | 'gone'>('idle');
  protected readonly error = signal<ApiError | null>(null);
  /** Which model it was is the server's business: every key that may help goes along. */
  private readonly providers = computed(() => keyProvidersFor('auto', this.session.account()?.preferences ?? DEFAULT_PREFERENCES));
  private call: Subscription | undefined;

  constructor() {
    effect(() => {
      if (this.vault.status() === 'unlocked' && this.step() === 'vault') untracked(() => this.send(true));
    });
    inject(DestroyRef).onDestroy(() => this.call?.unsubscribe());
  }

  protected begin(): void {
    if (this.step() === 'sending') return;
    this.send(true);
  }

  protected send(withKeys: boolean): void {
    this.error.set(null);
    this.step.set('sending');
    this.call = this.submission.again(this.job(), withKeys ? this.providers() : []).subscribe({
      next: () => {
        this.step.set('idle');
        this.restarted.emit();
      },
      error: (problem: unknown) => this.fail(problem),
    });
  }

  /** Back to the form, with the same input when it is still at hand. */
  protected beginAnew(): void {
    const input = this.memory.input(this.job());
    if (input) this.newCourse.repeat(input);
    void this.router.navigate(['/courses/new']);
  }

  private fail(problem: unknown): void {
    const vaultCode = vaultErrorCode(problem);
    if (vaultCode === 'locked' || vaultCode === 'expired') return this.step.set('vault');
    const error = toApiError(problem);
    if (error.code === 'conflict') return this.explain();
    this.step.set('idle');
    this.error.set(error);
  }

  /** A job that can't be put back to work: it is at work already, from another tab, or lacks its recording. */
  private explain(): void {
    this.call = this.api.find(this.job()).subscribe({
      next: ({ status }) => {
        const waits = status === 'failed' || status === 'cancelled';
        this.step.set(waits ? 'gone' : 'idle');
        if (!waits) this.restarted.emit();
      },
      error: (problem: unknown) => {
        this.step.set('idle');
        this.error.set(toApiError(problem));
      },
    });
  }
}
