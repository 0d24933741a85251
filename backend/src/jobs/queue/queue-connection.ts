import { runMigrations, type ConnectionOptions } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import pg from 'pg';
import type { Configuration } from '../../config/index.js';
import { pooledClient, type DatabaseServer } from '../../database/index.js';

/** BullMQ's own tables in PostgreSQL. */
const SCHEMA = 'bullmq';
/** Longest pause before Redis is tried again, in milliseconds. */
const MAX_RECONNECT_DELAY_MS = 2_000;
/** Queries of the queue and the worker, and the worker's LISTEN. */
const POOL_SIZE = 5;
/** A Redis that does not answer within this many milliseconds when the process starts counts as absent. */
const START_TIMEOUT_MS = 5_000;

/** Injection token of the process's `QueueConnection`. */
export const QUEUE_CONNECTION = Symbol('jobs.queue-connection');

/** What queues and workers connect with: a pool of PostgreSQL connections, or how Redis is reached. */
export interface QueueConnection {
  readonly options: pg.Pool | RedisOptions;
  /** After every queue and worker is closed. */
  close(): Promise<void>;
}

/** Whether queues are in PostgreSQL, where each addition by itself waits for a commit. */
export function isPostgres(options: unknown): options is pg.Pool {
  return options instanceof pg.Pool;
}

/** BullMQ's classes are typed for Redis; another backend's connection goes in by this. */
export function asBullConnection(options: QueueConnection['options']): ConnectionOptions {
  return options as unknown as ConnectionOptions;
}

/** Later Redis may come and go; at the start an address or a password that is wrong must not look like that. @throws Error without the URL */
async function assertReachable(connection: RedisOptions): Promise<void> {
  const client = new Redis({ ...connection, lazyConnect: true, connectTimeout: START_TIMEOUT_MS, retryStrategy: () => null });
  let cause: unknown;
  client.on('error', (error: Error) => (cause ??= error));
  const late = setTimeout(() => client.disconnect(), START_TIMEOUT_MS);
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
    // Of one that has ended ioredis would wait two seconds for a socket to close that is closed.
    if (client.status !== 'end') client.disconnect();
  }
}

/** The operator's Redis. */
async function connectRedis(url: string): Promise<QueueConnection> {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const options = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 6379),
    username: decodeURIComponent(username) || undefined,
    password: decodeURIComponent(password) || undefined,
    db: Number(pathname.slice(1) || 0),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(times * 200, MAX_RECONNECT_DELAY_MS),
  };
  await assertReachable(options);
  return { options, close: async () => undefined };
}

/** The queue beside the application's tables. */
async function connectPostgres(server: DatabaseServer): Promise<QueueConnection> {
  const pool = new pg.Pool({ Client: pooledClient(server, { options: `-c search_path=${SCHEMA}` }), max: POOL_SIZE, application_name: 'byok queue', keepAlive: true });
  pool.on('error', () => undefined);
  const client = await pool.connect();
  try {
    await runMigrations(client as never, SCHEMA);
  } finally {
    client.release();
  }
  return { options: pool, close: () => pool.end() };
}

/** @throws Error when the queue can't be reached */
export function openQueueConnection({ queueUrl }: Pick<Configuration, 'queueUrl'>, server: DatabaseServer): Promise<QueueConnection> {
  return queueUrl === undefined ? connectPostgres(server) : connectRedis(queueUrl);
}
