import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { ErrorNoticeComponent } from '../../../../shared/error-notice/error-notice.component.js';
import { UnlockToPayComponent } from '../../../../vault/unlock-to-pay.component.js';
import { JobRetry } from '../../jobs/job-retry.service.js';
import type { JobView } from '../../jobs/job.js';

/** What can be done about a course that stopped: go on, after unlocking if need be, or start over. */
@Component({
  selector: 'byok-course-retry',
  imports: [ErrorNoticeComponent, MatButtonModule, TranslocoDirective, UnlockToPayComponent],
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
}
