import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { MatProgressBarModule } from '@angular/material/progress-bar';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiDotsVertical, mdiFileTreeOutline, mdiMicrophoneOutline, mdiPlus, mdiSchoolOutline, mdiTextBoxOutline, mdiTrayArrowUp } from '@mdi/js';
import { switchMap, type Observable, type Subscription } from 'rxjs';
import { ConfirmService, IconComponent, MomentPipe } from '#angular-byok/elements';
import { JOBS_PAGE, JOB_STAGES, hasJobEnded, type JobStage } from '#contracts';
import { toApiError, type ApiError } from '../../../core/http/api-error.js';
import { PercentPipe } from '../../../core/i18n/percent.pipe.js';
import { onReturn } from '../../../core/offline/on-return.js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { madeFromRecording } from '../course/stages.js';
import { CourseMemory } from '../course-memory.service.js';
import type { JobView } from '../jobs/job.js';
import { JobsApi } from '../jobs/jobs.api.js';
import { RetryJobComponent } from '../jobs/retry-job.component.js';
import { payersOf } from '../jobs/stage-receipts.js';
import { failureWords } from '../problem-words.js';
import { NewCourseService } from '../new/new-course.service.js';
import { RecordingUpload } from '../upload/recording-upload.service.js';
import { UnfinishedUploads } from '../upload/unfinished-uploads.service.js';

/** While a course is being made, the list asks this often, in milliseconds. */
const ASK_EVERY = 3_000;

