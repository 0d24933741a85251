import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import type { Pool, PoolClient } from 'pg';
import { InjectDatabasePool } from '../../database/index.js';
import type { JobStatus } from '../job-types.js';
import { JOBS_CHANNEL } from './jobs-channel.js';

/** Told of a change; without a status when some may have been missed and the table must be asked. */
export type JobListener = (status: JobStatus | undefined) => void;

const RETRY_MS = 500;

/**
 * Carries changes of jobs from any process to any other by LISTEN/NOTIFY. A hint, not a promise: a connection
 * that breaks is made anew, but whoever must not miss a change also looks into the table from time to time.
 */
@Injectable()
export class JobSignals implements OnModuleDestroy {
  private readonly listeners = new Map<string, Set<JobListener>>();
  private client: PoolClient | undefined;
  private connecting = false;
  private closed = false;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    @InjectDatabasePool() private readonly pool: Pool,
    @InjectPinoLogger('Jobs') private readonly logger: PinoLogger,
  ) {}

  /** @returns the way to stop listening */
  watch(jobId: string, listener: JobListener): () => void {
    const own = this.listeners.get(jobId) ?? new Set();
    this.listeners.set(jobId, own.add(listener));
    if (this.client === undefined) void this.connect();
    return () => {
      own.delete(listener);
      if (own.size === 0 && this.listeners.get(jobId) === own) this.listeners.delete(jobId);
    };
  }

  onModuleDestroy(): void {
    this.closed = true;
    clearTimeout(this.retry);
    this.listeners.clear();
    this.client?.release(true);
    this.client = undefined;
  }

  private async connect(): Promise<void> {
    if (this.connecting || this.closed) return;
    this.connecting = true;
    try {
      const client = await this.pool.connect();
      if (this.closed) return client.release(true);
      const lose = () => {
        if (this.client !== client) return;
        this.client = undefined;
        client.release(true);
        this.reconnectLater();
      };
      client.on('error', lose);
      client.on('end', lose);
      client.on('notification', ({ payload }) => this.tell(payload ?? ''));
      this.client = client;
      await client.query(`listen ${JOBS_CHANNEL}`);
      for (const own of this.listeners.values()) for (const listener of own) listener(undefined);
    } catch (error) {
      this.logger.debug(`Could not listen for changes of jobs: ${error instanceof Error ? error.message : 'no reason given'}`);
      this.client?.release(true);
      this.client = undefined;
      this.reconnectLater();
    } finally {
      this.connecting = false;
    }
  }

  private reconnectLater(): void {
    if (this.closed) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.connect(), RETRY_MS);
    this.retry.unref();
  }

  private tell(payload: string): void {
    for (const line of payload.split('\n')) {
      const [id = '', status] = line.split(' ');
      for (const listener of [...(this.listeners.get(id) ?? [])]) listener(status as JobStatus | undefined);
    }
  }
}
