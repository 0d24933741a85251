import { Module, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { sql } from 'drizzle-orm';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoggerModule } from 'nestjs-pino';
import type { Pool } from 'pg';
import { pino } from 'pino';
import { createTestDatabase } from '../../test/support/test-database.js';
import { configOptions, readConfiguration, type Environment } from '../config/index.js';
import { DatabaseModule } from './database.module.js';
import { migrateDatabase } from './migrate.js';
import { DATABASE, DATABASE_POOL, InjectDatabase, type Database } from './tokens.js';

/** Stands for a queue worker, which must still have its database when it stops. */
class Worker implements OnModuleDestroy, OnApplicationShutdown {
  readonly answers: number[] = [];

  constructor(@InjectDatabase() private readonly database: Database) {}

  onModuleDestroy = () => this.ask();
  onApplicationShutdown = () => this.ask();

  private async ask(): Promise<void> {
    const { rows } = await this.database.execute<{ one: number }>(sql`select 1 as one`);
    this.answers.push(...rows.map(({ one }) => one));
  }
}

@Module({ providers: [Worker] })
class WorkModule {}

async function createApplication(environment: Environment) {
  @Module({ imports: [ConfigModule.forRoot(configOptions(readConfiguration(environment))), LoggerModule.forRoot({ pinoHttp: { logger: pino({ level: 'silent' }) }, forRoutes: [] }), DatabaseModule, WorkModule] })
  class RootModule {}

  return NestFactory.createApplicationContext(RootModule, { logger: false, abortOnError: false });
}

describe('DatabaseModule', () => {
  let dataDir: string;
  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), 'byok-module-'));
    chmodSync(folder, 0o755);
    dataDir = join(folder, 'data');
  });
  afterEach(() => rmSync(join(dataDir, '..'), { recursive: true, force: true }));

  it('gives every module a migrated database on the embedded server, and outlives the workers', async () => {
    const application = await createApplication({ DATA_DIR: dataDir });
    const database = application.get<Database>(DATABASE);
    const { rows } = await database.execute<{ name: string }>(sql`select current_database() as name`);
    expect(rows).toEqual([{ name: 'byok' }]);
    const worker = application.get(Worker, { strict: false });
    await application.close();
    expect(worker.answers).toEqual([1, 1]);
    await expect(database.execute(sql`select 1`)).rejects.toThrow();
  });

  it('uses the server of DATABASE_URL when there is one', async () => {
    const test = await createTestDatabase();
    const application = await createApplication({ DATABASE_URL: test.databaseUrl, DATA_DIR: dataDir });
    const pool = application.get<Pool>(DATABASE_POOL);
    const { rows } = await pool.query<{ name: string }>('select current_database() as name');
    expect(rows).toEqual([{ name: new URL(test.databaseUrl).pathname.slice(1) }]);
    await application.close();
    await test.drop();
  });

  it('names DATABASE_URL and never its password when the server there is of no use', async () => {
    const refused = createApplication({ DATABASE_URL: 'postgres://byok:hidden-word@127.0.0.1:1/byok', DATA_DIR: dataDir });
    await expect(refused).rejects.toThrow(/^DATABASE_URL: .*ECONNREFUSED.*postgres:\/\/user:password@/);
    await expect(refused).rejects.not.toThrow(/hidden-word/);
  });

  it('lets several processes migrate at once', async () => {
    const test = await createTestDatabase();
    await expect(Promise.all([1, 2, 3].map(() => migrateDatabase(test.databaseUrl)))).resolves.toHaveLength(3);
    await test.drop();
  });
});
