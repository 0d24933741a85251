import { Injectable, Logger } from '@nestjs/common';
import { ByokError } from '#contracts';
import type { Envelopes } from '../keys/held-keys.js';
import { GroupedWrites } from '../store/grouped-writes.js';
import type { JobsQueue, QueueBackend, QueuedJob } from './queue-backend.js';

/** The queue must answer within so many milliseconds. */
const PATIENCE_MS = 5_000;

/** One submission of a job: what has a place in the queue. */
export interface Place {
  readonly id: string;
  /** Counted from 1. */
  readonly submission: number;
}

/** The queue's own id: a retry must not meet the entry that a worker is just letting go. */
function placeId({ id, submission }: Place): string {
  return submission === 1 ? id : `${id}.${submission}`;
}

const entryOf = (data: Required<QueuedJob>) => ({ name: 'job', data, opts: { jobId: placeId({ id: data.jobId, submission: data.submission }) } });

/** Where jobs wait for a worker. It only transports: what a job is and how it fares stands in the table. */
@Injectable()
export class JobQueue {
  private readonly logger = new Logger('Jobs');

  private readonly queues = new Map<string, JobsQueue>();
  private readonly queue: JobsQueue;
  private readonly additions = new GroupedWrites<Required<QueuedJob>, void>((items) => this.addAll(items));

  /** @param ring of this process: its queue is meant wherever no other is named */
  constructor(
    private readonly backend: QueueBackend,
    readonly ring: string,
  ) {
    this.queue = this.of(ring);
  }

  /** Adding the same job twice changes nothing. @throws ByokError unavailable */
  add(jobId: string, envelopes: Envelopes, submission = 1): Promise<void> {
    const data = { jobId, envelopes, submission };
    return this.backend.groupsAdditions ? inTime(this.additions.add(data)) : this.addOne(data);
  }

  /**
   * Takes a job's envelopes out of the queue at once, whatever its state, and the job too unless a worker has it.
   * @throws ByokError unavailable
   */
  async remove(jobId: string, submission = 1, ring = this.ring): Promise<void> {
    const queue = this.of(ring);
    const place = placeId({ id: jobId, submission });
    const job = await inTime(queue.getJob(place));
    if (job === undefined || job === null) return;
    await inTime(job.updateData({ jobId, envelopes: {}, submission }).catch(() => undefined));
    await inTime(queue.remove(place).catch(() => undefined));
  }

  /** Takes a ring's queue away with every envelope in it. @throws ByokError unavailable */
  async obliterate(ring: string): Promise<void> {
    const queue = this.of(ring);
    await inTime(queue.obliterate({ force: true }));
    if (ring === this.ring) return;
    this.queues.delete(ring);
    await queue.close();
  }

  /** Before the backend is closed. */
  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    this.queues.clear();
  }

  /** Of these, those that the queue does not know. */
  async missing(places: readonly Place[]): Promise<Place[]> {
    const found = await inTime(Promise.all(places.map((place) => this.queue.getJob(placeId(place)))));
    return places.filter((_place, index) => !found[index]);
  }

  /** All that is in the queue. */
  async places(): Promise<Place[]> {
    const queued = await inTime(this.queue.getJobs(['waiting', 'delayed', 'prioritized', 'active']));
    return queued.flatMap((job) => (job?.id === undefined ? [] : [{ id: job.data.jobId, submission: job.data.submission ?? 1 }]));
  }

  /** Ids of all jobs in the queue. */
  async ids(): Promise<string[]> {
    return (await this.places()).map(({ id }) => id);
  }

  private async addOne(job: Required<QueuedJob>): Promise<void> {
    const { name, data, opts } = entryOf(job);
    await inTime(this.queue.add(name, data, opts));
  }

  /** Should the queue take a part of them only, trying again is safe: of an entry that a worker has finished since, the table says so. */
  private async addAll(items: readonly Required<QueuedJob>[]): Promise<void[]> {
    const [first] = items;
    if (items.length === 1 && first !== undefined) await this.addOne(first);
    else await inTime(this.queue.addBulk(items.map(entryOf)));
    return items.map(() => undefined);
  }

  private of(ring: string): JobsQueue {
    const known = this.queues.get(ring);
    if (known !== undefined) return known;
    const queue = this.backend.queue(ring);
    // Without a listener an error of the connection would end the process.
    queue.on('error', (error: Error) => this.logger.debug(`The queue's connection: ${error.message}`));
    this.queues.set(ring, queue);
    return queue;
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
