import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import type { Pool } from 'pg';
import { ChannelListener, InjectDatabasePool } from '../../database/index.js';
import { PrincipalCache } from './principal-cache.js';

const CHANNEL = 'byok_principals';

/**
 * Makes changes to users, sessions and tokens take effect at once: in this process directly, in the others by
 * PostgreSQL's LISTEN/NOTIFY. While that is down the cache's time to live is the net.
 */
@Injectable()
export class PrincipalInvalidation implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly listener: ChannelListener;

  constructor(
    @InjectDatabasePool() private readonly pool: Pool,
    private readonly cache: PrincipalCache,
    @InjectPinoLogger(PrincipalInvalidation.name) private readonly logger: PinoLogger,
  ) {
    this.listener = new ChannelListener(pool, CHANNEL, {
      onMessage: (userId) => cache.forgetUser(userId),
      onConnected: () => cache.clear(),
    });
  }

  onApplicationBootstrap(): void {
    this.listener.start();
  }

  onModuleDestroy(): void {
    this.listener.stop();
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
}
