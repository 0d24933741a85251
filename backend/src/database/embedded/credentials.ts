import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { APPLICATION_ROLE, applicationPassword, ensureApplicationRole } from './application-role.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';

export const USER = 'byok';
export const HOST = '127.0.0.1';

/** The superuser's password, made at random on first use; readable by us alone. */
export function readPassword(folder: string, clusterExists: boolean): string {
  const path = join(folder, 'password');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  if (clusterExists) {
    throw new EmbeddedPostgresError(
      `${path} is missing, and without it nobody gets into the database beside it. Put the file back, or delete ${folder} to begin with an empty database.`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  writeFileSync(path, `${password}\n`, { mode: 0o600, flag: 'wx' });
  return password;
}

/** The application's database. */
const DATABASE = 'byok';

/** As the superuser: for what only that may do. */
export function superuserUrl(port: number, password: string, database: string): string {
  return `postgres://${USER}:${password}@${HOST}:${port}/${database}`;
}

/** The application's database, as its owner. */
export function applicationUrl(port: number, password: string): string {
  return `postgres://${APPLICATION_ROLE}:${applicationPassword(password)}@${HOST}:${port}/${DATABASE}`;
}

/** Makes the application's database and role unless they are there. Wants the start lock. */
export async function ensureDatabase(port: number, password: string): Promise<void> {
  await asSuperuser(superuserUrl(port, password, 'postgres'), async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`create database ${DATABASE}`);
  });
  await asSuperuser(superuserUrl(port, password, DATABASE), (client) => ensureApplicationRole(client, DATABASE, password));
}

async function asSuperuser(connectionString: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
