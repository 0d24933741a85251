import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatProgressBarModule } from '@angular/material/progress-bar';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiFileTreeOutline, mdiMicrophoneOutline, mdiPlus, mdiSchoolOutline, mdiTextBoxOutline, mdiTrayArrowUp } from '@mdi/js';
import type { Subscription } from 'rxjs';
import { toApiError, type ApiError } from '../../../core/http/api-error.js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { IconComponent } from '../../../shared/icon.component.js';
import { MomentPipe } from '../../settings/moment.pipe.js';
import { CourseMemory } from '../course-memory.service.js';
import { hasEnded, type JobView } from '../jobs/job.js';
import { JOBS_PAGE, JobsApi } from '../jobs/jobs.api.js';
import { payersOf } from '../jobs/stage-receipts.js';
import { NewCourseService } from '../new/new-course.service.js';

/** While a course is being made, the list asks this often, in milliseconds. */
const ASK_EVERY = 5_000;

/** Every course of the account, newest first, with its state and who paid. */
@Component({
  selector: 'byok-courses-page',
  imports: [
    ErrorNoticeComponent,
    IconComponent,
    MatButtonModule,
    MatProgressBarModule,
    MomentPipe,
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
  protected readonly uploading = inject(NewCourseService).uploading;
  private readonly jobs = signal<readonly JobView[]>([]);
  protected readonly loading = signal(true);
  protected readonly error = signal<ApiError | null>(null);
  /** There may be older ones. */
  protected readonly more = signal(false);
  private call: Subscription | undefined;
  protected readonly icons = {
    create: mdiPlus,
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
      .filter(({ type }) => type === 'course')
      .map((view) => {
        const note = this.memory.notes()[view.id];
        const heard = view.receipts.some(({ stage }) => stage === 'transcription') || view.stage === 'transcription';
        const source = note?.source ?? (heard ? 'recording' : undefined);
        return { view, name: view.title ?? note?.name, source, paid: paidBy(view) };
      }),
  );

  constructor() {
    this.load();
    const timer = setInterval(() => {
      if (!document.hidden && this.jobs().some(({ status }) => !hasEnded(status))) this.refresh();
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

  private ask(before: string | undefined, show: (page: JobView[]) => void): void {
    this.loading.set(true);
    this.error.set(null);
    this.call?.unsubscribe();
    this.call = this.api.page(before).subscribe({
      next: (page) => {
        show(page);
        this.more.set(page.length === JOBS_PAGE);
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

function paidBy(view: JobView): { words: string; own: string[] } | undefined {
  const { own, platform } = payersOf(view.receipts);
  if (own.length > 0) return { words: platform ? 'both' : 'own', own };
  return platform ? { words: 'platform', own } : undefined;
}