/** Every course of the account, newest first, with its state and who paid. */
@Component({
  selector: 'byok-courses-page',
  imports: [
    ErrorNoticeComponent,
    IconComponent,
    MatButtonModule,
    MatMenuModule,
    MatProgressBarModule,
    MomentPipe,
    PercentPipe,
    RetryJobComponent,
    RouterLink,
    TranslocoDirective,
  ],
  templateUrl: './courses.page.html',
  styleUrl: './courses.page.scss',
  host: { class: 'byok-page' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CoursesPage {
  private readonly api = inject(JobsApi);
  private readonly memory = inject(CourseMemory);
  private readonly newCourse = inject(NewCourseService);
  private readonly upload = inject(RecordingUpload);
  private readonly uploads = inject(UnfinishedUploads);
  private readonly confirm = inject(ConfirmService);
  private readonly jobs = signal<readonly JobView[]>([]);
  protected readonly loading = signal(true);
  protected readonly error = signal<ApiError | null>(null);
  /** There may be older ones. */
  protected readonly more = signal(false);
  /** Of calls that concern one course, by its id. */
  protected readonly failures = signal<Readonly<Record<string, ApiError>>>({});
  private call: Subscription | undefined;
  /** What the course that is being prepared waits for, as words under `courses.list`; empty when none is. */
  protected readonly waiting = computed(() => {
    if (this.newCourse.waitsForVault()) return 'waitsForVault';
    return this.newCourse.uploading() ? (this.upload.phase() ?? 'sending') : '';
  });
  /** An upload that neither this page nor another tab goes on with. */
  protected readonly unfinished = computed(() => (this.waiting() === '' ? this.uploads.all()[0] : undefined));
  protected readonly share = computed(() => {
    const { loaded, total } = this.upload.progress();
    return this.upload.phase() !== null && total > 0 ? Math.floor((100 * loaded) / total) : undefined;
  });
  protected readonly icons = {
    create: mdiPlus,
    more: mdiDotsVertical,
    recording: mdiMicrophoneOutline,
    text: mdiTextBoxOutline,
    upload: mdiTrayArrowUp,
  };
  protected readonly steps = [
    { key: 'recording', icon: mdiMicrophoneOutline },
    { key: 'outline', icon: mdiFileTreeOutline },
    { key: 'lessons', icon: mdiSchoolOutline },
  ];
  protected readonly courses = computed(() =>
    this.jobs()
      .filter(isCourse)
      .map((view) => {
        const note = this.memory.notes()[view.id];
        const heard = madeFromRecording(view);
        const source = heard === undefined ? note?.source : heard ? 'recording' : 'text';
        const open = !hasJobEnded(view.status);
        return { view, open, name: view.title ?? note?.name, source, paid: paidBy(view), stage: view.status === 'active' ? stageOf(view) : undefined, failure: failureOf(view, source !== 'text') };
      }),
  );

  constructor() {
    this.load();
    onReturn(() => this.error() && this.load());
    const timer = setInterval(() => {
      if (!document.hidden && this.jobs().some(({ status }) => !hasJobEnded(status))) this.refresh();
    }, ASK_EVERY);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(timer);
      this.call?.unsubscribe();
    });
  }

  protected load(): void {
    this.ask(undefined, (page) => this.jobs.set(page));
  }

  protected loadMore(): void {
    this.ask(this.jobs().at(-1)?.id, (page) => this.jobs.update((jobs) => [...jobs, ...page]));
  }

  protected names(translate: (key: string) => string, providers: readonly string[]): string {
    return providers.map((provider) => translate(`common.providers.${provider}`)).join(', ');
  }

  protected cancel(id: string): void {
    const words = this.courses().find(({ view }) => view.id === id)?.source === 'text' ? 'cancelText' : 'cancel';
    this.change(id, words, () => this.api.cancel(id), () => this.refresh());
  }

  protected remove(id: string): void {
    this.change(id, 'remove', () => this.api.forget(id), () => {
      this.memory.forget(id);
      this.jobs.update((jobs) => jobs.filter((job) => job.id !== id));
    });
  }

  protected restarted(id: string): void {
    const again = ({ error: _error, ...view }: JobView): JobView => ({ ...view, status: 'queued' });
    this.jobs.update((jobs) => jobs.map((job) => (job.id === id ? again(job) : job)));
  }

  /** After a question of the dictionary `courses.<words>`. */
  private change(id: string, words: 'cancel' | 'cancelText' | 'remove', call: () => Observable<unknown>, done: () => void): void {
    this.failures.update(({ [id]: _before, ...others }) => others);
    this.confirm
      .ask(`courses.${words}`)
      .pipe(switchMap(call))
      .subscribe({
        next: done,
        error: (problem: unknown) => this.failures.update((failures) => ({ ...failures, [id]: toApiError(problem) })),
      });
  }

  private ask(before: string | undefined, show: (page: JobView[]) => void): void {
    this.loading.set(true);
    this.error.set(null);
    this.call?.unsubscribe();
    this.call = this.api.page(before).subscribe({
      next: (page) => {
        show(page);
        const more = page.length === JOBS_PAGE;
        // Jobs of programs are no courses: a page may have none to show.
        if (more && !page.some(isCourse)) return this.loadMore();
        this.more.set(more);
        this.loading.set(false);
      },
      error: (problem: unknown) => {
        this.loading.set(false);
        this.error.set(toApiError(problem));
      },
    });
  }

  /** The newest page again, in place; what fails here is asked for again anyway. */
  private refresh(): void {
    if (this.loading()) return;
    this.call = this.api.page().subscribe({
      next: (page) => {
        const fresh = new Map(page.map((view) => [view.id, view]));
        const known = new Set(this.jobs().map(({ id }) => id));
        this.jobs.update((jobs) => [...page.filter(({ id }) => !known.has(id)), ...jobs.map((view) => fresh.get(view.id) ?? view)]);
      },
      error: () => undefined,
    });
  }
}

function isCourse({ type }: JobView): boolean {
  return type === 'course';
}

function stageOf({ stage }: JobView): JobStage | undefined {
  return JOB_STAGES.find((known) => known === stage);
}

/** Dictionary path of the reason. */
function failureOf({ status, error }: JobView, recording: boolean): string | undefined {
  if (status !== 'failed' || !error) return undefined;
  return `${failureWords(error, recording) ?? `errors.codes.${error.code}`}.title`;
}

function paidBy(view: JobView): { words: string; own: string[] } | undefined {
  const { own, platform } = payersOf(view.receipts);
  if (own.length > 0) return { words: platform ? 'both' : 'own', own };
  return platform ? { words: 'platform', own } : undefined;
}
