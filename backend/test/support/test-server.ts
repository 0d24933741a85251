import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/database/embedded/index.js';
import { migrateDatabase } from '../../src/database/migrate.js';

const MIGRATIONS = fileURLToPath(new URL('../../src/database/migrations', import.meta.url));
const CLONE = fileURLToPath(new URL('../../..', import.meta.url));
const PREFIX = 'byok_test_';
/** The folders of test servers begin so; beside each stands a file that names its clone. */
const SERVERS = join(tmpdir(), `byok-test-${userInfo().uid}`);
const CLONE_SUFFIX = '.clone';
const ABANDONED_MILLISECONDS = 2 * 60 * 60 * 1000;

/** Where the specs of this run find the server; set by `startTestServer`, inherited by Jest's workers. */
export const SERVER_VARIABLE = 'BYOK_TEST_SERVER';
export const TEMPLATE_VARIABLE = 'BYOK_TEST_TEMPLATE';

/**
 * Starts the server that all test runs of this clone share, runs at the same time too, and makes the template from
 * the migrations as they are now. `close` lets go of it. A server runs its clone's binaries, so each clone has its
 * own: another's would lose them when its clone is deleted.
 */
export async function startTestServer(): Promise<{ close(): Promise<void> }> {
  removeServersWithoutClone();
  const dataDir = `${SERVERS}-${createHash('sha256').update(CLONE).digest('hex').slice(0, 12)}`;
  writeFileSync(`${dataDir}${CLONE_SUFFIX}`, CLONE);
  const server = await startEmbeddedPostgres({
    dataDir,
    logger: { info: () => undefined, warn: (message) => process.stderr.write(`${message}\n`) },
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' },
  });
  try {
    const admin = new pg.Client({ connectionString: server.connectionString('postgres') });
    await admin.connect();
    try {
      process.env[TEMPLATE_VARIABLE] = await makeTemplate(admin, (name) => server.connectionString(name));
      await dropAbandoned(admin);
    } finally {
      await admin.end();
    }
  } catch (error) {
    await server.close();
    throw error;
  }
  process.env[SERVER_VARIABLE] = server.connectionString('postgres');
  return server;
}

function removeServersWithoutClone(): void {
  for (const name of readdirSync(tmpdir())) {
    const path = join(tmpdir(), name);
    if (!path.startsWith(SERVERS) || !name.endsWith(CLONE_SUFFIX) || existsSync(readFileSync(path, 'utf8'))) continue;
    rmSync(path.slice(0, -CLONE_SUFFIX.length), { recursive: true, force: true });
    rmSync(path, { force: true });
  }
}

export const testDatabaseName = (): string => `${PREFIX}${Date.now()}_${Math.random().toString(36).slice(2, 10)}`;

async function makeTemplate(admin: pg.Client, urlOf: (name: string) => string): Promise<string> {
  const name = `byok_template_${hashOfMigrations()}`;
  await admin.query('select pg_advisory_lock(1)');
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1 and datistemplate', [name]);
  if (!rowCount) {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.query(`create database ${name}`);
    await migrateDatabase(urlOf(name));
    await admin.query(`alter database ${name} with is_template true allow_connections false`);
  }
  await admin.query('select pg_advisory_unlock(1)');
  return name;
}

/** What runs that were killed left behind: their names begin with the time of their making. */
async function dropAbandoned(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    'select datname from pg_database where starts_with(datname, $1)',
    [PREFIX],
  );
  for (const { datname } of rows) {
    const made = Number(datname.slice(PREFIX.length).split('_')[0]);
    if (Date.now() - made > ABANDONED_MILLISECONDS)
      await admin.query(`drop database if exists ${datname} with (force)`);
  }
}

function hashOfMigrations(): string {
  const hash = createHash('sha256');
  const files = readdirSync(MIGRATIONS, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort())
    hash.update(path).update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}
