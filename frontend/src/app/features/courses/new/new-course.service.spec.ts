import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { jest } from '@jest/globals';
import { Subject, of } from 'rxjs';
import { VaultFacade, type VaultStatus } from '#angular-byok';
import { DEFAULT_PREFERENCES, type ByokProviderId } from '#contracts';
import { CatalogApi } from '../../../core/api/catalog.api.js';
import { ApiError } from '../../../core/http/api-error.js';
import { SessionService } from '../../../core/session/session.service.js';
import { CourseMemory } from '../course-memory.service.js';
import { JobSubmissionService, type CourseInput } from '../jobs/job-submission.service.js';
import { RecordingUpload, type UploadPhase } from '../upload/recording-upload.service.js';
import { UnfinishedUploads } from '../upload/unfinished-uploads.service.js';
import { NewCourseService } from './new-course.service.js';

interface Submission {
  input: CourseInput;
  upload: string | undefined;
  providers: readonly ByokProviderId[];
  outcome: Subject<string>;
}

function setUp(stored: ByokProviderId[], vaultStatus: VaultStatus, fallback: 'never' | 'on-error' = 'on-error') {
  const status = signal<VaultStatus>(vaultStatus);
  const jobs: Submission[] = [];
  const uploads: { file: File; outcome: Subject<string> }[] = [];
  const upload = {
    phase: signal<UploadPhase | null>(null),
    send: (file: File) => {
      const outcome = new Subject<string>();
      uploads.push({ file, outcome });
      return outcome;
    },
    discard: jest.fn(),
    remove: jest.fn(),
  };
  const signOutHooks: (() => void)[] = [];
  const navigate = jest.fn();
  TestBed.configureTestingModule({
    providers: [
      CourseMemory,
      NewCourseService,
      UnfinishedUploads,
      { provide: RecordingUpload, useValue: upload },
      { provide: JobSubmissionService, useValue: { submit: (input: CourseInput, id: string | undefined, providers: readonly ByokProviderId[]) => {
        const outcome = new Subject<string>();
        jobs.push({ input, upload: id, providers, outcome });
        return outcome;
      } } },
      { provide: CatalogApi, useValue: { catalog: () => of({ plan: 'free', maxTier: 1, providers: [] }) } },
      { provide: SessionService, useValue: {
        account: signal({ id: 'me', preferences: { ...DEFAULT_PREFERENCES, fallback } }),
        addSignOutHooks: (hooks: (() => void)[]) => signOutHooks.push(...hooks),
      } },
      { provide: Router, useValue: { url: '/courses/new', navigate } },
      { provide: VaultFacade, useValue: { status, entries: signal(stored.map((provider) => ({ id: provider, provider }))), policies: signal({}) } },
    ],
  });
  return { course: TestBed.inject(NewCourseService), status, jobs, uploads, upload, navigate, signOutHooks };
}

function recording(): File {
  return new File(['ID3 sound'], 'a.mp3', { type: 'audio/mpeg' });
}

function write(course: NewCourseService): void {
  course.source.set('text');
  course.transcript.set(' Лекция ');
}

const refusal = (code: 'invalid_input' | 'key_required' | 'conflict', field?: string) =>
  new ApiError({ status: 400, code, detail: '', errors: field === undefined ? [] : [{ field, message: '' }] });

