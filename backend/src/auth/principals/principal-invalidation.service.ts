import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { InjectDatabasePool } from '../../database/index.js';
import { PrincipalCache } from './principal-cache.js';

const CHANNEL = 'byok_principals';
const RECONNECT_MS = [100, 500, 1_000, 2_000, 5_000] as const;

/**
 * Makes changes to users, sessions and tokens take effect at once: in this process directly, in the others by
 * PostgreSQL's LISTEN/NOTIFY. While that is down the cache's time to live is the net.
 */
@Injectable()
export class PrincipalInvalidation implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(PrincipalInvalidation.name);
  private readonly stop = new AbortController();
  private listener: PoolClient | undefined;

  constructor(
    @InjectDatabasePool() private readonly pool: Pool,
    private readonly cache: PrincipalCache,
  ) {}

  onApplicationBootstrap(): void {
    void this.listen();
  }

  onModuleDestroy(): void {
    this.stop.abort();
    this.listener?.release(true);
    this.listener = undefined;
  }

  /** Call it after a change of anything that a principal of the user is made of has been committed. Never throws. */
  async announce(userId: string): Promise<void> {
    this.cache.forgetUser(userId);
    try {
      await this.pool.query('select pg_notify($1, $2)', [CHANNEL, userId]);
    } catch (error) {
      this.logger.warn({ err: error }, 'other processes learn of an account change only after some seconds');
    }
  }

  /** Holds one connection that listens, and replaces it when it breaks. */
  private async listen(attempt = 0): Promise<void> {
    let client: PoolClient | undefined;
    try {
      client = await this.pool.connect();
      const listening = client;
      client.on('notification', ({ payload }) => payload !== undefined && this.cache.forgetUser(payload));
      client.on('error', () => this.replace(listening));
      client.on('end', () => this.replace(listening));
      await client.query(`listen ${CHANNEL}`);
    } catch {
      client?.release(true);
      const delay = RECONNECT_MS[Math.min(attempt, RECONNECT_MS.length - 1)];
      await wait(delay, undefined, { signal: this.stop.signal, ref: false }).catch(() => undefined);
      return this.stop.signal.aborted ? undefined : this.listen(attempt + 1);
    }
    if (this.stop.signal.aborted) return client.release(true);
    this.listener = client;
    this.cache.clear();
  }

  private replace(client: PoolClient): void {
    if (this.listener !== client) return;
    this.listener = undefined;
    client.release(true);
    void this.listen();
  }
}
