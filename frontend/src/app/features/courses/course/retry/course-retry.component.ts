import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { UnlockToPayComponent } from '#angular-byok/unlock';
import { ErrorNoticeComponent } from '../../../../shared/error-notice/error-notice.component.js';
import { LimitPanelComponent } from '../../../spending/limit/limit-panel.component.js';
import { ModelChoiceComponent } from '../../../studio/composer/model-choice.component.js';
import { JobRetry } from '../../jobs/job-retry.service.js';
import type { JobView } from '../../jobs/job.js';

/** What can be done about a course that stopped: go on, after unlocking if need be, or start over. */
@Component({
  selector: 'byok-course-retry',
  imports: [ErrorNoticeComponent, LimitPanelComponent, MatButtonModule, ModelChoiceComponent, TranslocoDirective, UnlockToPayComponent],
  templateUrl: './course-retry.component.html',
  styleUrl: './course-retry.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CourseRetryComponent {
  protected readonly retry = inject(JobRetry);
  readonly view = input.required<JobView>();
  readonly resumable = input.required<boolean>();
  /** The course comes from a recording. */
  readonly recording = input.required<boolean>();
  /** What it was made from is still at hand on this page. */
  readonly inputKept = input.required<boolean>();
  readonly anew = output();
  /** The user's own limit stopped it: raising it is then the first thing to do. */
  protected readonly isLimited = computed(() => this.view().error?.code === 'own_limit_reached');
  /** The model that does what is left; empty: the one of before. Chosen anew for another course. */
  protected readonly model = linkedSignal({ source: () => this.view().id, computation: () => '' });

  protected proceed(): void {
    this.retry.start(this.view(), this.model() || undefined);
  }
}
