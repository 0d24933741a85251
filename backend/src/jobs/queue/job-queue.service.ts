import { Injectable, Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
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

/** A job that must wait for others of its user's stands in the queue as one that begins in a year: nothing comes before `letIn`. */
const HELD_MS = 365 * 24 * 60 * 60 * 1000;

interface Entry {
  readonly data: Required<QueuedJob>;
  readonly isHeld: boolean;
}

const entryOf = ({ data, isHeld }: Entry) => ({
  name: 'job',
  data,
  opts: { jobId: placeId({ id: data.jobId, submission: data.submission }), ...(isHeld ? { delay: HELD_MS } : {}) },
});

/** What stands in the queue. */
export interface QueuedPlace extends Place {
  /** Waits for others of its user's, and was never begun. */
  readonly isHeld: boolean;
}

/** Where jobs wait for a worker. It only transports: what a job is and how it fares stands in the table. */
@Injectable()
export class JobQueue {
  private readonly logger = new Logger('Jobs');

  private readonly queues = new Map<string, JobsQueue>();
  private readonly queue: JobsQueue;
  private readonly additions = new GroupedWrites<Entry, void>((items) => this.addAll(items));

  /** @param ring of this process: its queue is meant wherever no other is named */
  constructor(
    private readonly backend: QueueBackend,
    readonly ring: string,
  ) {
    this.queue = this.of(ring);
  }

  /**
   * Adding the same job twice changes nothing.
   * @param isHeld it waits until `letIn` is called for it
   * @throws ByokError unavailable
   */
  add(jobId: string, envelopes: Envelopes, submission = 1, isHeld = false): Promise<void> {
    const entry = { data: { jobId, envelopes, submission }, isHeld };
    return this.backend.groupsAdditions ? inTime(this.additions.add(entry)) : this.addOne(entry);
  }

  /** Has a held job wait for a worker, behind all that do already. Changes nothing for one that isn't held. @throws ByokError unavailable */
  async letIn(place: Place, ring = this.ring): Promise<void> {
    const job = await inTime(this.of(ring).getJob(placeId(place)));
    // Another process may have been quicker.
    if (job !== undefined && job !== null && isHeld(job)) await inTime(job.promote().catch(() => undefined));
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
  async missing<P extends Place>(places: readonly P[]): Promise<P[]> {
    const found = await inTime(Promise.all(places.map((place) => this.queue.getJob(placeId(place)))));
    return places.filter((_place, index) => !found[index]);
  }

  /** All that is in the queue. */
  async places(): Promise<QueuedPlace[]> {
    const queued = await inTime(this.queue.getJobs(['waiting', 'delayed', 'prioritized', 'active']));
    return queued.flatMap((job) => (job?.id === undefined ? [] : [{ id: job.data.jobId, submission: job.data.submission ?? 1, isHeld: isHeld(job) }]));
  }

  /** Ids of all jobs in the queue. */
  async ids(): Promise<string[]> {
    return (await this.places()).map(({ id }) => id);
  }

  private async addOne(entry: Entry): Promise<void> {
    const { name, data, opts } = entryOf(entry);
    await inTime(this.queue.add(name, data, opts));
  }

  /** Should the queue take a part of them only, trying again is safe: of an entry that a worker has finished since, the table says so. */
  private async addAll(items: readonly Entry[]): Promise<void[]> {
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

/** One that a rate limit stops is delayed, too, but was begun. */
function isHeld({ delay, attemptsStarted }: Job<QueuedJob, void>): boolean {
  return delay > 0 && attemptsStarted === 0;
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
