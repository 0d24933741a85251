import { Injectable } from '@nestjs/common';
import { ByokError, hasJobEnded, type JobView } from '#contracts';
import type { JobRow } from '../../database/index.js';
import { JobQueue } from '../queue/job-queue.service.js';
import { JobEditStore } from '../store/job-edits.store.js';
import { JobStore } from '../store/job-store.service.js';
import { JobWorkRegistry } from '../worker/job-work.registry.js';
import { jobView } from './job-view.js';

/** Jobs as their owner deals with them, whatever is done in them. */
@Injectable()
export class JobsService {
  constructor(
    private readonly store: JobStore,
    private readonly edits: JobEditStore,
    private readonly queue: JobQueue,
    private readonly registry: JobWorkRegistry,
  ) {}

  /** @throws ByokError not_found, also for another user's job */
  async find(userId: string, id: string): Promise<JobRow> {
    const job = await this.store.find(userId, id);
    if (job === undefined) throw new ByokError('not_found', 'There is no job with this id.');
    return job;
  }

  /** A job that is not completed has what there is of its result. @throws ByokError not_found */
  async view(userId: string, id: string): Promise<JobView> {
    const job = await this.find(userId, id);
    if (job.status === 'completed') return jobView(job);
    const result = await this.registry.work.partialResult(job, () => this.store.parts(id));
    return { ...jobView(job), ...(result === undefined ? {} : { result }) };
  }

  /** Newest first, without results. @param before the id of the last job of the page before */
  async list(userId: string, limit: number, before: string | undefined): Promise<JobView[]> {
    return (await this.store.list(userId, limit, before)).map(jobView);
  }

  /** @returns the job without its result. @throws ByokError not_found */
  async rename(userId: string, id: string, title: string): Promise<JobView> {
    await this.edits.rename(userId, id, title);
    return jobView({ ...(await this.find(userId, id)), result: undefined });
  }

  /**
   * Cancels the job, or deletes it with all that was made of it, for good.
   * @param isForGood default: whether it has ended
   * @throws ByokError not_found
   */
  async remove(userId: string, id: string, isForGood: boolean | undefined): Promise<void> {
    const job = await this.find(userId, id);
    await this.#cancel(job);
    if (!(isForGood ?? hasJobEnded(job.status))) return;
    await this.registry.work.deleteFile(id).catch(() => undefined);
    await this.edits.forget(userId, id);
  }

  /** Ends the job wherever it is; nothing happens to one that has ended. */
  async #cancel(job: JobRow): Promise<void> {
    const { id } = job;
    if (!(await this.store.end({ id }, { status: 'cancelled' }))) return;
    // The worker lets go of what it has; reconciliation takes out what can't be reached now.
    await this.queue.remove(id, job.submission, job.keyGroup).catch(() => undefined);
    if (job.status === 'queued') await this.registry.work.deleteFile(id);
  }
}
