import { DestroyRef, Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { defer, of, retry, switchMap, throwError, type Subscription } from 'rxjs';
import { DEFAULT_PREFERENCES } from '#contracts';
import { AccountApi } from '../../../core/api/account.api.js';
import { CatalogApi } from '../../../core/api/catalog.api.js';
import { ApiError, toApiError } from '../../../core/http/api-error.js';
import { SessionService } from '../../../core/session/session.service.js';
import { isStaleEnvelope } from '../../../vault/stale-envelope.js';
import { vaultErrorCode } from '../../../vault/vault-problem.js';
import { VaultFacade } from '../../../vault/vault.types.js';
import { CourseMemory } from '../course-memory.service.js';
import { JobSubmissionService, type CourseInput, type SubmissionEvent } from '../jobs/job-submission.service.js';
import { secondsLeft, type Sample } from '../time-left.js';
import { forecastCourse, forecastsOf, keyProvidersForCourse } from './course-payers.js';
import { checkRecording, textTooLong, type FileProblem } from './input-check.js';

export type CourseSource = 'recording' | 'text';

/** Bytes of the upload. */
export interface UploadProgress {
  loaded: number;
  total: number;
}

/** How many samples of an upload tell its pace. */
const PACE_SAMPLES = 40;

/**
 * The course that is being prepared: what was chosen and typed, and its upload. Lives across the pages of the
 * courses, so that nothing is lost and an upload goes on.
 */
@Injectable()
export class NewCourseService {
  private readonly submission = inject(JobSubmissionService);
  private readonly account = inject(AccountApi);
  private readonly vault = inject(VaultFacade);
  private readonly session = inject(SessionService);
  private readonly memory = inject(CourseMemory);
  private readonly router = inject(Router);
  private readonly catalogApi = inject(CatalogApi);
  private readonly catalog = rxResource({ stream: () => this.catalogApi.catalog() });
  private readonly held = signal(false);
  private readonly upload = signal<UploadProgress | null>(null);
  private readonly samples = signal<readonly Sample[]>([]);
  private call: Subscription | undefined;

  readonly source = signal<CourseSource>('recording');
  readonly file = signal<File | null>(null);
  readonly fileProblem = signal<FileProblem | null>(null);
  readonly transcript = signal('');
  readonly language = signal('');
  readonly model = signal('auto');
  readonly error = signal<ApiError | null>(null);
  /** Null while nothing is on its way. */
  readonly progress = this.upload.asReadonly();
  readonly uploading = computed(() => this.upload() !== null);
  /** Everything has gone; the server looks at it. */
  readonly uploaded = computed(() => (this.upload()?.total ?? 0) > 0 && this.upload()?.loaded === this.upload()?.total);
  readonly secondsLeft = computed(() => secondsLeft(this.samples(), this.samples().at(-1)?.at ?? 0));
  readonly waitsForVault = this.held.asReadonly();
  readonly preferences = computed(() => this.session.account()?.preferences ?? DEFAULT_PREFERENCES);
  readonly tooLong = computed(() => this.source() === 'text' && textTooLong(this.transcript()));
  private readonly question = computed(() => ({
    recording: this.source() === 'recording',
    model: this.model(),
    catalog: this.catalog.hasValue() ? this.catalog.value() : undefined,
    preferences: this.preferences(),
    stored: this.vault.entries().map((entry) => entry.provider),
    vault: this.vault.status(),
  }));
  readonly payers = computed(() => forecastCourse(this.question()));
  private readonly complete = computed(() =>
    this.source() === 'recording' ? this.file() !== null : this.transcript().trim() !== '' && !this.tooLong(),
  );
  readonly canStart = computed(
    () =>
      this.complete() &&
      !this.uploading() &&
      !this.waitsForVault() &&
      forecastsOf(this.payers()).every(({ payer }) => payer !== 'checking' && payer !== 'missing'),
  );

  constructor() {
    effect(() => {
      if (this.vault.status() === 'unlocked' && this.held()) untracked(() => this.release(true));
    });
    const warn = (event: BeforeUnloadEvent): void => {
      if (this.uploading()) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    inject(DestroyRef).onDestroy(() => {
      window.removeEventListener('beforeunload', warn);
      this.call?.unsubscribe();
    });
  }

  /** Takes a dropped or chosen file; one that can't be a recording is refused and leaves the last one in place. */
  choose(file: File): void {
    if (this.uploading()) return;
    const problem = checkRecording(file);
    this.source.set('recording');
    this.error.set(null);
    this.fileProblem.set(problem ?? null);
    if (problem === undefined) this.file.set(file);
  }

  removeFile(): void {
    this.file.set(null);
    this.fileProblem.set(null);
    this.error.set(null);
  }

  /** Sends, or asks for the vault first when a key in it would pay. */
  start(): void {
    if (!this.canStart()) return;
    this.error.set(null);
    if (forecastsOf(this.payers()).some(({ payer }) => payer === 'locked')) this.held.set(true);
    else this.send(true);
  }

  startWithoutKey(): void {
    this.release(false);
  }

  /** Back to the form instead of unlocking. */
  takeBack(): void {
    this.held.set(false);
  }

  cancelUpload(): void {
    this.call?.unsubscribe();
    this.upload.set(null);
  }

  /** Puts the input of an earlier course back into the form. */
  repeat(input: CourseInput): void {
    if (this.uploading()) return;
    this.source.set(input.file === null ? 'text' : 'recording');
    this.file.set(input.file);
    if (input.file === null) this.transcript.set(input.transcript);
    this.language.set(input.language);
    this.model.set(input.model);
    this.fileProblem.set(null);
    this.error.set(null);
  }

  private release(withKeys: boolean): void {
    if (!this.held()) return;
    this.held.set(false);
    this.send(withKeys);
  }

  private input(): CourseInput {
    const recording = this.source() === 'recording';
    return {
      file: recording ? this.file() : null,
      transcript: recording ? '' : this.transcript().trim(),
      language: this.language(),
      model: this.model(),
    };
  }

  private send(withKeys: boolean): void {
    const input = this.input();
    const providers = withKeys ? keyProvidersForCourse(this.question()) : [];
    this.upload.set({ loaded: 0, total: input.file?.size ?? 0 });
    this.samples.set([]);
    // A session that ran out is renewed before a long upload, not after it.
    this.call = this.account
      .me()
      .pipe(
        switchMap(() => defer(() => this.vault.sealedHeaders(providers))),
        switchMap((keyHeaders) => this.submission.submit(input, keyHeaders)),
        retry({ count: 1, delay: (error: unknown) => this.withFreshEnvelopes(error) }),
      )
      .subscribe({
        next: (event) => this.take(event, input),
        error: (problem: unknown) => this.fail(problem),
      });
  }

  private withFreshEnvelopes(error: unknown) {
    if (!isStaleEnvelope(error)) return throwError(() => error);
    this.vault.discardEnvelopes();
    return of(true);
  }

  private take(event: SubmissionEvent, input: CourseInput): void {
    if (event.type === 'accepted') return this.accept(event.id, input);
    this.upload.set({ loaded: event.loaded, total: event.total });
    const sample = { at: Date.now(), share: event.total > 0 ? event.loaded / event.total : 0 };
    this.samples.update((samples) => [...samples, sample].slice(-PACE_SAMPLES));
  }

  private accept(id: string, input: CourseInput): void {
    this.memory.keepInput(id, input);
    this.upload.set(null);
    this.file.set(null);
    this.transcript.set('');
    if (this.router.url.split('?')[0] === '/courses/new') void this.router.navigate(['/courses', id]);
  }

  private fail(problem: unknown): void {
    this.upload.set(null);
    const vaultCode = vaultErrorCode(problem);
    if (vaultCode === 'locked' || vaultCode === 'expired') return this.held.set(true);
    this.error.set(
      vaultCode === undefined
        ? toApiError(problem)
        : new ApiError({ status: 0, code: 'key_malformed', detail: (problem as Error).message }, { cause: problem }),
    );
  }
}
