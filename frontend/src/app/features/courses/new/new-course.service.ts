import { DestroyRef, Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import type { Subscription } from 'rxjs';
import { VaultFacade } from '#angular-byok';
import { DEFAULT_PREFERENCES } from '#contracts';
import { CatalogApi } from '../../../core/api/catalog.api.js';
import type { ApiError } from '../../../core/http/api-error.js';
import { callProblem } from '../../../core/http/call-problem.js';
import { SessionService } from '../../../core/session/session.service.js';
import { CourseMemory } from '../course-memory.service.js';
import { JobSubmissionService, type CourseInput } from '../jobs/job-submission.service.js';
import { RecordingUpload } from '../upload/recording-upload.service.js';
import { UnfinishedUploads } from '../upload/unfinished-uploads.service.js';
import { CourseDraft } from './course-draft.js';
import { forecastCourse, forecastsOf, keyProvidersForCourse } from './course-payers.js';
import { isIncomplete, refusesRecording, uploadIsGone } from './refused-recording.js';

/** `vault`: a key would pay, and the vault has to be opened first, before the upload or after it. */
export type CourseStep = 'form' | 'vault' | 'upload' | 'submit';

/**
 * The course that is being prepared: what was chosen and typed, its upload, and its submission. Lives across the
 * pages of the courses, so that nothing is lost and an upload goes on.
 */
@Injectable()
export class NewCourseService {
  private readonly submission = inject(JobSubmissionService);
  private readonly upload = inject(RecordingUpload);
  private readonly unfinished = inject(UnfinishedUploads);
  private readonly vault = inject(VaultFacade);
  private readonly session = inject(SessionService);
  private readonly memory = inject(CourseMemory);
  private readonly router = inject(Router);
  private readonly catalogApi = inject(CatalogApi);
  private readonly catalog = rxResource({ stream: () => this.catalogApi.catalog() });
  private readonly current = signal<CourseStep>('form');
  /** A recording that the server has, while there is no course from it. */
  private readonly received = signal<{ file: File; id: string } | null>(null);
  private call: Subscription | undefined;
  private withKeys = true;
  /** An upload that the server could not use was sent again already. */
  private sentAgain = false;

  private readonly draft = new CourseDraft(() => this.step() === 'form');
  readonly source = this.draft.source;
  readonly file = this.draft.file;
  readonly fileProblem = this.draft.fileProblem;
  readonly transcript = this.draft.transcript;
  readonly refusedLength = this.draft.refusedLength;
  readonly language = this.draft.language;
  readonly model = this.draft.model;
  readonly tooLong = this.draft.tooLong;
  readonly error = signal<ApiError | null>(null);
  readonly step = this.current.asReadonly();
  readonly uploading = computed(() => this.step() === 'upload' || this.step() === 'submit');
  readonly waitsForVault = computed(() => this.step() === 'vault');
  /** The chosen recording is on the server already; only the course has to be begun. */
  readonly arrived = computed(() => this.source() === 'recording' && this.file() !== null && this.received()?.file === this.file());
  /** An earlier upload of the chosen recording did not come to its end, and can go on. */
  readonly begun = computed(() => {
    const file = this.file();
    return file === null ? undefined : this.unfinished.findFor(file);
  });
  readonly preferences = computed(() => this.session.account()?.preferences ?? DEFAULT_PREFERENCES);
  private readonly question = computed(() => ({
    recording: this.source() === 'recording',
    model: this.model(),
    catalog: this.catalog.hasValue() ? this.catalog.value() : undefined,
    preferences: this.preferences(),
    keys: this.vault.entries(),
    policies: this.vault.policies(),
    vault: this.vault.status(),
  }));
  readonly payers = computed(() => forecastCourse(this.question()));
  /** An own key would pay, if the vault were open. */
  readonly locked = computed(() => forecastsOf(this.payers()).some(({ payer }) => payer === 'locked'));
  /** The person wants to see a key's failure before the platform pays; possible where own keys pay for every stage. */
  private readonly stopsAtKeyFailure = computed(
    () => this.preferences().pauseAfterKeyFailure === true && forecastsOf(this.payers()).every(({ payer }) => payer === 'own' || payer === 'ownAny'),
  );
  readonly canStart = computed(
    () => this.draft.complete() && this.step() === 'form' && forecastsOf(this.payers()).every(({ payer }) => payer !== 'checking' && payer !== 'missing'),
  );

  constructor() {
    effect(() => {
      if (this.vault.status() === 'unlocked' && this.waitsForVault()) untracked(() => this.proceed());
    });
    const warn = (event: BeforeUnloadEvent): void => {
      if (this.uploading() && this.upload.phase() !== 'paused') event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    this.session.addSignOutHooks([() => this.stop()]);
    inject(DestroyRef).onDestroy(() => {
      window.removeEventListener('beforeunload', warn);
      this.stop();
    });
  }

  /** As `CourseDraft.choose`, as long as nothing is under way. */
  choose(file: File): void {
    if (this.step() !== 'form') return;
    this.error.set(null);
    this.draft.choose(file);
  }

  type(text: string): void {
    this.draft.type(text);
  }

  addText(text: string): void {
    this.draft.addText(text);
  }

  removeFile(): void {
    this.draft.removeFile();
    this.error.set(null);
  }

  /** Uploads and submits, or asks for the vault first when a key in it would pay. */
  start(): void {
    if (!this.canStart()) return;
    this.error.set(null);
    this.withKeys = true;
    this.sentAgain = false;
    this.proceed();
  }

  /** A course from the enclosed lecture, without any key. What was prepared otherwise stays untouched when something runs. */
  startDemo(lecture: string): void {
    if (this.step() !== 'form') return;
    this.repeat({ file: null, transcript: lecture, language: '', model: 'auto' });
    this.withKeys = false;
    this.sentAgain = false;
    this.proceed();
  }

  startWithoutKey(): void {
    if (!this.waitsForVault()) return;
    this.withKeys = false;
    this.proceed();
  }

  /** Back to the form instead of unlocking; what was uploaded stays. */
  takeBack(): void {
    if (this.waitsForVault()) this.current.set('form');
  }

  /** The server throws away what has arrived; the form stays as it is. */
  cancelUpload(): void {
    this.upload.discard();
    this.stop();
  }

  /** To the form, with the input of an earlier course when it is still at hand. */
  beginAnew(id: string): void {
    const input = this.memory.input(id);
    if (input) this.repeat(input);
    void this.router.navigate(['/courses/new']);
  }

  private repeat(input: CourseInput): void {
    if (this.step() !== 'form') return;
    this.draft.fill(input);
    this.error.set(null);
  }

  private proceed(): void {
    const input = this.draft.input();
    if (this.withKeys && this.locked()) this.current.set('vault');
    else if (input.file !== null && !this.arrived()) this.send(input.file);
    else this.submit(input);
  }

  private send(file: File): void {
    this.current.set('upload');
    this.call = this.upload.send(file).subscribe({
      next: (id) => {
        this.received.set({ file, id });
        this.proceed();
      },
      error: (problem: unknown) => this.fail(problem),
    });
  }

  private submit(input: CourseInput): void {
    this.current.set('submit');
    const upload = input.file === null ? undefined : this.received()?.id;
    const providers = this.withKeys ? keyProvidersForCourse(this.question()) : [];
    this.call = this.submission.submit(input, upload, providers, { stopAtKeyFailure: this.withKeys && this.stopsAtKeyFailure() }).subscribe({
      next: (id) => this.accept(id, input),
      error: (problem: unknown) => this.fail(problem, upload),
    });
  }

  private accept(id: string, input: CourseInput): void {
    const received = this.received();
    if (received && input.file !== null) this.unfinished.forget(received.id);
    this.memory.keepInput(id, input);
    this.received.set(null);
    this.current.set('form');
    this.draft.empty();
    if (this.router.url.split('?')[0] === '/courses/new') void this.router.navigate(['/courses', id]);
  }

  private fail(problem: unknown, upload?: string): void {
    this.current.set('form');
    const error = callProblem(problem);
    if (error === 'locked') return this.current.set('vault');
    if (upload !== undefined && (uploadIsGone(error) || isIncomplete(error))) {
      this.received.set(null);
      if (uploadIsGone(error)) this.unfinished.forget(upload);
      if (!this.sentAgain) {
        this.sentAgain = true;
        return this.proceed();
      }
    } else if (upload !== undefined && refusesRecording(error)) {
      this.received.set(null);
      this.upload.remove(upload);
    }
    if (problem instanceof DOMException) this.fileProblem.set('unreadableHere');
    else this.error.set(error);
  }

  private stop(): void {
    this.call?.unsubscribe();
    if (this.uploading()) this.current.set('form');
  }
}
