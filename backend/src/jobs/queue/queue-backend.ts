import {
  Queue,
  Worker,
  createPostgresBackend,
  createRedisBackend,
  runMigrations,
  type Processor,
  type QueueOptions,
  type WorkerOptions,
} from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import pg from 'pg';
import { SHARED_RING } from '../../byok/index.js';
import type { Configuration } from '../../config/index.js';
import type { DatabaseServer } from '../../database/index.js';
import type { Envelopes } from '../keys/held-keys.js';

/** All that travels through the queue: never a key, and nothing of the job itself. */
export interface QueuedJob {
  readonly jobId: string;
  /** Which submission of the job; 1 when it isn't there. */
  readonly submission?: number;
  readonly envelopes: Envelopes;
}

export type JobsQueue = Queue<QueuedJob, void, string>;
export type JobsWorker = Worker<QueuedJob, void, string>;
type Tuning = Pick<WorkerOptions, 'concurrency' | 'lockDuration' | 'stalledInterval' | 'maxStalledCount'>;

/** Makes queue and worker on one backend; the only place that knows which. */
export interface QueueBackend {
  /** Whether additions that come about together are cheaper in one: where each by itself would wait for a commit. */
  readonly groupsAdditions: boolean;
  /** @param ring whose queue */
  queue(ring: string): JobsQueue;
  worker(ring: string, process: Processor<QueuedJob, void, string>, tuning: Tuning): JobsWorker;
  /** After every queue and worker is closed. */
  close(): Promise<void>;
}

const NAME = 'jobs';
const SCHEMA = 'bullmq';
const PREFIX = 'byok';
/** Longest pause before Redis is tried again, in milliseconds. */
const RECONNECT_MS = 2_000;
/** Queries of the queue and the worker, and the worker's LISTEN. */
const CONNECTIONS = 5;

/** Ended jobs leave nothing behind, and an envelope least of all. */
const KEEP_NOTHING = { removeOnComplete: true, removeOnFail: true } as const;
const EVENTS = { events: { maxLen: 100 } };

/** A process takes only what it can open: each ring of transit keys has a queue of its own. */
const nameOf = (ring: string): string => (ring === SHARED_RING ? NAME : `${NAME}-${ring}`);

/** BullMQ's classes are typed for Redis; another backend's connection goes in by this. */
type AnyConnection = QueueOptions['connection'];

function backendOf(connection: unknown, factory: unknown): Pick<QueueBackend, 'queue' | 'worker'> {
  const shared = { connection: connection as AnyConnection, prefix: PREFIX };
  const create = factory as typeof createRedisBackend;
  return {
    queue: (ring) => new Queue<QueuedJob, void, string>(nameOf(ring), { ...shared, defaultJobOptions: KEEP_NOTHING, streams: EVENTS }, create),
    worker: (ring, process, tuning) =>
      new Worker<QueuedJob, void, string>(
        nameOf(ring),
        process,
        { ...shared, ...tuning, removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } },
        create,
      ),
  };
}

/** A Redis that does not answer within so many milliseconds when the process starts is taken for absent. */
const START_PATIENCE_MS = 5_000;

/** Later it may come and go; at the start an address or a password that is wrong must not look like that. @throws Error without the URL */
async function reached(connection: RedisOptions): Promise<void> {
  const client = new Redis({ ...connection, lazyConnect: true, connectTimeout: START_PATIENCE_MS, retryStrategy: () => null });
  let cause: unknown;
  client.on('error', (error: Error) => (cause ??= error));
  const late = setTimeout(() => client.disconnect(), START_PATIENCE_MS);
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    const { code, message } = (cause ?? error) as NodeJS.ErrnoException;
    throw new Error(
      `QUEUE_URL: the Redis there could not be used (${code ?? /^[A-Z]+/.exec(message)?.[0] ?? 'no answer'}); check host, port, user and password, as in redis://user:password@queue.example.com:6379`,
      { cause },
    );
  } finally {
    clearTimeout(late);
    client.disconnect();
  }
}

/** The queue in a Redis of the operator's. */
async function redisBackend(url: string): Promise<QueueBackend> {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const connection = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 6379),
    username: decodeURIComponent(username) || undefined,
    password: decodeURIComponent(password) || undefined,
    db: Number(pathname.slice(1) || 0),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(times * 200, RECONNECT_MS),
  };
  await reached(connection);
  return { ...backendOf(connection, createRedisBackend), groupsAdditions: false, close: async () => undefined };
}

/** The queue beside the application's tables. Asks for the server's address at each new connection: it may have moved. */
async function postgresBackend(server: DatabaseServer): Promise<QueueBackend> {
  class AddressedClient extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, connectionString: server.connectionString(), options: `-c search_path=${SCHEMA}` });
      this.on('error', () => undefined);
    }
  }
  const pool = new pg.Pool({ Client: AddressedClient, max: CONNECTIONS, application_name: 'byok queue', keepAlive: true });
  pool.on('error', () => undefined);
  const client = await pool.connect();
  try {
    await runMigrations(client as never, SCHEMA);
  } finally {
    client.release();
  }
  return { ...backendOf(pool, createPostgresBackend), groupsAdditions: true, close: () => pool.end() };
}

export function openQueueBackend({ queueUrl }: Pick<Configuration, 'queueUrl'>, server: DatabaseServer): Promise<QueueBackend> {
  return queueUrl === undefined ? postgresBackend(server) : redisBackend(queueUrl);
}
