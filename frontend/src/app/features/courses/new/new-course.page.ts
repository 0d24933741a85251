import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatButtonToggleModule } from '@angular/material/button-toggle';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiAlertCircleOutline, mdiArrowLeft } from '@mdi/js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { IconComponent } from '../../../shared/icon.component.js';
import { ModelChoiceComponent } from '../../studio/composer/model-choice.component.js';
import { UnlockToPayComponent } from '../../../vault/unlock-to-pay.component.js';
import { problemWords } from '../problem-words.js';
import { CoursePayerComponent } from './course-payer.component.js';
import { forecastsOf } from './course-payers.js';
import { NewCourseService } from './new-course.service.js';
import { RecordingDropComponent } from './recording-drop.component.js';
import { UnfinishedUploadsComponent } from './unfinished-uploads.component.js';
import { UploadProgressComponent } from './upload-progress.component.js';

/** Where a recording or a text becomes a course: what from, in which language, by which model, and who pays. */
@Component({
  selector: 'byok-new-course-page',
  imports: [
    CoursePayerComponent,
    ErrorNoticeComponent,
    IconComponent,
    MatButtonModule,
    MatButtonToggleModule,
    MatFormFieldModule,
    MatInputModule,
    MatSelectModule,
    ModelChoiceComponent,
    RecordingDropComponent,
    RouterLink,
    TranslocoDirective,
    UnfinishedUploadsComponent,
    UnlockToPayComponent,
    UploadProgressComponent,
  ],
  templateUrl: './new-course.page.html',
  styleUrl: './new-course.page.scss',
  host: { class: 'byok-page' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NewCoursePage {
  protected readonly course = inject(NewCourseService);
  private readonly startButton = viewChild<unknown, ElementRef<HTMLElement>>('start', { read: ElementRef });
  private readonly progress = viewChild(UploadProgressComponent);
  protected readonly icons = { back: mdiArrowLeft, problem: mdiAlertCircleOutline };
  protected readonly busy = computed(() => this.course.step() !== 'form');
  protected readonly problem = computed(() => this.course.fileProblem() ?? (this.course.tooLong() ? 'textTooLong' : null));
  /** What waits on the server from earlier leaves no room for another upload. */
  protected readonly quotaReached = computed(() => this.course.error()?.code === 'conflict');
  protected readonly words = computed(() => {
    const error = this.course.error();
    if (this.quotaReached()) return 'courses.problem.tooManyUploads';
    return error ? problemWords(error, this.course.source() === 'recording') : undefined;
  });
  /** A key is sealed when the recording has arrived, for which the vault has to be open then. */
  protected readonly keyAtTheEnd = computed(() =>
    forecastsOf(this.course.payers()).some(({ payer }) => payer === 'own' || payer === 'ownAny' || payer === 'locked'),
  );

  constructor() {
    let before = this.course.step();
    effect(() => {
      const step = this.course.step();
      const was = before;
      before = step;
      // The focused button went away with what it stood in.
      if (was !== 'upload' && step === 'upload') setTimeout(() => this.progress()?.focus());
      if (was !== 'form' && step === 'form') setTimeout(() => this.startButton()?.nativeElement.focus());
    });
  }
}
