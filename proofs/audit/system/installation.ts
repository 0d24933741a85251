import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { PROVIDERS } from '#contracts';
import { TEXT_FORMS, plantedForms } from '#redaction/search';
import { startRedis, type RedisServer } from '../../../backend/test/support/redis-server.js';
import { openTables, type Tables } from '../../support/cluster/tables.js';
import { TELLTALE_POSTGRES, TELLTALE_REDIS, UNCOMPRESSED } from '../../support/scan/telltale.js';
import { freePort } from '../../support/servers/free-port.js';
import { startPostgres, type PostgresServer } from '../../support/servers/postgres-server.js';
import type { RunSecrets } from '../secrets.js';
import { startProbed, type ProbedProcess } from './probed-process.js';
import type { AuditProviders } from './providers.js';
import { secretFiles } from './secret-files.js';

export type QueueKind = 'Redis' | 'PostgreSQL';

/** Servers that installations share. */
export interface Servers {
  readonly postgres: PostgresServer;
  readonly redis: RedisServer;
  close(): Promise<void>;
}

export async function startServers(): Promise<Servers> {
  const [postgres, redis] = await Promise.all([startPostgres(TELLTALE_POSTGRES), startRedis(TELLTALE_REDIS)]);
  return { postgres, redis, close: async () => void (await Promise.all([postgres.close(), redis.close()])) };
}

/** The built application as an operator runs it: an API process, a worker, and a database of its own. */
export interface Installation {
  readonly queue: QueueKind;
  readonly url: string;
  /** Of its own database. */
  readonly databaseUrl: string;
  readonly tables: Tables;
  /** `DATA_DIR`: uploads, spool, secrets made at the first start. */
  readonly dataDir: string;
  /** Where its processes put temporary files. */
  readonly temporary: string;
  readonly api: ProbedProcess;
  readonly worker: ProbedProcess | undefined;
  /** All processes so far, those that ended too. */
  readonly processes: readonly ProbedProcess[];
  startWorker(): Promise<ProbedProcess>;
  /** Starts the API process again, after it ended. */
  restartApi(): Promise<void>;
  /** A second API process for a while. */
  startApi(environment: NodeJS.ProcessEnv): Promise<{ url: string; process: ProbedProcess }>;
  close(): Promise<void>;
}

export interface InstallationOptions {
  readonly queue: QueueKind;
  readonly servers: Servers;
  readonly providers: Pick<AuditProviders, 'origins'>;
  readonly secrets: RunSecrets;
  /** Mode 700. */
  readonly folder: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly imports?: readonly string[];
}

export const ADMIN_EMAIL = 'admin@audit.example';

/** How long the audit's providers may take, in milliseconds: some never answer. */
const PROVIDER_TIMEOUT_MS = '1500';

export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const { queue, servers, providers, secrets, folder, environment = {}, imports = [] } = options;
  const name = `byok_${queue.toLowerCase()}_${process.hrtime.bigint()}`;
  const databaseUrl = await createDatabase(servers.postgres.url, name);
  const home = await mkdtemp(join(tmpdir(), 'byok-audit-home-'));
  const [dataDir, temporary] = [join(home, 'data'), join(home, 'tmp')];
  await Promise.all([mkdir(dataDir), mkdir(temporary)]);
  const files = join(folder, name);
  await mkdir(files, { mode: 0o700 });
  const control = plantedForms(secrets.control).filter(({ form }) => TEXT_FORMS.includes(form)).map(({ bytes }) => bytes.toString('utf8')).join(' ');
  const shared: NodeJS.ProcessEnv = {
    ...Object.fromEntries(PROVIDERS.map((provider) => [`${provider.toUpperCase()}_BASE_URL`, providers.origins[provider]])),
    ...(await secretFiles(files, secrets)),
    ADMIN_EMAIL,
    DATABASE_URL: databaseUrl,
    ...(queue === 'Redis' ? { QUEUE_URL: servers.redis.url } : {}),
    DATA_DIR: dataDir,
    TMPDIR: temporary,
    LOG_LEVEL: 'trace',
    PROVIDER_TIMEOUT_MS,
    // So that its place is known to be seen.
    AUDIT_CONTROL: control,
    ...environment,
  };
  const processes: ProbedProcess[] = [];
  const started = async (kind: string, entry: 'main' | 'worker', more: NodeJS.ProcessEnv): Promise<ProbedProcess> => {
    const one = await startProbed({ name: `${kind} ${processes.length + 1} (${queue})`, entry, environment: { ...shared, ...more }, folder: files, imports, idle: [control] });
    processes.push(one);
    return one;
  };
  const startApi = async (more: NodeJS.ProcessEnv, port?: number): Promise<{ url: string; process: ProbedProcess; port: number }> => {
    const own = port ?? (await freePort());
    const url = `http://127.0.0.1:${own}`;
    return { url, port: own, process: await started('API', 'main', { JOB_CONCURRENCY: '0', PORT: String(own), PUBLIC_URL: url, ...more }) };
  };
  const first = await startApi({});
  let api = first.process;
  let worker: ProbedProcess | undefined;
  const tables = openTables(databaseUrl);
  await tables.query(UNCOMPRESSED);
  return {
    queue,
    url: first.url,
    databaseUrl,
    tables,
    dataDir,
    temporary,
    get api() {
      return api;
    },
    get worker() {
      return worker;
    },
    processes,
    async startWorker() {
      worker = await started('worker', 'worker', { JOB_CONCURRENCY: '8' });
      return worker;
    },
    async restartApi() {
      api = (await startApi({}, first.port)).process;
    },
    startApi,
    async close() {
      await Promise.all(processes.filter((one) => one.isRunning()).map((one) => one.kill()));
      await tables.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function createDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
  return url.replace(/byok$/, name);
}
