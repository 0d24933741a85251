import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatButtonToggleModule } from '@angular/material/button-toggle';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiAlertCircleOutline, mdiArrowLeft } from '@mdi/js';
import { IconComponent, PluralPipe } from '#angular-byok/elements';
import type { Payer } from '#angular-byok/payer';
import { UnlockToPayComponent } from '#angular-byok/unlock';
import { LanguageService } from '../../../core/i18n/language.service.js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { ModelChoiceComponent } from '../../studio/composer/model-choice.component.js';
import { WhereItGoesComponent } from '../../data/where-it-goes.component.js';
import { problemWords } from '../problem-words.js';
import { CourseEstimateComponent } from './course-estimate.component.js';
import { CoursePayerComponent } from './course-payer.component.js';
import { forecastsOf } from './course-payers.js';
import { DEMO_COURSE } from './demo/demo-course.js';
import { TEXT_LIMIT, isLongText } from './input-check.js';
import { NewCourseService } from './new-course.service.js';
import { RecordingDropComponent } from './recording-drop.component.js';
import { UnfinishedUploadsComponent } from './unfinished-uploads.component.js';
import { UploadProgressComponent } from './upload-progress.component.js';

/** Own keys go along, whoever pays in the end. */
const GOES_ALONG: ReadonlySet<Payer> = new Set(['own', 'ownAny', 'locked', 'failedPlatform', 'failedNobody']);

/** Characters of a long text that are shown. */
const HEAD_LENGTH = 600;

/** Where a recording or a text becomes a course: what from, in which language, by which model, and who pays. */
@Component({
  selector: 'byok-new-course-page',
  imports: [
    CourseEstimateComponent,
    CoursePayerComponent,
    ErrorNoticeComponent,
    IconComponent,
    MatButtonModule,
    MatButtonToggleModule,
    MatFormFieldModule,
    MatInputModule,
    MatSelectModule,
    ModelChoiceComponent,
    PluralPipe,
    RecordingDropComponent,
    RouterLink,
    TranslocoDirective,
    UnfinishedUploadsComponent,
    UnlockToPayComponent,
    UploadProgressComponent,
    WhereItGoesComponent,
  ],
  templateUrl: './new-course.page.html',
  styleUrl: './new-course.page.scss',
  host: { class: 'byok-page' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NewCoursePage {
  protected readonly course = inject(NewCourseService);
  private readonly language = inject(LanguageService).language;
  private readonly startButton = viewChild<unknown, ElementRef<HTMLElement>>('start', { read: ElementRef });
  private readonly progress = viewChild(UploadProgressComponent);
  private readonly unlock = viewChild<unknown, ElementRef<HTMLElement>>(UnlockToPayComponent, { read: ElementRef });
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
  /** A key is sealed for the course, when the recording has arrived, for which the vault has to be open then. */
  protected readonly ownKey = computed(() =>
    forecastsOf(this.course.payers()).some(({ payer }) => GOES_ALONG.has(payer)),
  );

  protected readonly sizes = computed(() => ({ length: this.course.refusedLength().toLocaleString(this.language()), limit: TEXT_LIMIT.toLocaleString(this.language()) }));
  /** A text that browsers can't edit any more is shown like a file, by its beginning. */
  protected readonly longText = computed(() => {
    const text = this.course.transcript();
    return isLongText(text) ? { length: text.length, head: text.slice(0, HEAD_LENGTH) } : undefined;
  });

  constructor() {
    const router = inject(Router);
    // The outlet inside the layout may come when the navigation has just ended.
    const navigation = router.currentNavigation() ?? router.lastSuccessfulNavigation();
    if (navigation?.extras.info === DEMO_COURSE) void this.makeDemo();
    let before = this.course.step();
    effect(() => {
      const step = this.course.step();
      const was = before;
      before = step;
      // The focused button went away with what it stood in.
      if (was !== 'upload' && step === 'upload') setTimeout(() => this.progress()?.focus());
      if (was !== 'vault' && step === 'vault') setTimeout(() => this.unlock()?.nativeElement.scrollIntoView({ block: 'nearest' }));
      if (was !== 'form' && step === 'form') setTimeout(() => this.startButton()?.nativeElement.focus());
    });
  }

  /** The length of a long paste is known before it is drawn, which takes seconds. */
  protected paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!isLongText(text)) return;
    event.preventDefault();
    this.course.addText(text);
  }

  private async makeDemo(): Promise<void> {
    const { DEMO_LECTURE } = await import('./demo/demo-lecture.js');
    this.course.startDemo(DEMO_LECTURE[this.language()]);
  }
}
