import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import { of, throwError, type Observable } from 'rxjs';
import { VaultFacade, type VaultStatus } from '#angular-byok';
import { BYOK_PROVIDERS, DEFAULT_PREFERENCES, type ByokProviderId, type JobStatus, type Preferences } from '#contracts';
import { ApiError } from '../../../core/http/api-error.js';
import { SessionService } from '../../../core/session/session.service.js';
import { CourseMemory } from '../course-memory.service.js';
import { JobRetry } from './job-retry.service.js';
import { JobSubmissionService, type CourseInput } from './job-submission.service.js';
import type { JobView } from './job.js';
import { JobsApi } from './jobs.api.js';

const JOB: JobView = { id: 'one', type: 'course', status: 'failed', progress: 40, stage: 'lesson', receipts: [], createdAt: '' };
const PAID_BY_KEY = { stage: 'outline', credentialSource: 'byok', provider: 'openai', attempts: 'byok:openai:ok' } as const;

const vaultError = (code: string) => Object.assign(new Error(code), { name: 'VaultError', code });
const refusal = new ApiError({ status: 409, code: 'conflict', detail: '' });

function setUp({ preferences = DEFAULT_PREFERENCES, model }: { preferences?: Preferences; model?: string } = {}) {
  const status = signal<VaultStatus>('unlocked');
  const again = jest.fn<(id: string, providers: readonly ByokProviderId[], options?: { model?: string; hasSeenKeyFail?: boolean }) => Observable<string>>(() => of(JOB.id));
  const keepModel = jest.fn<(id: string, model: string) => void>();
  const find = jest.fn<() => Observable<Pick<JobView, 'status'>>>(() => of({ status: 'failed' }));
  TestBed.configureTestingModule({
    providers: [
      JobRetry,
      { provide: JobSubmissionService, useValue: { again } },
      { provide: JobsApi, useValue: { find } },
      { provide: CourseMemory, useValue: { input: () => (model === undefined ? undefined : ({ model } as CourseInput)), keepModel } },
      { provide: SessionService, useValue: { account: signal({ preferences }) } },
      { provide: VaultFacade, useValue: { status } },
    ],
  });
  const retry = TestBed.inject(JobRetry);
  const restarted: string[] = [];
  retry.restarted.subscribe((id) => restarted.push(id));
  const unlock = () => {
    status.set('locked');
    TestBed.tick();
    status.set('unlocked');
    TestBed.tick();
  };
  return { retry, again, keepModel, find, restarted, unlock };
}

describe('JobRetry', () => {
  it.each<[string, Parameters<typeof setUp>[0], JobView, readonly ByokProviderId[]]>([
    ['every key when nothing is known of the model', {}, JOB, BYOK_PROVIDERS],
    ['the key of the model that this browser asked for', { model: 'anthropic/claude-haiku-4-5' }, JOB, ['anthropic']],
    ['none under the strategy that the platform pays for', { preferences: { ...DEFAULT_PREFERENCES, strategy: 'cloudru' } }, JOB, []],
    ['every key under that strategy too, when a key has paid before', { preferences: { ...DEFAULT_PREFERENCES, strategy: 'cloudru' } }, { ...JOB, receipts: [PAID_BY_KEY] }, BYOK_PROVIDERS],
  ])('sends %s', (_name, context, job, providers) => {
    const { retry, again, restarted } = setUp(context);
    retry.start(job);
    expect(again).toHaveBeenCalledWith(JOB.id, providers, { hasSeenKeyFail: false });
    expect(restarted).toEqual([JOB.id]);
    expect(retry.step()).toBe('idle');
  });

  it('lets the platform step in as chosen, once the person has seen that a key failed', () => {
    const { retry, again } = setUp();
    retry.start({ ...JOB, error: { code: 'key_no_credit', detail: '' } });
    expect(again).toHaveBeenLastCalledWith(JOB.id, BYOK_PROVIDERS, { hasSeenKeyFail: true });
    retry.start({ ...JOB, error: { code: 'own_limit_reached', detail: '' } });
    expect(again).toHaveBeenLastCalledWith(JOB.id, BYOK_PROVIDERS, { hasSeenKeyFail: false });
  });

  it('goes on with another model and the key of its provider, also after the vault was opened', () => {
    const { retry, again, keepModel, unlock } = setUp({ model: 'openai/gpt-6-luna' });
    again.mockReturnValueOnce(throwError(() => vaultError('locked')));
    retry.start(JOB, 'anthropic/claude-haiku-4-5');
    expect(keepModel).not.toHaveBeenCalled();
    unlock();
    expect(again).toHaveBeenLastCalledWith(JOB.id, ['anthropic'], { model: 'anthropic/claude-haiku-4-5', hasSeenKeyFail: false });
    expect(keepModel).toHaveBeenCalledWith(JOB.id, 'anthropic/claude-haiku-4-5');
  });

  it.each(['locked', 'expired'])('asks for the vault when it is %s, and goes on once it opens', (code) => {
    const { retry, again, restarted, unlock } = setUp();
    again.mockReturnValueOnce(throwError(() => vaultError(code)));
    retry.start(JOB);
    expect(retry.step()).toBe('vault');
    unlock();
    expect(again).toHaveBeenCalledTimes(2);
    expect(restarted).toEqual([JOB.id]);
  });

  it('goes on without a key, or not at all, when the person wants that', () => {
    const { retry, again, unlock } = setUp();
    again.mockReturnValue(throwError(() => vaultError('locked')));
    retry.start(JOB);
    retry.takeBack();
    unlock();
    expect(again).toHaveBeenCalledTimes(1);
    retry.start(JOB);
    again.mockReturnValue(of(JOB.id));
    retry.startWithoutKey();
    expect(again).toHaveBeenLastCalledWith(JOB.id, [], { hasSeenKeyFail: false });
    expect(retry.step()).toBe('idle');
  });

  it('says that a record of the vault is damaged', () => {
    const { retry, again } = setUp();
    again.mockReturnValue(throwError(() => vaultError('tampered-entry')));
    retry.start(JOB);
    expect(retry.error()).toMatchObject({ code: 'key_malformed' });
    expect(retry.step()).toBe('idle');
  });

  it.each<[JobStatus, string, string[]]>([
    ['failed', 'gone', []],
    ['cancelled', 'gone', []],
    ['active', 'idle', [JOB.id]],
    ['completed', 'idle', [JOB.id]],
  ])('looks why the server refuses: a job that is %s', (status, step, expected) => {
    const { retry, again, find, restarted } = setUp();
    again.mockReturnValue(throwError(() => refusal));
    find.mockReturnValue(of({ status }));
    retry.start(JOB);
    expect(retry.step()).toBe(step);
    expect(restarted).toEqual(expected);
    expect(retry.error()).toBe(step === 'gone' ? refusal : null);
  });

  it('forgets everything when another job is shown', () => {
    const { retry, again, unlock } = setUp();
    again.mockReturnValue(throwError(() => vaultError('locked')));
    retry.start(JOB);
    retry.reset();
    unlock();
    expect(again).toHaveBeenCalledTimes(1);
  });
});
