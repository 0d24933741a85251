import { Injectable, Logger } from '@nestjs/common';
import { ByokError } from '#contracts';
import type { Envelopes } from '../keys/held-keys.js';
import type { JobsQueue } from './queue-backend.js';

/** Where jobs wait for a worker. It only transports: what a job is and how it fares stands in the table. */
@Injectable()
export class JobQueue {
  private readonly logger = new Logger('Jobs');

  constructor(private readonly queue: JobsQueue) {
    // Without a listener an error of the connection would end the process.
    queue.on('error', (error: Error) => this.logger.debug(`The queue's connection: ${error.message}`));
  }

  /** Adding the same job twice changes nothing. @throws ByokError unavailable */
  async add(jobId: string, envelopes: Envelopes): Promise<void> {
    try {
      await this.queue.add('job', { jobId, envelopes }, { jobId });
    } catch (error) {
      throw new ByokError('unavailable', 'The queue does not answer just now; try again in a few seconds.', { cause: error, retryAfterSeconds: 2 });
    }
  }

  /** Takes a job's envelopes out of the queue at once, whatever its state, and the job too unless a worker has it. */
  async remove(jobId: string): Promise<void> {
    const job = await this.queue.getJob(jobId);
    if (job === undefined || job === null) return;
    await job.updateData({ jobId, envelopes: {} }).catch(() => undefined);
    await this.queue.remove(jobId).catch(() => undefined);
  }

  /** Of these ids, those that the queue knows. */
  async known(ids: readonly string[]): Promise<Set<string>> {
    const found = await Promise.all(ids.map(async (id) => ((await this.queue.getJob(id)) ? id : undefined)));
    return new Set(found.filter((id) => id !== undefined));
  }

  /** Ids of all jobs in the queue. */
  async ids(): Promise<string[]> {
    const queued = await this.queue.getJobs(['waiting', 'delayed', 'prioritized', 'active']);
    return queued.flatMap((job) => (job?.id === undefined ? [] : [job.id]));
  }
}