describe('NewCourseService', () => {
  it('sends the text with the keys that may pay and goes to the course', () => {
    const { course, jobs, navigate } = setUp(['openai'], 'unlocked');
    write(course);
    course.start();
    expect(jobs[0]).toMatchObject({ upload: undefined, providers: ['gemini', 'openai', 'anthropic'] });
    expect(jobs[0]?.input).toEqual({ file: null, transcript: 'Лекция', language: '', model: 'auto' });
    jobs[0]?.outcome.next('job');
    expect(navigate).toHaveBeenCalledWith(['/courses', 'job']);
    expect(TestBed.inject(CourseMemory).input('job')?.transcript).toBe('Лекция');
  });

  it('waits for a locked vault and starts once it opens', () => {
    const { course, jobs, status } = setUp(['openai'], 'locked');
    write(course);
    course.start();
    TestBed.tick();
    expect(course.waitsForVault()).toBe(true);
    expect(jobs).toHaveLength(0);
    status.set('unlocked');
    TestBed.tick();
    expect(jobs).toHaveLength(1);
  });

  it('uploads a recording first and makes the course from it', () => {
    const { course, jobs, uploads } = setUp(['openai'], 'unlocked');
    course.choose(recording());
    course.start();
    expect(course.step()).toBe('upload');
    expect(jobs).toHaveLength(0);
    uploads[0]?.outcome.next('up');
    expect(course.step()).toBe('submit');
    expect(jobs[0]).toMatchObject({ upload: 'up', input: { file: uploads[0]?.file, transcript: '' } });
  });

  it('asks for a vault that locked during the upload, and does not upload again', () => {
    const { course, jobs, uploads, status } = setUp(['openai'], 'unlocked');
    course.choose(recording());
    course.start();
    status.set('locked');
    uploads[0]?.outcome.next('up');
    expect(course.waitsForVault()).toBe(true);
    course.takeBack();
    expect(course.arrived()).toBe(true);
    course.start();
    status.set('unlocked');
    TestBed.tick();
    expect(uploads).toHaveLength(1);
    expect(jobs[0]?.upload).toBe('up');
  });

  it('lets the platform pay for a recording when the person says so', () => {
    const { course, jobs, uploads } = setUp(['openai'], 'locked');
    course.choose(recording());
    course.start();
    course.startWithoutKey();
    uploads[0]?.outcome.next('up');
    expect(jobs[0]).toMatchObject({ upload: 'up', providers: [] });
  });

  it('does not upload what nobody may pay for', () => {
    const { course } = setUp(['anthropic'], 'unlocked', 'never');
    course.choose(recording());
    expect(course.payers().hearing?.payer).toBe('missing');
    expect(course.canStart()).toBe(false);
    write(course);
    expect(course.canStart()).toBe(true);
  });

  it('keeps everything when the upload fails', () => {
    const { course, uploads } = setUp([], 'absent');
    course.choose(recording());
    course.start();
    uploads[0]?.outcome.error(new ApiError({ status: 409, code: 'conflict', detail: '' }));
    expect(course.error()?.code).toBe('conflict');
    expect(course.step()).toBe('form');
    expect(course.file()?.name).toBe('a.mp3');
  });

  it('lets the server throw away a cancelled upload and keeps the form', () => {
    const { course, uploads, upload } = setUp([], 'absent');
    course.choose(recording());
    course.start();
    course.cancelUpload();
    expect(upload.discard).toHaveBeenCalled();
    expect(uploads[0]?.outcome.observed).toBe(false);
    expect(course.step()).toBe('form');
    expect(course.file()?.name).toBe('a.mp3');
  });

  it('keeps the upload when only the job was refused', () => {
    const { course, jobs, uploads, upload } = setUp([], 'absent');
    course.choose(recording());
    course.start();
    uploads[0]?.outcome.next('up');
    jobs[0]?.outcome.error(refusal('key_required'));
    expect(course.arrived()).toBe(true);
    course.start();
    expect(uploads).toHaveLength(1);
    expect(jobs[1]?.upload).toBe('up');
    expect(upload.remove).not.toHaveBeenCalled();
  });

  it('throws away what is no recording', () => {
    const { course, jobs, uploads, upload } = setUp([], 'absent');
    course.choose(recording());
    course.start();
    uploads[0]?.outcome.next('up');
    jobs[0]?.outcome.error(refusal('invalid_input', 'file'));
    expect(upload.remove).toHaveBeenCalledWith('up');
    expect(course.arrived()).toBe(false);
    expect(course.error()?.code).toBe('invalid_input');
  });

  it('uploads once more, and not for ever, when the server has let go of the upload', () => {
    const { course, jobs, uploads } = setUp([], 'absent');
    course.choose(recording());
    course.start();
    uploads[0]?.outcome.next('up');
    jobs[0]?.outcome.error(refusal('invalid_input', 'upload'));
    expect(uploads).toHaveLength(2);
    uploads[1]?.outcome.next('again');
    jobs[1]?.outcome.error(refusal('conflict'));
    expect(uploads).toHaveLength(2);
    expect(course.error()?.code).toBe('conflict');
  });

  it('names a file that the browser can no longer read', () => {
    const { course, uploads } = setUp([], 'absent');
    course.choose(recording());
    course.start();
    uploads[0]?.outcome.error(new DOMException('gone', 'NotFoundError'));
    expect(course.fileProblem()).toBe('unreadableHere');
  });

  it('stops the upload when the person signs out', () => {
    const { course, uploads, signOutHooks } = setUp([], 'absent');
    course.choose(recording());
    course.start();
    signOutHooks.forEach((hook) => hook());
    expect(uploads[0]?.outcome.observed).toBe(false);
    expect(course.uploading()).toBe(false);
  });

  it('refuses a wrong file and leaves the last one in place', () => {
    const { course } = setUp([], 'absent');
    course.choose(recording());
    course.choose(new File(['text'], 'b.pdf', { type: 'application/pdf' }));
    expect(course.fileProblem()).toBe('notRecording');
    expect(course.file()?.name).toBe('a.mp3');
  });
});
