import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import type { Pool, PoolClient } from 'pg';
import type { JobStatus } from '#contracts';
import { InjectDatabasePool } from '../../database/index.js';
import { JOBS_CHANNEL } from './notification-batcher.js';

/** Notified of a change; without a status when some may have been missed and the table must be asked. */
export type JobChangeHandler = (status: JobStatus | undefined) => void;

/** Before a lost connection is made anew, in milliseconds. */
const RETRY_DELAY_MS = 500;

/**
 * Carries changes of jobs from any process to any other by LISTEN/NOTIFY. A hint, not a promise: a connection
 * that breaks is made anew, but a caller that must not miss a change also looks into the table from time to time.
 */
@Injectable()
export class JobChangeListener implements OnModuleDestroy {
  readonly #handlers = new Map<string, Set<JobChangeHandler>>();
  #client: PoolClient | undefined;
  #connecting = false;
  #closed = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(
    @InjectDatabasePool() private readonly pool: Pool,
    @InjectPinoLogger('Jobs') private readonly logger: PinoLogger,
  ) {}

  /** @returns the way to stop listening */
  watch(jobId: string, handler: JobChangeHandler): () => void {
    const own = this.#handlers.get(jobId) ?? new Set();
    this.#handlers.set(jobId, own.add(handler));
    if (this.#client === undefined) void this.#connect();
    return () => {
      own.delete(handler);
      if (own.size === 0 && this.#handlers.get(jobId) === own) this.#handlers.delete(jobId);
    };
  }

  onModuleDestroy(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#handlers.clear();
    this.#client?.release(true);
    this.#client = undefined;
  }

  async #connect(): Promise<void> {
    if (this.#connecting || this.#closed) return;
    this.#connecting = true;
    try {
      const client = await this.pool.connect();
      if (this.#closed) return client.release(true);
      const lose = () => {
        if (this.#client !== client) return;
        this.#client = undefined;
        client.release(true);
        this.#reconnectLater();
      };
      client.on('error', lose);
      client.on('end', lose);
      client.on('notification', ({ payload }) => this.#notify(payload ?? ''));
      this.#client = client;
      await client.query(`listen ${JOBS_CHANNEL}`);
      for (const own of this.#handlers.values()) for (const handler of own) handler(undefined);
    } catch (error) {
      this.logger.debug(`Could not listen for changes of jobs: ${error instanceof Error ? error.message : 'no reason given'}`);
      this.#client?.release(true);
      this.#client = undefined;
      this.#reconnectLater();
    } finally {
      this.#connecting = false;
    }
  }

  #reconnectLater(): void {
    if (this.#closed) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#connect(), RETRY_DELAY_MS);
    this.#retry.unref();
  }

  #notify(payload: string): void {
    for (const line of payload.split('\n')) {
      const [id = '', status] = line.split(' ');
      for (const handler of [...(this.#handlers.get(id) ?? [])]) handler(status as JobStatus | undefined);
    }
  }
}
