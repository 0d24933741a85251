import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatButtonToggleModule } from '@angular/material/button-toggle';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { MatProgressBarModule } from '@angular/material/progress-bar';
import { MatSelectModule } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiAlertCircleOutline, mdiArrowLeft } from '@mdi/js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { IconComponent } from '../../../shared/icon.component.js';
import { ModelChoiceComponent } from '../../studio/composer/model-choice.component.js';
import { FileSizePipe } from '../file-size.pipe.js';
import { problemWords } from '../problem-words.js';
import { TimeLeftComponent } from '../time-left.component.js';
import { CoursePayerComponent } from './course-payer.component.js';
import { NewCourseService } from './new-course.service.js';
import { RecordingDropComponent } from './recording-drop.component.js';
import { UnlockForCourseComponent } from './unlock-for-course.component.js';

/** Where a recording or a text becomes a course: what from, in which language, by which model, and who pays. */
@Component({
  selector: 'byok-new-course-page',
  imports: [
    CoursePayerComponent,
    ErrorNoticeComponent,
    FileSizePipe,
    IconComponent,
    MatButtonModule,
    MatButtonToggleModule,
    MatFormFieldModule,
    MatInputModule,
    MatProgressBarModule,
    MatSelectModule,
    ModelChoiceComponent,
    RecordingDropComponent,
    RouterLink,
    TimeLeftComponent,
    TranslocoDirective,
    UnlockForCourseComponent,
  ],
  templateUrl: './new-course.page.html',
  styleUrl: './new-course.page.scss',
  host: { class: 'byok-page' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NewCoursePage {
  protected readonly course = inject(NewCourseService);
  private readonly cancelButton = viewChild<unknown, ElementRef<HTMLElement>>('cancel', { read: ElementRef });
  private readonly startButton = viewChild<unknown, ElementRef<HTMLElement>>('start', { read: ElementRef });
  protected readonly icons = { back: mdiArrowLeft, problem: mdiAlertCircleOutline };
  protected readonly busy = computed(() => this.course.uploading() || this.course.waitsForVault());
  protected readonly problem = computed(() => this.course.fileProblem() ?? (this.course.tooLong() ? 'textTooLong' : null));
  protected readonly words = computed(() => {
    const error = this.course.error();
    return error ? problemWords(error, this.course.source() === 'recording') : undefined;
  });
  protected readonly share = computed(() => {
    const progress = this.course.progress();
    return progress && progress.total > 0 ? (100 * progress.loaded) / progress.total : 0;
  });
  protected readonly uploadWords = computed(() => {
    if (this.course.file() === null || this.course.source() === 'text') return 'courses.upload.sendingText';
    return this.course.uploaded() ? 'courses.upload.checking' : 'courses.upload.sending';
  });

  constructor() {
    let before = this.course.uploading();
    effect(() => {
      const uploading = this.course.uploading();
      const failed = this.course.error() !== null;
      if (uploading && !before) setTimeout(() => this.cancelButton()?.nativeElement.focus());
      if (!uploading && before && failed) setTimeout(() => this.startButton()?.nativeElement.focus());
      before = uploading;
    });
  }

  protected cancelUpload(): void {
    this.course.cancelUpload();
    setTimeout(() => this.startButton()?.nativeElement.focus());
  }
}
