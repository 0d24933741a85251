import { HttpXsrfTokenExtractor } from '@angular/common/http';
import { DestroyRef, Injectable, computed, inject, signal } from '@angular/core';
import { Observable, firstValueFrom, type Subscriber } from 'rxjs';
import type { HttpRequest, Upload, UploadOptions } from 'tus-js-client';
import { XSRF_HEADER } from '#contracts';
import { AccountApi } from '../../../core/api/account.api.js';
import { BelievedAccount } from '../../../core/session/believed-account.service.js';
import { toApiError } from '../../../core/http/api-error.js';
import { LOAD_TUS } from './load-tus.js';
import { UnfinishedUploads, fingerprintOf, uploadId } from './unfinished-uploads.service.js';
import { UploadClaims } from './upload-claims.service.js';
import { problemOfReading, refuseErrors, remedyFor } from './upload-failure.js';
import { paceOf, withSample, type PaceSample } from './upload-pace.js';
import { UPLOADS_ROUTE, UploadsApi } from './uploads.api.js';

/** `waiting`: the connection broke, and the upload goes on by itself once it is back. */
export type UploadPhase = 'sending' | 'paused' | 'waiting';

/** Bytes of the upload. */
export interface UploadProgress {
  loaded: number;
  total: number;
}

/** Small enough for the proxies between, large enough to cost nothing: bytes of one request. */
const CHUNK = 16 * 1024 ** 2;
const RETRY_DELAY_MS = 1_000;
const MAX_RETRY_DELAY_MS = 30_000;
/** So often in a row is an error of the server borne. */
const MAX_FAILURES = 8;
/** After this silence, in milliseconds, the connection counts as dead. */
const SILENCE_MS = 60_000;

/** One recording on its way to the server, by the tus protocol: it can be paused, and outlives breaks and reloads. */
@Injectable()
export class RecordingUpload {
  private readonly loadTus = inject(LOAD_TUS);
  private readonly xsrf = inject(HttpXsrfTokenExtractor);
  private readonly account = inject(AccountApi);
  private readonly believed = inject(BelievedAccount);
  private readonly api = inject(UploadsApi);
  private readonly unfinished = inject(UnfinishedUploads);
  private readonly claims = inject(UploadClaims);
  private readonly state = signal<UploadPhase | null>(null);
  private readonly bytes = signal<UploadProgress>({ loaded: 0, total: 0 });
  private readonly samples = signal<readonly PaceSample[]>([]);
  private upload: Upload | undefined;
  private file: File | undefined;
  private outcome: Subscriber<string> | undefined;
  /** A request is under way; while `waiting`, one that tries whether the connection is back. */
  private trying = false;
  /** The server was asked for a new upload: broken off, that would leave one there that nobody knows. */
  private creating = false;
  private failures = 0;
  /** Where the server stands, in bytes; undefined until it has told since the last start. */
  private offset: number | undefined;
  /** The most that it ever had. */
  private arrived = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Null while nothing is on its way. */
  readonly phase = this.state.asReadonly();
  readonly progress = this.bytes.asReadonly();
  readonly pace = computed(() => (this.state() === 'sending' ? paceOf(this.samples(), this.bytes().total) : undefined));

  constructor() {
    const back = (): void => {
      if (this.state() === 'waiting') this.go();
    };
    const gone = (): void => {
      if (this.trying) this.wait(0);
    };
    window.addEventListener('online', back);
    window.addEventListener('offline', gone);
    inject(DestroyRef).onDestroy(() => {
      window.removeEventListener('online', back);
      window.removeEventListener('offline', gone);
    });
  }

  /**
   * Sends on subscription, from where an earlier upload of the same file stopped; tells the upload's id once the
   * server has all of it. Unsubscribing stops, and keeps what has arrived. Fails with ApiError when waiting would
   * not help, and with DOMException when the file can no longer be read.
   */
  send(file: File): Observable<string> {
    return new Observable((outcome) => {
      this.outcome = outcome;
      this.file = file;
      this.failures = 0;
      this.arrived = 0;
      this.bytes.set({ loaded: 0, total: file.size });
      this.samples.set([]);
      this.state.set('sending');
      this.prepare(file).then(
        (upload) => {
          if (outcome.closed) return;
          this.upload = upload;
          if (this.state() !== 'paused') this.go();
        },
        (error: unknown) => outcome.error(toApiError(error)),
      );
      return () => this.stop();
    });
  }

  pause(): void {
    if (this.state() === null) return;
    if (this.creating) this.hold();
    else this.interrupt();
    this.state.set('paused');
  }

  /** Goes on after a pause, or tries at once instead of waiting. */
  resume(): void {
    if (this.state() === 'paused' || this.state() === 'waiting') this.go();
  }

  /** Stops and lets the server throw away what has arrived. */
  discard(): void {
    const id = uploadId(this.upload?.url ?? '');
    this.stop();
    if (id !== '') this.remove(id);
  }

  /** The upload has served, or is of no use: nothing of it needs to be kept. */
  remove(id: string): void {
    this.unfinished.forget(id);
    // What can't be removed now the server sweeps away.
    this.api.remove(id).subscribe({ error: () => undefined });
  }

