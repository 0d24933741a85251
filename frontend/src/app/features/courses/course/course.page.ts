import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, input, signal, untracked, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { MatProgressBarModule } from '@angular/material/progress-bar';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiArrowLeft } from '@mdi/js';
import { switchMap } from 'rxjs';
import { ConfirmService, IconComponent, MomentPipe } from '#angular-byok/elements';
import { CODE_STATUS, hasJobEnded } from '#contracts';
import { ApiError, toApiError } from '../../../core/http/api-error.js';
import { PercentPipe } from '../../../core/i18n/percent.pipe.js';
import { onReturn } from '../../../core/offline/on-return.js';
import { TranslatedTitleStrategy } from '../../../core/shell/title.strategy.js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { CourseMemory } from '../course-memory.service.js';
import { JobRetry } from '../jobs/job-retry.service.js';
import type { JobView } from '../jobs/job.js';
import { JobsApi } from '../jobs/jobs.api.js';
import { NewCourseService } from '../new/new-course.service.js';
import { failureWords } from '../problem-words.js';
import { TimeLeftComponent } from '../time-left.component.js';
import { arrivals } from './arrivals.js';
import { CourseWatch } from './course-watch.service.js';
import { CourseEdits } from './edit/course-edits.service.js';
import { CourseTitleComponent } from './edit/course-title.component.js';
import { LessonDrafts } from './edit/lesson-drafts.service.js';
import { CourseResultsComponent } from './results/course-results.component.js';
import { CourseRetryComponent } from './retry/course-retry.component.js';
import { isResumable } from './retry/resumable.js';
import { StageListComponent } from './stage-list.component.js';
import { madeFromRecording } from './stages.js';
import { TranscribedComponent } from './transcribed.component.js';

/** One course: its stages while it is made, who paid for each, and what came of it. */
@Component({
  selector: 'byok-course-page',
  imports: [
    CourseResultsComponent,
    CourseRetryComponent,
    CourseTitleComponent,
    ErrorNoticeComponent,
    IconComponent,
    MatButtonModule,
    MatProgressBarModule,
    MomentPipe,
    PercentPipe,
    RouterLink,
    StageListComponent,
    TimeLeftComponent,
    TranscribedComponent,
    TranslocoDirective,
  ],
  providers: [CourseEdits, CourseWatch, JobRetry, LessonDrafts],
  templateUrl: './course.page.html',
  styleUrl: './course.page.scss',
  host: { class: 'byok-page' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CoursePage {
  /** The job's id, from the address. */
  readonly id = input.required<string>();
  protected readonly watch = inject(CourseWatch);
  protected readonly retry = inject(JobRetry);
  private readonly memory = inject(CourseMemory);
  protected readonly newCourse = inject(NewCourseService);
  private readonly api = inject(JobsApi);
  private readonly confirm = inject(ConfirmService);
  private readonly progressHeading = viewChild<ElementRef<HTMLElement>>('progressHeading');
  protected readonly icons = { back: mdiArrowLeft };
  protected readonly cancelling = signal(false);
  protected readonly cancelError = signal<ApiError | null>(null);
  /** A recording picked on this page, to listen to. */
  protected readonly chosen = signal<File | null>(null);

  private readonly note = computed(() => this.memory.notes()[this.id()]);
  protected readonly input = computed(() => this.memory.input(this.id()));
  protected readonly file = computed(() => this.chosen() ?? this.input()?.file ?? null);
  protected readonly name = computed(() => this.watch.view()?.title ?? this.watch.view()?.result?.outline?.title ?? this.note()?.name);
  private readonly found = computed(() => {
    const view = this.watch.view();
    return view === null ? undefined : madeFromRecording(view);
  });
  protected readonly recording = computed(() => this.found() ?? this.note()?.source !== 'text');
  protected readonly source = computed(() => this.note()?.source ?? (this.found() === undefined ? undefined : this.found() ? 'recording' : 'text'));
  protected readonly open = computed(() => !hasJobEnded(this.watch.view()?.status ?? 'queued'));
  protected readonly resumable = computed(() => {
    const view = this.watch.view();
    return view !== null && isResumable(view, this.recording());
  });
  protected readonly hasResults = computed(() => {
    const { transcript, outline } = this.watch.view()?.result ?? {};
    return transcript !== undefined || outline !== undefined;
  });
  protected readonly failure = computed(() => {
    const error = this.watch.view()?.error;
    return error ? new ApiError({ ...error, status: CODE_STATUS[error.code] ?? 0 }) : null;
  });
  protected readonly failureWords = computed(() => {
    const failure = this.failure();
    return failure ? failureWords(failure, this.recording()) : undefined;
  });
  protected readonly announcement = computed(() => {
    const view = this.watch.view();
    return view === null ? [] : arrivals(view);
  });

  constructor() {
    const title = inject(TranslatedTitleStrategy);
    effect(() => {
      const name = this.name() ?? '';
      untracked(() => title.showName(name));
    });
    onReturn(() => this.watch.error() && this.watch.open(this.id()));
    this.retry.restarted.pipe(takeUntilDestroyed()).subscribe((id) => this.watch.open(id));
    effect(() => {
      const id = this.id();
      untracked(() => {
        this.chosen.set(null);
        this.cancelError.set(null);
        this.retry.reset();
        this.watch.open(id);
      });
    });
    effect(() => {
      const view = this.watch.view();
      const title = view?.result?.outline && (view.title ?? view.result.outline.title);
      const source = this.recording() ? 'recording' : 'text';
      if (title) untracked(() => this.memory.keepNote(this.id(), { name: title, source }));
    });
  }

  protected cancel(): void {
    this.cancelError.set(null);
    this.confirm
      .ask(this.recording() ? 'courses.cancel' : 'courses.cancelText')
      .pipe(
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

  /** From a lesson that is missing: the course goes on, and what happens is told above. */
  protected again(view: JobView): void {
    this.retry.start(view);
    this.progressHeading()?.nativeElement.focus();
  }
}
