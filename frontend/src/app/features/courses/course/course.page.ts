import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatMenuModule } from '@angular/material/menu';
import { MatProgressBarModule } from '@angular/material/progress-bar';
import { MatTabsModule } from '@angular/material/tabs';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { mdiArrowLeft, mdiTrayArrowDown } from '@mdi/js';
import { filter, switchMap } from 'rxjs';
import { CODE_STATUS } from '#contracts';
import { ApiError, toApiError } from '../../../core/http/api-error.js';
import { ConfirmDialog, type Confirmation } from '../../../shared/confirm.dialog.js';
import { CopyButtonComponent } from '../../../shared/copy-button.component.js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { IconComponent } from '../../../shared/icon.component.js';
import { MomentPipe } from '../../settings/moment.pipe.js';
import { CourseMemory } from '../course-memory.service.js';
import { hasEnded } from '../jobs/job.js';
import { JobsApi } from '../jobs/jobs.api.js';
import { NewCourseService } from '../new/new-course.service.js';
import { problemWords } from '../problem-words.js';
import { TimeLeftComponent } from '../time-left.component.js';
import { courseFile, fileName, formatsOf, type CourseFormat } from './course-files.js';
import { CourseWatch } from './course-watch.service.js';
import { LessonsComponent } from './lessons.component.js';
import { saveFile } from './save-file.js';
import { StageListComponent } from './stage-list.component.js';
import { madeFromRecording } from './stages.js';
import { TranscriptComponent } from './transcript.component.js';

/** One course: its stages while it is made, who paid for each, and what came of it. */
@Component({
  selector: 'byok-course-page',
  imports: [
    CopyButtonComponent,
    ErrorNoticeComponent,
    IconComponent,
    LessonsComponent,
    MatButtonModule,
    MatMenuModule,
    MatProgressBarModule,
    MatTabsModule,
    MomentPipe,
    RouterLink,
    StageListComponent,
    TimeLeftComponent,
    TranscriptComponent,
    TranslocoDirective,
  ],
  providers: [CourseWatch],
  templateUrl: './course.page.html',
  styleUrl: './course.page.scss',
  host: { class: 'byok-page' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CoursePage {
  /** The job's id, from the address. */
  readonly id = input.required<string>();
  protected readonly watch = inject(CourseWatch);
  private readonly memory = inject(CourseMemory);
  private readonly newCourse = inject(NewCourseService);
  private readonly api = inject(JobsApi);
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  private readonly transloco = inject(TranslocoService);
  protected readonly icons = { back: mdiArrowLeft, download: mdiTrayArrowDown };
  protected readonly cancelling = signal(false);
  protected readonly cancelError = signal<ApiError | null>(null);
  /** A recording picked on this page, to listen to. */
  protected readonly chosen = signal<File | null>(null);

  private readonly note = computed(() => this.memory.notes()[this.id()]);
  protected readonly input = computed(() => this.memory.input(this.id()));
  protected readonly file = computed(() => this.chosen() ?? this.input()?.file ?? null);
  protected readonly name = computed(() => this.watch.view()?.result?.outline?.title ?? this.watch.view()?.title ?? this.note()?.name);
  private readonly found = computed(() => {
    const view = this.watch.view();
    return view === null ? undefined : madeFromRecording(view);
  });
  protected readonly recording = computed(() => this.found() ?? this.note()?.source !== 'text');
  protected readonly source = computed(() => this.note()?.source ?? (this.found() === undefined ? undefined : this.found() ? 'recording' : 'text'));
  protected readonly open = computed(() => !hasEnded(this.watch.view()?.status ?? 'queued'));
  protected readonly formats = computed(() => formatsOf(this.watch.view()?.result ?? {}));
  protected readonly failure = computed(() => {
    const error = this.watch.view()?.error;
    return error ? new ApiError({ ...error, status: CODE_STATUS[error.code] ?? 0 }) : null;
  });
  protected readonly failureWords = computed(() => {
    const failure = this.failure();
    return failure ? problemWords(failure, this.recording()) : undefined;
  });
  protected readonly announcement = computed(() => {
    const view = this.watch.view();
    if (view?.status !== 'active') return `courses.announce.${view?.status ?? 'queued'}`;
    return `courses.announce.${['transcription', 'outline', 'lesson'].includes(view.stage) ? view.stage : 'active'}`;
  });
  protected readonly outlineText = computed(() => {
    const outline = this.watch.view()?.result?.outline;
    const sections = (outline?.sections ?? []).map(({ title, summary }, index) => `${index + 1}. ${title}\n${summary}`);
    return [outline?.title ?? '', ...sections].join('\n\n');
  });

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => {
        this.chosen.set(null);
        this.cancelError.set(null);
        this.watch.open(id);
      });
    });
    effect(() => {
      const title = this.watch.view()?.result?.outline?.title;
      const source = this.recording() ? 'recording' : 'text';
      if (title) untracked(() => this.memory.keepNote(this.id(), { name: title, source }));
    });
  }

  protected cancel(): void {
    const words = (name: string): string => this.transloco.translate(`courses.cancel.${name}`);
    const question: Confirmation = { heading: words('heading'), text: words('text'), confirm: words('confirm') };
    this.cancelError.set(null);
    this.dialog
      .open(ConfirmDialog, { data: question })
      .afterClosed()
      .pipe(
        filter((confirmed) => confirmed === true),
        switchMap(() => {
          this.cancelling.set(true);
          return this.api.cancel(this.id());
        }),
      )
      .subscribe({
        next: () => {
          this.cancelling.set(false);
          this.watch.open(this.id());
        },
        error: (problem: unknown) => {
          this.cancelling.set(false);
          this.cancelError.set(toApiError(problem));
        },
      });
  }

  /** Back to the form with the same input, when it is still at hand. */
  protected tryAgain(): void {
    const input = this.input();
    if (input) this.newCourse.repeat(input);
    void this.router.navigate(['/courses/new']);
  }

  protected download(format: CourseFormat, outlineHeading: string): void {
    const result = this.watch.view()?.result;
    if (!result) return;
    saveFile(courseFile(format, result, { outline: outlineHeading }), fileName(this.name() ?? '', format));
  }
}
