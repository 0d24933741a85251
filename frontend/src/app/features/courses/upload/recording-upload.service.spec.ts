import { HttpXsrfTokenExtractor } from '@angular/common/http';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import { of, throwError, type Observable } from 'rxjs';
import type { PreviousUpload, UploadOptions } from 'tus-js-client';
import { AccountApi } from '../../../core/api/account.api.js';
import { ApiError } from '../../../core/http/api-error.js';
import { SessionService } from '../../../core/session/session.service.js';
import { LOAD_TUS } from './load-tus.js';
import { RecordingUpload } from './recording-upload.service.js';
import { UnfinishedUploads, fingerprintOf } from './unfinished-uploads.service.js';
import { UploadClaims } from './upload-claims.service.js';
import { UploadsApi } from './uploads.api.js';

const ID = '0b6a4a6e-0000-4000-8000-000000000001';
const URL_OF_UPLOAD = `/api/uploads/${ID}`;

/** tus-js-client as far as it is used; the test plays the server. */
class FakeUpload {
  static last: FakeUpload;
  url: string | null = null;
  starts = 0;
  aborts = 0;

  constructor(
    readonly file: File,
    readonly options: UploadOptions,
  ) {
    FakeUpload.last = this;
  }

  async findPreviousUploads(): Promise<PreviousUpload[]> {
    return this.options.urlStorage?.findUploadsByFingerprint(await this.options.fingerprint!(this.file, this.options)) ?? [];
  }

  resumeFromPreviousUpload({ uploadUrl }: PreviousUpload): void {
    this.url = uploadUrl;
  }

  start(): void {
    this.starts += 1;
  }

  abort(): Promise<void> {
    this.aborts += 1;
    return Promise.resolve();
  }

  /** tus sends a request of its own. */
  asks(method: string): void {
    void this.options.onBeforeRequest?.({ getMethod: () => method, setHeader: () => undefined } as never);
  }

  created(): void {
    this.url = URL_OF_UPLOAD;
    this.options.onUploadUrlAvailable?.();
    void this.options.urlStorage?.addUpload(fingerprintOf(this.file), { size: this.file.size, metadata: this.options.metadata!, uploadUrl: this.url } as PreviousUpload);
  }

  /** What tus hands to onError. */
  fail(method: string, cause?: unknown): void {
    const error = Object.assign(new Error('tus'), { originalRequest: { getMethod: () => method }, originalResponse: null, causingError: cause });
    this.options.onError?.(error);
  }
}

async function setUp(me: () => Observable<unknown> = () => of({})) {
  localStorage.clear();
  const remove = jest.fn(() => of(null));
  TestBed.configureTestingModule({
    providers: [
      RecordingUpload,
      UnfinishedUploads,
      UploadClaims,
      { provide: LOAD_TUS, useValue: async () => FakeUpload },
      { provide: HttpXsrfTokenExtractor, useValue: { getToken: () => 'token' } },
      { provide: AccountApi, useValue: { me } },
      { provide: UploadsApi, useValue: { remove } },
      { provide: SessionService, useValue: { account: signal({ id: 'me' }) } },
    ],
  });
  const upload = TestBed.inject(RecordingUpload);
  const file = new File(['0123456789'], 'лекция.mp3', { type: 'audio/mpeg', lastModified: 1 });
  // jsdom's blobs can't be read.
  const reading = jest.fn(() => Promise.resolve(new ArrayBuffer(1)));
  file.slice = () => ({ arrayBuffer: reading }) as never;
  const told: string[] = [];
  const errors: unknown[] = [];
  const send = async () => {
    const call = upload.send(file).subscribe({ next: (id) => told.push(id), error: (error: unknown) => errors.push(error) });
    await settle();
    return call;
  };
  return { upload, reading, told, errors, send, remove, unfinished: TestBed.inject(UnfinishedUploads) };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
}

const apiError = (status: number, code: ApiError['code']) => new ApiError({ status, code, detail: '' });

