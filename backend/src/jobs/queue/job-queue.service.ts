import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import type { Job } from 'bullmq';
import { ByokError } from '#contracts';
import { TransitKeyring, type AccountHeaders, type Envelopes } from '#nestjs-byok';
import { WriteBatcher } from '../store/write-batcher.js';
import { JOBS_QUEUE, JobsQueue, queueNameOf, sharedQueueOptions, type QueuedJob } from './bull.js';
import { QUEUE_CONNECTION, isPostgres, type QueueConnection } from './queue-connection.js';

/** The queue must answer within this many milliseconds. */
const ANSWER_TIMEOUT_MS = 5_000;
/** A job that must wait for others of its user stands in the queue as one that begins in a year: nothing comes before `release`. */
const HELD_DELAY_MS = 365 * 24 * 60 * 60 * 1000;

/** One submission of a job: what has an entry in the queue. */
export interface QueueEntryRef {
  readonly id: string;
  /** Counted from 1. */
  readonly submission: number;
}

/** An entry that stands in the queue. */
export interface QueuedEntry extends QueueEntryRef {
  /** Waits for other jobs of its user, and was never begun. */
  readonly isHeld: boolean;
}

interface NewEntry {
  readonly data: QueuedJob & { readonly submission: number };
  readonly isHeld: boolean;
}

/** The queue's own id: a retry must not meet the entry that a worker is just letting go. */
function entryId({ id, submission }: QueueEntryRef): string {
  return submission === 1 ? id : `${id}.${submission}`;
}

const bulkEntry = ({ data, isHeld }: NewEntry) => ({
  name: 'job',
  data,
  opts: { jobId: entryId({ id: data.jobId, submission: data.submission }), ...(isHeld ? { delay: HELD_DELAY_MS } : {}) },
});

/** Where jobs wait for a worker. It only transports: what a job is and its state stand in the table. */
@Injectable()
export class JobQueue {
  /** Of this process: its queue is meant wherever no other is named. */
  readonly keyGroup: string;
  /** Queues of other key groups. */
  readonly #others = new Map<string, JobsQueue>();
  readonly #additions = new WriteBatcher<NewEntry, void>((entries) => this.#addAll(entries));

  constructor(
    @InjectQueue(JOBS_QUEUE) private readonly queue: JobsQueue,
    @Inject(QUEUE_CONNECTION) private readonly connection: QueueConnection,
    { keyGroup }: TransitKeyring,
  ) {
    this.keyGroup = keyGroup;
  }

  /**
   * Adding the same job twice changes nothing.
   * @param isHeld it waits until `release` is called for it
   * @param accountHeaders what goes to providers beside the first own keys
   * @throws ByokError unavailable
   */
  add(jobId: string, envelopes: Envelopes, submission = 1, isHeld = false, accountHeaders?: AccountHeaders): Promise<void> {
    const entry = { data: { jobId, envelopes, submission, ...(accountHeaders === undefined ? {} : { accountHeaders }) }, isHeld };
    // In PostgreSQL each addition by itself would wait for a commit.
    return isPostgres(this.connection.options) ? withTimeout(this.#additions.add(entry)) : this.#addOne(entry);
  }

  /** Has a held job wait for a worker, behind all that do already. Changes nothing for one that isn't held. @throws ByokError unavailable */
  async release(entry: QueueEntryRef, keyGroup = this.keyGroup): Promise<void> {
    const job = await withTimeout(this.#of(keyGroup).getJob(entryId(entry)));
    // Another process may have been quicker.
    if (job !== undefined && job !== null && isHeld(job)) await withTimeout(job.promote().catch(() => undefined));
  }

  /**
   * Takes a job's envelopes out of the queue at once, whatever its state, and the job too unless a worker has it.
   * @throws ByokError unavailable
   */
  async remove(jobId: string, submission = 1, keyGroup = this.keyGroup): Promise<void> {
    const queue = this.#of(keyGroup);
    const id = entryId({ id: jobId, submission });
    const job = await withTimeout(queue.getJob(id));
    if (job === undefined || job === null) return;
    await withTimeout(job.updateData({ jobId, envelopes: {}, submission }).catch(() => undefined));
    await withTimeout(queue.remove(id).catch(() => undefined));
  }

  /** Takes a key group's queue away with every envelope in it. @throws ByokError unavailable */
  async obliterate(keyGroup: string): Promise<void> {
    const queue = this.#of(keyGroup);
    await withTimeout(queue.obliterate({ force: true }));
    if (queue === this.queue) return;
    this.#others.delete(keyGroup);
    await queue.close();
  }

  /** Closes the queues, and after them their connection. */
  async close(): Promise<void> {
    await Promise.all([this.queue, ...this.#others.values()].map((queue) => queue.close()));
    this.#others.clear();
    await this.connection.close();
  }

  /** Of these, those that the queue does not know. */
  async missing<Ref extends QueueEntryRef>(entries: readonly Ref[]): Promise<Ref[]> {
    const found = await withTimeout(Promise.all(entries.map((entry) => this.queue.getJob(entryId(entry)))));
    return entries.filter((_entry, index) => !found[index]);
  }

  /** All that is in the queue. */
  async entries(): Promise<QueuedEntry[]> {
    const queued = await withTimeout(this.queue.getJobs(['waiting', 'delayed', 'prioritized', 'active']));
    return queued.flatMap((job) => (job?.id === undefined ? [] : [{ id: job.data.jobId, submission: job.data.submission ?? 1, isHeld: isHeld(job) }]));
  }

  /** Ids of all jobs in the queue. */
  async ids(): Promise<string[]> {
    return (await this.entries()).map(({ id }) => id);
  }

  async #addOne(entry: NewEntry): Promise<void> {
    const { name, data, opts } = bulkEntry(entry);
    await withTimeout(this.queue.add(name, data, opts));
  }

  /** Should the queue take a part of them only, trying again is safe: of an entry that a worker has finished since, the table says so. */
  async #addAll(entries: readonly NewEntry[]): Promise<void[]> {
    const [first] = entries;
    if (entries.length === 1 && first !== undefined) await this.#addOne(first);
    else await withTimeout(this.queue.addBulk(entries.map(bulkEntry)));
    return entries.map(() => undefined);
  }

  #of(keyGroup: string): JobsQueue {
    if (keyGroup === this.keyGroup) return this.queue;
    const known = this.#others.get(keyGroup);
    if (known !== undefined) return known;
    const queue = new JobsQueue(queueNameOf(keyGroup), sharedQueueOptions(this.connection.options));
    this.#others.set(keyGroup, queue);
    return queue;
  }
}

/** One that a rate limit stops is delayed, too, but was begun. */
function isHeld({ delay, attemptsStarted }: Job<QueuedJob, void>): boolean {
  return delay > 0 && attemptsStarted === 0;
}

/** A Redis that is away is waited for, and so would be everyone who asks. @throws ByokError unavailable */
async function withTimeout<T>(work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`No answer within ${ANSWER_TIMEOUT_MS} ms.`)), ANSWER_TIMEOUT_MS);
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    throw new ByokError('unavailable', 'The queue does not answer just now; try again in a few seconds.', { cause: error, retryAfterSeconds: 2 });
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
