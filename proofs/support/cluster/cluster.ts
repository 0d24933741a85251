import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis, type RedisServer } from '../../../backend/test/support/redis-server.js';
import { freePort } from '../servers/free-port.js';
import { startBuilt, type BuiltProcess } from '../servers/built-process.js';
import { startPostgres, type PostgresServer } from '../servers/postgres-server.js';
import { startProviders, type FakeProviders } from '../servers/providers.js';
import { openTables, type Tables } from './tables.js';
import { transitKey } from './transit-key.js';
import { register, type Member } from './members.js';

export type QueueKind = 'PostgreSQL' | 'Redis';

/** One API process, always on the same port. */
export interface Api {
  readonly url: string;
  /** `fetch` with the member's token. */
  fetch(member: Pick<Member, 'token'>, path: string, options?: RequestInit & { json?: unknown }): Promise<Response>;
  /** kill -9, and a new process on the same port. */
  crash(): Promise<void>;
  output(): string;
}

/** The application as an operator runs it on several hosts: API processes that take no jobs, workers, and Debian's servers. */
export interface Cluster {
  readonly providers: FakeProviders;
  readonly postgres: PostgresServer;
  readonly redis: RedisServer | undefined;
  readonly tables: Tables;
  readonly apis: readonly Api[];
  readonly workers: readonly BuiltProcess[];
  readonly dataDir: string;
  startApi(environment?: NodeJS.ProcessEnv): Promise<Api>;
  startWorker(): Promise<BuiltProcess>;
  member(): Promise<Member>;
  /** Everything that the processes have said. */
  logs(): string;
  close(): Promise<void>;
}

export interface ClusterOptions {
  readonly queue: QueueKind;
  readonly apis: number;
  readonly workers: number;
  readonly postgres?: Readonly<Record<string, string>>;
  readonly redis?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

const ADMIN = { ADMIN_EMAIL: 'admin@example.test', ADMIN_PASSWORD: 'correct horse battery' };

/** Close it. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const dataDir = await mkdtemp(join(tmpdir(), 'byok-cluster-'));
  const providers = await startProviders();
  const postgres = await startPostgres(options.postgres);
  const redis = options.queue === 'Redis' ? await startRedis(options.redis) : undefined;
  const shared: NodeJS.ProcessEnv = {
    ...providers.environment,
    ...ADMIN,
    DATABASE_URL: postgres.url,
    ...(redis === undefined ? {} : { QUEUE_URL: redis.url }),
    DATA_DIR: dataDir,
    BYOK_TRANSIT_KEYS: transitKey(),
    JWT_SECRET: 'a-secret-that-the-processes-of-this-proof-share',
    LOG_LEVEL: 'info',
    ...options.environment,
  };
  const processes: BuiltProcess[] = [];
  const started = async (entry: 'main' | 'worker', environment: NodeJS.ProcessEnv): Promise<BuiltProcess> => {
    const built = await startBuilt(entry, { ...shared, ...environment });
    processes.push(built);
    return built;
  };
  const startApi = async (environment: NodeJS.ProcessEnv = {}): Promise<Api> => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const start = () => started('main', { JOB_CONCURRENCY: '0', PORT: String(port), PUBLIC_URL: url, ...environment });
    let built = await start();
    return {
      url,
      fetch: ({ token }, path, { json, headers, ...rest } = {}) =>
        fetch(url + path, {
          method: json === undefined ? 'GET' : 'POST',
          ...(json === undefined ? {} : { body: JSON.stringify(json) }),
          headers: { authorization: `Bearer ${token}`, ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
          ...rest,
        }),
      async crash() {
        await built.kill();
        built = await start();
      },
      output: () => built.output(),
    };
  };
  const startWorker = () => started('worker', { JOB_CONCURRENCY: '8' });
  const apis: Api[] = [];
  for (let count = 0; count < options.apis; count += 1) apis.push(await startApi());
  await Promise.all(Array.from({ length: options.workers }, startWorker));
  const tables = openTables(postgres.url);
  let members = 0;
  return {
    providers,
    postgres,
    redis,
    tables,
    apis,
    get workers() {
      return processes.filter((built) => built.isRunning() && built.output().includes('worker is ready'));
    },
    dataDir,
    startApi,
    startWorker,
    member: () => register((apis[0] as Api).url, `member${(members += 1)}@example.test`, ADMIN),
    logs: () => processes.map((built) => built.output()).join(''),
    async close() {
      await Promise.all(processes.map((built) => built.kill()));
      await tables.close();
      await redis?.close();
      await postgres.close();
      await providers.sandbox.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
