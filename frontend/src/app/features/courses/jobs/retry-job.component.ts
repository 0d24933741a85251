import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { outputFromObservable } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { UnlockToPayComponent } from '#angular-byok/unlock';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { NewCourseService } from '../new/new-course.service.js';
import { JobRetry } from './job-retry.service.js';
import type { JobView } from './job.js';

/** The button in a list that puts a stopped course back to work, or leads to beginning it anew. */
@Component({
  selector: 'byok-retry-job',
  imports: [ErrorNoticeComponent, MatButtonModule, TranslocoDirective, UnlockToPayComponent],
  providers: [JobRetry],
  template: `
    <ng-container *transloco="let t">
      @switch (retry.step()) {
        @case ('vault') {
          <byok-unlock-to-pay text="courses.again.unlock" (withoutKey)="retry.startWithoutKey()" (back)="retry.takeBack()" />
        }
        @case ('gone') {
          <p role="alert">{{ t('courses.again.lost') }}</p>
          <button mat-stroked-button type="button" (click)="newCourse.beginAnew(job().id)">{{ t('courses.again.anew') }}</button>
        }
        @default {
          @if (retry.error(); as problem) {
            <byok-error-notice [error]="problem" />
          }
          <button mat-stroked-button type="button" [disabled]="retry.step() === 'sending'" disabledInteractive (click)="retry.start(job())">
            {{ t(retry.step() === 'sending' ? 'courses.again.sending' : 'courses.again.action') }}
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
  protected readonly retry = inject(JobRetry);
  protected readonly newCourse = inject(NewCourseService);
  readonly job = input.required<JobView>();
  /** What the course is called, where several such buttons stand together. */
  readonly name = input('');
  /** The job with this id is at work again. */
  readonly restarted = outputFromObservable(this.retry.restarted);
}
