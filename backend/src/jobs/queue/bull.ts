import { BullModule } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import { Queue, Worker, createPostgresBackend, createRedisBackend, type Processor, type QueueOptions, type WorkerOptions } from 'bullmq';
import { type Envelopes, SHARED_KEY_GROUP, type AccountHeaders } from '#nestjs-byok';
import { asBullConnection, isPostgres, type QueueConnection } from './queue-connection.js';

/** All that travels through the queue: never a key, and nothing of the job itself. */
export interface QueuedJob {
  readonly jobId: string;
  /** Which submission of the job; 1 when it isn't there. */
  readonly submission?: number;
  readonly envelopes: Envelopes;
  /** Headers that choose an account at a provider; gone with the envelopes. */
  readonly accountHeaders?: AccountHeaders;
}

/** Injection name of the queue of this process's key group; its name in the store is `queueNameOf`. */
export const JOBS_QUEUE = 'jobs';
const PREFIX = 'byok';
/** A worker's running jobs get this many milliseconds: longer than the grace after which they go back to the queue. */
const WORKER_CLOSE_MS = 12_000;
const QUEUE_CLOSE_MS = 3_000;

/** A process takes only what it can open: each group of transit keys has a queue of its own. */
export function queueNameOf(keyGroup: string): string {
  return keyGroup === SHARED_KEY_GROUP ? JOBS_QUEUE : `${JOBS_QUEUE}-${keyGroup}`;
}

/** What all queues and workers of this process share. Ended jobs leave nothing behind, and an envelope least of all. */
export function sharedQueueOptions(connection: QueueConnection['options']): QueueOptions {
  return {
    connection: asBullConnection(connection),
    prefix: PREFIX,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    streams: { events: { maxLen: 100 } },
  };
}

/** BullMQ types its constructors for Redis. */
function backendOf({ connection }: { readonly connection?: unknown } = {}): typeof createRedisBackend {
  return isPostgres(connection) ? (createPostgresBackend as unknown as typeof createRedisBackend) : createRedisBackend;
}

const logger = new Logger('Jobs');

/** A queue on the backend that its connection belongs to, PostgreSQL or Redis. */
export class JobsQueue extends Queue<QueuedJob, void, string> {
  #closing: Promise<void> | undefined;

  constructor(name: string, options: QueueOptions) {
    super(name, options, backendOf(options));
    // Without a listener an error of the connection would end the process.
    this.on('error', (error: Error) => logger.debug(`The queue's connection: ${error.message}`));
  }

  /** A Redis that is away keeps its connections from closing: the process stops all the same. */
  override close(): Promise<void> {
    return (this.#closing ??= atMost(QUEUE_CLOSE_MS, super.close()));
  }
}

/** A worker on the backend that its connection belongs to. */
export class JobsWorker extends Worker<QueuedJob, void, string> {
  #closing: Promise<void> | undefined;

  constructor(name: string, process: Processor<QueuedJob, void, string>, options: WorkerOptions) {
    super(name, process, options, backendOf(options));
  }

  /** As `JobsQueue.close`. */
  override close(force?: boolean): Promise<void> {
    return (this.#closing ??= atMost(WORKER_CLOSE_MS, super.close(force)));
  }
}

BullModule.queueClass = JobsQueue;
BullModule.workerClass = JobsWorker;

async function atMost(milliseconds: number, closing: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, milliseconds);
  await Promise.race([closing, late.promise]).finally(() => clearTimeout(timer));
}
