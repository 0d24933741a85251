import { DestroyRef, Injectable, computed, inject, signal } from '@angular/core';
import { Subject, asyncScheduler, catchError, EMPTY, switchMap, throttleTime, type Subscription } from 'rxjs';
import { hasJobEnded, type JobStatus } from '#contracts';
import { toApiError, type ApiError } from '../../../core/http/api-error.js';
import type { JobEvent } from '../jobs/job-event-reader.js';
import { JobEventsService } from '../jobs/job-events.service.js';
import type { JobView } from '../jobs/job.js';
import { JobsApi } from '../jobs/jobs.api.js';
import { movingProgress } from './moving-progress.js';
import { secondsLeft, type Sample } from '../time-left.js';

/** Receipts and parts of the course come with the whole view, asked for at most this often, in milliseconds. */
const ASK_EVERY = 2_000;

/** One course as it is made: its view, kept up to date by the event stream. Provided by the page. */
@Injectable()
export class CourseWatch {
  private readonly api = inject(JobsApi);
  private readonly events = inject(JobEventsService);
  private readonly current = signal<JobView | null>(null);
  private readonly problem = signal<ApiError | null>(null);
  private readonly lost = signal(false);
  private readonly samples = signal<readonly Sample[]>([]);
  private readonly now = signal(0);
  private readonly changed = new Subject<string>();
  private loading: Subscription | undefined;
  private following: Subscription | undefined;

  /** Null until it is loaded. */
  readonly view = this.current.asReadonly();
  /** Why it could not be loaded. */
  readonly error = this.problem.asReadonly();
  /** The stream is broken and being mended; what is shown may be old. */
  readonly connectionLost = this.lost.asReadonly();
  /** What the bar shows, 0..100: it moves between two reports. */
  readonly shownProgress = computed(() => {
    const view = this.view();
    const last = this.samples().at(-1)?.at;
    if (view === null || view.status !== 'active' || last === undefined) return view?.progress ?? 0;
    return movingProgress(view.progress, view.stage, this.now() - last);
  });
  readonly secondsLeft = computed(() => (this.view()?.status === 'active' ? secondsLeft(this.samples(), this.now()) : undefined));

  constructor() {
    const asking = this.changed
      .pipe(
        throttleTime(ASK_EVERY, asyncScheduler, { leading: true, trailing: true }),
        switchMap((id) => this.api.find(id).pipe(catchError(() => EMPTY))),
      )
      .subscribe((view) => this.refresh(view));
    const clock = setInterval(() => this.now.set(Date.now()), 1_000);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(clock);
      asking.unsubscribe();
      this.leave();
    });
  }

  /** Shows another course, or loads this one again. */
  open(id: string): void {
    this.leave();
    this.problem.set(null);
    this.lost.set(false);
    this.samples.set([]);
    if (this.current()?.id !== id) this.current.set(null);
    this.loading = this.api.find(id).subscribe({
      next: (view) => {
        this.current.set(view);
        this.sample(view.progress);
        if (!hasJobEnded(view.status)) this.follow(id);
      },
      error: (problem: unknown) => this.problem.set(toApiError(problem)),
    });
  }

  /** Shows a change that was saved from this page. */
  amend(change: (view: JobView) => JobView): void {
    this.current.update((view) => (view === null ? view : change(view)));
  }

  private leave(): void {
    this.loading?.unsubscribe();
    this.following?.unsubscribe();
  }

  private follow(id: string): void {
    this.following = this.events.follow(id).subscribe({
      next: (signal) => {
        if (signal.type === 'connection') this.lost.set(signal.lost);
        else this.take(signal.event);
      },
      complete: () => {
        this.lost.set(false);
        // The end brings the whole view, unless it was told before we listened.
        if (!hasJobEnded(this.current()?.status ?? 'queued')) this.changed.next(id);
      },
      error: (problem: unknown) => this.problem.set(toApiError(problem)),
    });
  }

  private take({ type, data }: JobEvent): void {
    const view = this.current();
    if (view === null || typeof data !== 'object' || data === null) return;
    const told = data as Partial<JobView>;
    if (hasJobEnded(type as JobStatus)) {
      this.current.set({ ...view, ...told, ...keptTranscript(view, { ...view, ...told }) });
      return;
    }
    const progress = Math.max(view.progress, told.progress ?? 0);
    this.current.set({ ...view, status: told.status ?? view.status, stage: told.stage ?? view.stage, progress });
    this.sample(progress);
    this.changed.next(view.id);
  }

  /** An answer that was overtaken by events changes only what those don't tell. */
  private refresh(view: JobView): void {
    const known = this.current();
    if (known === null || known.id !== view.id || hasJobEnded(known.status)) return;
    const overtaken = view.progress < known.progress && !hasJobEnded(view.status);
    this.current.set({ ...view, ...(overtaken ? { progress: known.progress, stage: known.stage, status: known.status } : {}), ...keptTranscript(known, view) });
  }

  private sample(progress: number): void {
    if (this.samples().at(-1)?.share === progress / 100) return;
    const at = Date.now();
    this.now.set(at);
    this.samples.update((samples) => [...samples, { at, share: progress / 100 }]);
  }
}

/** A transcript that hasn't changed stays the same object, so that its thousands of rows are not drawn again. */
function keptTranscript(known: JobView, view: JobView): Partial<JobView> {
  const [before, now] = [known.result?.transcript, view.result?.transcript];
  const same = before !== undefined && before.text === now?.text && before.segments.length === now.segments.length;
  return same ? { result: { ...view.result, transcript: before } } : {};
}
