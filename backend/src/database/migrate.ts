import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';

const FOLDER = fileURLToPath(new URL('./migrations', import.meta.url));

/** Any constant will do, as long as every process of the application uses the same one ("byok" in ASCII). */
const ADVISORY_LOCK = 0x62796f6b;

/**
 * Brings the database to the newest schema. Several processes may call it at once: an advisory lock lets one work
 * and the others find everything done. Throws PostgreSQL's error when it can't connect or a statement fails; the
 * migrations run in one transaction, so a failure leaves the database as it was.
 */
export async function migrateDatabase(connectionString: string): Promise<void> {
  const client = new pg.Client({
    connectionString,
    application_name: 'byok migrations',
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    if (existsSync(`${FOLDER}/meta/_journal.json`)) await migrate(drizzle(client), { migrationsFolder: FOLDER });
  } finally {
    await client.end();
  }
}
