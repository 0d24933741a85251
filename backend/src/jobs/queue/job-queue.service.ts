import { Injectable, Logger } from '@nestjs/common';
import { ByokError } from '#contracts';
import type { Envelopes } from '../keys/held-keys.js';
import type { JobsQueue } from './queue-backend.js';

/** The queue must answer within so many milliseconds. */
const PATIENCE_MS = 5_000;

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
    await inTime(this.queue.add('job', { jobId, envelopes }, { jobId }));
  }

  /**
   * Takes a job's envelopes out of the queue at once, whatever its state, and the job too unless a worker has it.
   * @throws ByokError unavailable
   */
  async remove(jobId: string): Promise<void> {
    const job = await inTime(this.queue.getJob(jobId));
    if (job === undefined || job === null) return;
    await inTime(job.updateData({ jobId, envelopes: {} }).catch(() => undefined));
    await inTime(this.queue.remove(jobId).catch(() => undefined));
  }

  /** Of these ids, those that the queue knows. */
  async known(ids: readonly string[]): Promise<Set<string>> {
    const found = await inTime(Promise.all(ids.map(async (id) => ((await this.queue.getJob(id)) ? id : undefined))));
    return new Set(found.filter((id) => id !== undefined));
  }

  /** Ids of all jobs in the queue. */
  async ids(): Promise<string[]> {
    const queued = await inTime(this.queue.getJobs(['waiting', 'delayed', 'prioritized', 'active']));
    return queued.flatMap((job) => (job?.id === undefined ? [] : [job.id]));
  }
}

/** A Redis that is away is waited for, and so would be everyone who asks. @throws ByokError unavailable */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`No answer within ${PATIENCE_MS} ms.`)), PATIENCE_MS);
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    throw new ByokError('unavailable', 'The queue does not answer just now; try again in a few seconds.', { cause: error, retryAfterSeconds: 2 });
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
