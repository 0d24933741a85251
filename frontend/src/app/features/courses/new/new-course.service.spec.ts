import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { jest } from '@jest/globals';
import { Subject, of } from 'rxjs';
import { DEFAULT_PREFERENCES, type ByokProviderId } from '#contracts';
import { AccountApi } from '../../../core/api/account.api.js';
import { CatalogApi } from '../../../core/api/catalog.api.js';
import { ApiError } from '../../../core/http/api-error.js';
import { SessionService } from '../../../core/session/session.service.js';
import { VaultFacade, type VaultStatus } from '../../../vault/vault.types.js';
import { CourseMemory } from '../course-memory.service.js';
import { JobSubmissionService, type CourseInput, type SubmissionEvent } from '../jobs/job-submission.service.js';
import { NewCourseService } from './new-course.service.js';

function setUp(stored: ByokProviderId[], vaultStatus: VaultStatus, fallback: 'never' | 'on-error' = 'on-error') {
  const status = signal<VaultStatus>(vaultStatus);
  const sealedHeaders = jest.fn(async (providers: readonly ByokProviderId[]) => Object.fromEntries(providers.map((name) => [name, 'byok1.…'])));
  const calls: { input: CourseInput; events: Subject<SubmissionEvent> }[] = [];
  const navigate = jest.fn();
  TestBed.configureTestingModule({
    providers: [
      CourseMemory,
      NewCourseService,
      { provide: JobSubmissionService, useValue: { submit: (input: CourseInput) => {
        const events = new Subject<SubmissionEvent>();
        calls.push({ input, events });
        return events;
      } } },
      { provide: AccountApi, useValue: { me: () => of({}) } },
      { provide: CatalogApi, useValue: { catalog: () => of({ plan: 'free', maxTier: 1, providers: [] }) } },
      { provide: SessionService, useValue: { account: signal({ id: 'me', preferences: { ...DEFAULT_PREFERENCES, fallback } }) } },
      { provide: Router, useValue: { url: '/courses/new', navigate } },
      { provide: VaultFacade, useValue: { status, entries: signal(stored.map((provider) => ({ id: provider, provider }))), sealedHeaders, discardEnvelopes: () => undefined } },
    ],
  });
  return { course: TestBed.inject(NewCourseService), status, sealedHeaders, calls, navigate };
}

async function settle(): Promise<void> {
  TestBed.tick();
  await new Promise((resolve) => setTimeout(resolve, 10));
  TestBed.tick();
}

function write(course: NewCourseService): void {
  course.source.set('text');
  course.transcript.set(' Лекция ');
}

describe('NewCourseService', () => {
  it('sends the text with the sealed keys and goes to the course', async () => {
    const { course, calls, sealedHeaders, navigate } = setUp(['openai'], 'unlocked');
    write(course);
    course.start();
    await settle();
    expect(sealedHeaders).toHaveBeenCalledWith(['gemini', 'openai', 'anthropic']);
    expect(calls[0]?.input).toEqual({ file: null, transcript: 'Лекция', language: '', model: 'auto' });
    calls[0]?.events.next({ type: 'accepted', id: 'job' });
    expect(navigate).toHaveBeenCalledWith(['/courses', 'job']);
    expect(TestBed.inject(CourseMemory).input('job')?.transcript).toBe('Лекция');
  });

  it('waits for a locked vault and starts once it opens', async () => {
    const { course, calls, status } = setUp(['openai'], 'locked');
    write(course);
    course.start();
    await settle();
    expect(course.waitsForVault()).toBe(true);
    expect(calls).toHaveLength(0);
    status.set('unlocked');
    await settle();
    expect(calls).toHaveLength(1);
  });

  it('does not upload what nobody may pay for', () => {
    const { course } = setUp(['anthropic'], 'unlocked', 'never');
    course.choose(new File(['sound'], 'a.mp3', { type: 'audio/mpeg' }));
    expect(course.payers().hearing?.payer).toBe('missing');
    expect(course.canStart()).toBe(false);
    write(course);
    expect(course.canStart()).toBe(true);
  });

  it('keeps everything when the upload fails or is cancelled', async () => {
    const { course, calls } = setUp([], 'absent');
    course.choose(new File(['sound'], 'a.mp3', { type: 'audio/mpeg' }));
    course.start();
    await settle();
    calls[0]?.events.error(new ApiError({ status: 0, code: 'offline', detail: '' }));
    expect(course.error()?.code).toBe('offline');
    expect(course.file()?.name).toBe('a.mp3');
    course.start();
    await settle();
    course.cancelUpload();
    expect(course.uploading()).toBe(false);
    expect(course.file()?.name).toBe('a.mp3');
    expect(calls[1]?.events.observed).toBe(false);
  });

  it('refuses a wrong file and leaves the last one in place', () => {
    const { course } = setUp([], 'absent');
    course.choose(new File(['sound'], 'a.mp3', { type: 'audio/mpeg' }));
    course.choose(new File(['text'], 'b.pdf', { type: 'application/pdf' }));
    expect(course.fileProblem()).toBe('notRecording');
    expect(course.file()?.name).toBe('a.mp3');
  });
});