describe('RecordingUpload', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick', 'setImmediate'] }));
  afterEach(() => jest.useRealTimers());

  it('tells how far it is and, in the end, the id', async () => {
    const { upload, told, send, unfinished } = await setUp();
    await send();
    FakeUpload.last.created();
    FakeUpload.last.options.onProgress?.(4, 10);
    expect(upload.phase()).toBe('sending');
    expect(upload.progress()).toEqual({ loaded: 4, total: 10 });
    expect(unfinished.all()).toMatchObject([{ id: ID, name: 'лекция.mp3', size: 10 }]);
    FakeUpload.last.options.onSuccess?.({ lastResponse: {} as never });
    expect(told).toEqual([ID]);
    expect(upload.phase()).toBeNull();
  });

  it('sends the XSRF token of the moment with every request', async () => {
    const { send } = await setUp();
    await send();
    const setHeader = jest.fn();
    await FakeUpload.last.options.onBeforeRequest?.({ setHeader, getMethod: () => 'PATCH' } as never);
    expect(setHeader).toHaveBeenCalledWith('x-xsrf-token', 'token');
  });

  it('pauses and goes on', async () => {
    const { upload, send } = await setUp();
    await send();
    upload.pause();
    expect(upload.phase()).toBe('paused');
    expect(FakeUpload.last.aborts).toBe(1);
    jest.advanceTimersByTime(3_600_000);
    expect(FakeUpload.last.starts).toBe(1);
    upload.resume();
    expect(FakeUpload.last.starts).toBe(2);
  });

  it('lets the server answer when the pause comes while it makes the upload, and makes no second one', async () => {
    const { upload, send, unfinished } = await setUp();
    await send();
    FakeUpload.last.asks('POST');
    upload.pause();
    expect(upload.phase()).toBe('paused');
    expect(FakeUpload.last.aborts).toBe(0);
    upload.resume();
    upload.pause();
    expect(FakeUpload.last.starts).toBe(1);
    FakeUpload.last.created();
    expect(FakeUpload.last.aborts).toBe(1);
    expect(unfinished.all()).toHaveLength(1);
    upload.resume();
    expect(FakeUpload.last.starts).toBe(2);
    expect(upload.phase()).toBe('sending');
  });

  it('takes an upload up after a pause that ended before the server had made it', async () => {
    const { upload, send } = await setUp();
    await send();
    FakeUpload.last.asks('POST');
    upload.pause();
    upload.resume();
    expect(upload.phase()).toBe('sending');
    FakeUpload.last.created();
    expect(FakeUpload.last).toMatchObject({ starts: 1, aborts: 0 });
    upload.pause();
    expect(FakeUpload.last.aborts).toBe(1);
  });

  it('breaks off a new upload that the server never answers, and asks again', async () => {
    const { upload, send } = await setUp();
    await send();
    FakeUpload.last.asks('POST');
    upload.pause();
    upload.resume();
    jest.advanceTimersByTime(60_000);
    expect(upload.phase()).toBe('waiting');
    expect(FakeUpload.last.aborts).toBe(1);
    jest.advanceTimersByTime(1_000);
    expect(FakeUpload.last.starts).toBe(2);
  });

  it('waits through a broken connection, longer each time, and goes on at once when the browser is online again', async () => {
    const { upload, send, errors } = await setUp();
    await send();
    for (const pause of [1_000, 2_000, 4_000]) {
      FakeUpload.last.fail('PATCH', { type: 'error' });
      await settle();
      expect(upload.phase()).toBe('waiting');
      const before = FakeUpload.last.starts;
      jest.advanceTimersByTime(pause - 1);
      expect(FakeUpload.last.starts).toBe(before);
      jest.advanceTimersByTime(1);
      expect(FakeUpload.last.starts).toBe(before + 1);
    }
    for (let turn = 0; turn < 20; turn += 1) {
      FakeUpload.last.fail('HEAD', { type: 'error' });
      await settle();
      const before = FakeUpload.last.starts;
      window.dispatchEvent(new Event('online'));
      expect(FakeUpload.last.starts).toBe(before + 1);
      // Only an answer shows that the connection is back.
      expect(upload.phase()).toBe('waiting');
    }
    FakeUpload.last.options.onProgress?.(4, 10);
    expect(upload.phase()).toBe('sending');
    expect(errors).toEqual([]);
  });

  it('stops sending when the browser goes offline, or nothing moves for a minute', async () => {
    const { upload, send } = await setUp();
    await send();
    window.dispatchEvent(new Event('offline'));
    expect(upload.phase()).toBe('waiting');
    window.dispatchEvent(new Event('online'));
    jest.advanceTimersByTime(59_000);
    FakeUpload.last.options.onProgress?.(4, 10);
    jest.advanceTimersByTime(59_000);
    expect(upload.phase()).toBe('sending');
    jest.advanceTimersByTime(1_000);
    expect(upload.phase()).toBe('waiting');
  });

  it('renews a session that ran out, and goes on', async () => {
    const me = jest.fn(() => of({}));
    const { upload, send, errors } = await setUp(me);
    await send();
    FakeUpload.last.fail('PATCH', apiError(401, 'unauthenticated'));
    await settle();
    expect(me).toHaveBeenCalledTimes(1);
    expect(FakeUpload.last.starts).toBe(2);
    expect(upload.phase()).toBe('sending');
    expect(errors).toEqual([]);
  });

  it('says when the session is over, and keeps what has arrived', async () => {
    const { errors, send, unfinished } = await setUp(() => throwError(() => apiError(401, 'unauthenticated')));
    await send();
    FakeUpload.last.created();
    FakeUpload.last.fail('PATCH', apiError(401, 'unauthenticated'));
    await settle();
    expect(errors).toMatchObject([{ code: 'unauthenticated' }]);
    expect(unfinished.all()).toHaveLength(1);
  });

  it('bears errors of the server for a while only', async () => {
    const { errors, send } = await setUp();
    await send();
    for (let turn = 0; turn < 9; turn += 1) {
      expect(errors).toEqual([]);
      FakeUpload.last.fail('PATCH', apiError(503, 'unavailable'));
      await settle();
      jest.advanceTimersByTime(30_000);
    }
    expect(errors).toMatchObject([{ code: 'unavailable' }]);
  });

  it('does not try again what the server refuses at the start', async () => {
    const { errors, send } = await setUp();
    await send();
    FakeUpload.last.fail('POST', apiError(409, 'conflict'));
    await settle();
    expect(errors).toMatchObject([{ code: 'conflict' }]);
  });

  it('never lets tus take an expired session for a lost upload', async () => {
    const { send } = await setUp();
    await send();
    const answer = (status: number) => ({ getStatus: () => status, getHeader: () => undefined, getBody: () => '{"code":"unauthenticated"}' }) as never;
    const request = { getMethod: () => 'HEAD' } as never;
    expect(() => FakeUpload.last.options.onAfterResponse?.(request, answer(401))).toThrow(ApiError);
    expect(() => FakeUpload.last.options.onAfterResponse?.(request, answer(404))).not.toThrow();
  });

  it('goes on with an unfinished upload of the same file after a reload', async () => {
    const { send } = await setUp();
    const call = await send();
    FakeUpload.last.created();
    call.unsubscribe();
    await send();
    expect(FakeUpload.last.url).toBe(URL_OF_UPLOAD);
  });

  it('removes what was cancelled, here and on the server', async () => {
    const { upload, send, remove, unfinished } = await setUp();
    await send();
    FakeUpload.last.created();
    upload.discard();
    expect(remove).toHaveBeenCalledWith(ID);
    expect(unfinished.all()).toEqual([]);
    expect(upload.phase()).toBeNull();
  });

  it('reports a file that can no longer be read instead of waiting for it', async () => {
    const { reading, errors, send } = await setUp();
    await send();
    reading.mockRejectedValue(new DOMException('', 'NotFoundError'));
    FakeUpload.last.fail('PATCH', { type: 'error' });
    await settle();
    expect(errors).toMatchObject([{ name: 'NotFoundError' }]);
  });
});
