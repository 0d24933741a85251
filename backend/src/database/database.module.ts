import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { PinoLogger } from 'nestjs-pino';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { databaseConfig } from '../config/index.js';
import type { DatabaseServer } from './database-server.js';
import { createPool } from './database.pool.js';
import { createDatabase } from './database.session.js';
import { openDatabaseServer } from './open-database-server.js';
import { DATABASE, DATABASE_POOL, DATABASE_SERVER, InjectDatabasePool, InjectDatabaseServer } from './tokens.js';

const CLOSE_TIMEOUT_MS = 5_000;

/**
 * The migrated database for every module. It is global, so Nest shuts it down after all others: workers and queues
 * that close in `onModuleDestroy` or `onApplicationShutdown` still have their database there.
 */
@Global()
@Module({
  providers: [
    {
      provide: DATABASE_SERVER,
      useFactory: (configuration: ConfigType<typeof databaseConfig>, logger: PinoLogger) => {
        logger.setContext('Database');
        return openDatabaseServer(configuration, logger);
      },
      inject: [databaseConfig.KEY, PinoLogger],
    },
    {
      provide: DATABASE_POOL,
      useFactory: (server: DatabaseServer, logger: PinoLogger) => {
        logger.setContext('Database');
        return createPool(server, {
          onConnectionLost: (error) => logger.debug(`An idle connection broke: ${error.message}`),
        });
      },
      inject: [DATABASE_SERVER, PinoLogger],
    },
    { provide: DATABASE, useFactory: createDatabase, inject: [DATABASE_POOL] },
  ],
  exports: [DATABASE, DATABASE_POOL, DATABASE_SERVER],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    @InjectDatabasePool() private readonly pool: Pool,
    @InjectDatabaseServer() private readonly server: DatabaseServer,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    // A connection that someone still holds must not hold up the end.
    await Promise.race([this.pool.end(), pause(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
    await this.server.close();
  }
}