  private async prepare(file: File): Promise<Upload> {
    const TusUpload = await this.loadTus();
    const upload = new TusUpload(file, this.options(file));
    for (const previous of await upload.findPreviousUploads()) {
      if (!(await this.claims.take(previous.urlStorageKey))) continue;
      upload.resumeFromPreviousUpload(previous);
      break;
    }
    return upload;
  }

  private options(file: File): UploadOptions {
    return {
      endpoint: UPLOADS_ROUTE,
      metadata: { filename: file.name, filetype: file.type },
      fingerprint: () => Promise.resolve(fingerprintOf(file)),
      urlStorage: this.unfinished,
      chunkSize: CHUNK,
      // We wait ourselves: tus gives up while the browser says that it is offline, and doesn't know our session.
      retryDelays: null,
      onBeforeRequest: (request) => this.prepareRequest(request),
      onAfterResponse: refuseErrors,
      onUploadUrlAvailable: () => this.begin(),
      onProgress: (loaded, total) => this.note(loaded, total),
      onChunkComplete: (_size, accepted) => this.settle(accepted),
      onSuccess: () => this.finish(),
      onError: (error) => void this.mend(error),
    };
  }

  private prepareRequest(request: HttpRequest): void {
    this.creating = request.getMethod() === 'POST';
    for (const [name, value] of Object.entries(this.believed.headers())) request.setHeader(name, value);
    const token = this.xsrf.getToken();
    if (token !== null) request.setHeader(XSRF_HEADER, token);
  }

  /** The server has told where the upload goes. */
  private begin(): void {
    this.creating = false;
    void this.claims.take(uploadId(this.upload?.url ?? ''));
    // Paused meanwhile: tus knows the upload now, and goes no further.
    if (!this.trying) void this.upload?.abort();
  }

  private go(): void {
    if (this.state() !== 'waiting') this.state.set('sending');
    if (this.creating && !this.trying) {
      this.trying = true;
      return this.listen();
    }
    this.interrupt();
    this.trying = true;
    this.samples.set([]);
    this.offset = undefined;
    this.listen();
    this.upload?.start();
  }

  /** A request that hangs without an error is taken for a broken connection. */
  private listen(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wait(0), SILENCE_MS);
  }

  private note(loaded: number, total: number): void {
    if (!this.trying) return;
    this.listen();
    this.state.set('sending');
    // The first number after a start is where the server stands; the others only say what has left this machine.
    if (this.offset === undefined) this.settle(loaded);
    this.bytes.set({ loaded, total });
    this.samples.update((samples) => withSample(samples, { at: Date.now(), loaded }));
  }

  private settle(accepted: number): void {
    this.offset = accepted;
    if (accepted > this.arrived) this.failures = 0;
    this.arrived = Math.max(this.arrived, accepted);
  }

  private finish(): void {
    const id = uploadId(this.upload?.url ?? '');
    const { outcome } = this;
    this.interrupt();
    outcome?.next(id);
    outcome?.complete();
  }

  private async mend(problem: unknown): Promise<void> {
    this.creating = false;
    if (!this.trying) return;
    const outcome = this.outcome;
    const remedy = remedyFor(problem);
    this.failures += 1;
    if (remedy.kind === 'wait') {
      const unreadable = await problemOfReading(this.file);
      if (outcome?.closed || !this.trying) return;
      if (unreadable !== undefined) outcome?.error(unreadable);
      else if (remedy.bounded && this.failures > MAX_FAILURES) outcome?.error(remedy.error);
      else this.wait(remedy.atLeastMs);
    } else if (remedy.kind === 'give up' || this.failures > MAX_FAILURES) outcome?.error(remedy.error);
    else if (remedy.kind === 'again') this.go();
    else await this.renew(outcome);
  }

  /** Any call through the client's own interceptors renews the session. */
  private async renew(outcome: Subscriber<string> | undefined): Promise<void> {
    const error = await firstValueFrom(this.account.me()).then(
      () => undefined,
      (problem: unknown) => toApiError(problem),
    );
    if (outcome?.closed || !this.trying) return;
    if (error === undefined) this.go();
    else if (error.code === 'offline') this.wait(0);
    else outcome?.error(error);
  }

  private wait(atLeastMs: number): void {
    this.interrupt();
    this.state.set('waiting');
    const pause = Math.min(MAX_RETRY_DELAY_MS, RETRY_DELAY_MS * 2 ** Math.max(0, this.failures - 1));
    this.timer = setTimeout(() => this.go(), Math.max(pause, atLeastMs));
  }

  private interrupt(): void {
    if (this.trying || this.creating) void this.upload?.abort();
    this.creating = false;
    this.hold();
  }

  private hold(): void {
    clearTimeout(this.timer);
    this.trying = false;
  }

  private stop(): void {
    this.interrupt();
    this.claims.drop();
    this.state.set(null);
    this.upload = undefined;
    this.file = undefined;
    this.outcome = undefined;
  }
}
