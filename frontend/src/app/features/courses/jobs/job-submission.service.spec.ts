import { signal } from '@angular/core';
import { HttpTestingController, provideHttpClientTesting, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import { BYOK_USER, VaultFacade } from '#angular-byok';
import { provideByokHttpClient, provideSealedCalls } from '#angular-byok/sealing';
import { DEFAULT_PREFERENCES } from '#contracts';
import type { ProviderPolicies } from '#vault';
import { SessionService } from '../../../core/session/session.service.js';
import { JobSubmissionService, type CourseInput } from './job-submission.service.js';

const TEXT: CourseInput = { file: null, transcript: 'Bees.', language: '', model: 'auto' };
const JOB = { id: 'job', type: 'course', status: 'queued' };

function setUp(chosen: ProviderPolicies = { openai: 'never' }) {
  const vault = { sealedHeaders: () => Promise.resolve({ 'x-byok-openai-key': 'byok1.sealed' }), discardEnvelopes: jest.fn(), policies: signal(chosen) };
  const session = { account: signal({ preferences: DEFAULT_PREFERENCES }) };
  TestBed.configureTestingModule({
    providers: [
      JobSubmissionService,
      provideByokHttpClient(),
      provideHttpClientTesting(),
      { provide: VaultFacade, useValue: vault },
      { provide: BYOK_USER, useValue: signal(null) },
      { provide: SessionService, useValue: session },
      provideSealedCalls(),
    ],
  });
  const http = TestBed.inject(HttpTestingController);
  const service = TestBed.inject(JobSubmissionService);
  /** Submits, and gives the request that goes out. */
  const submit = async (input: CourseInput, upload?: string): Promise<TestRequest> => {
    service.submit(input, upload, ['openai']).subscribe({ error: () => undefined });
    await new Promise((resolve) => setTimeout(resolve));
    return http.expectOne('/api/jobs');
  };
  return { http, service, submit };
}

const keyOf = ({ request }: TestRequest) => request.headers.get('idempotency-key');

describe('JobSubmissionService', () => {
  it('sends the same submission again under the same key, beside the envelopes', async () => {
    const { submit } = setUp();
    const first = await submit(TEXT);
    expect(keyOf(first)).toMatch(/^[0-9a-f]{32}$/);
    expect(first.request.headers.get('x-byok-openai-key')).toBe('byok1.sealed');
    expect(first.request.headers.get('x-byok-fallback')).toBe('never');
    first.error(new ProgressEvent('error'));
    expect(keyOf(await submit({ ...TEXT }))).toBe(keyOf(first));
  });

  it('takes a new key for another submission, and for the same one once there was an answer', async () => {
    const { submit } = setUp();
    const first = await submit(TEXT);
    first.error(new ProgressEvent('error'));
    const other = await submit({ ...TEXT, language: 'ru' });
    expect(keyOf(other)).not.toBe(keyOf(first));
    other.flush(JOB);
    expect(keyOf(await submit({ ...TEXT, language: 'ru' }))).not.toBe(keyOf(other));
  });

  it('has no key for a job that is tried again, which is no submission', async () => {
    const { http, service } = setUp({});
    service.again('job', []).subscribe();
    await new Promise((resolve) => setTimeout(resolve));
    const retry = http.expectOne('/api/jobs/job/retry');
    expect(keyOf(retry)).toBeNull();
    expect(retry.request.headers.get('x-byok-fallback')).toBeNull();
    retry.flush(JOB);
  });

  it.each([
    [{}, 'on-error'],
    [{ openai: 'never' as const }, 'never'],
  ])('says how to fall back once the person has seen that a key failed, with policies %j', async (policies, said) => {
    const { http, service } = setUp(policies);
    service.again('job', ['openai'], { hasSeenKeyFail: true }).subscribe();
    await new Promise((resolve) => setTimeout(resolve));
    const retry = http.expectOne('/api/jobs/job/retry');
    expect(retry.request.headers.get('x-byok-fallback')).toBe(said);
    retry.flush(JOB);
  });
});
