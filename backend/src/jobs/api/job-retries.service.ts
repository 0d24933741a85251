import { Injectable } from '@nestjs/common';
import { ByokError, type JobReference } from '#contracts';
import type { CallScope } from '#nestjs-byok';
import type { Principal } from '../../access/index.js';
import { UserStorage } from '../../uploads/index.js';
import { JobStore } from '../store/job-store.service.js';
import { JobEnqueuer } from '../submission/job-enqueuer.service.js';
import { JobWorkRegistry } from '../worker/job-work.registry.js';
import { JobsService } from './jobs.service.js';

const REFUSALS = {
  queued: 'The job waits already; there is nothing to retry.',
  active: 'The job is running; there is nothing to retry.',
  completed: 'The job is completed; there is nothing to retry.',
} as const;

/** Submits failed and cancelled jobs again; what they have finished is not repeated. */
@Injectable()
export class JobRetries {
  constructor(
    private readonly jobs: JobsService,
    private readonly store: JobStore,
    private readonly enqueuer: JobEnqueuer,
    private readonly registry: JobWorkRegistry,
    private readonly storage: UserStorage,
  ) {}

  /**
   * Under the plan, preferences, consent and keys of this request; those of the submission are over.
   * @param model serves what is left, from now on; undefined: that of before
   * @throws ByokError not_found; conflict when it is running, completed, or what it worked on is gone; those of a submission, quota_exceeded for storage among them
   */
  async retry(principal: Principal, scope: CallScope, id: string, model?: string): Promise<JobReference> {
    const job = await this.jobs.find(principal.userId, id);
    const { status } = job;
    if (status !== 'failed' && status !== 'cancelled') throw new ByokError('conflict', REFUSALS[status]);
    const input = model === undefined ? undefined : this.registry.work.withModel(job.input, model);
    const calls = await this.registry.work.remainingCalls(input === undefined ? job : { ...job, input }, await this.store.parts(id), principal);
    await this.storage.expectSome(principal);
    return this.enqueuer.resubmit(this.enqueuer.prepare({ id, principal, scope }, calls), { type: job.type, input });
  }
}
