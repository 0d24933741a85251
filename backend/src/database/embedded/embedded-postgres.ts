import { accessSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { DatabaseServer } from '../database-server.js';
import { runsAsRoot } from './account.js';
import { locateBinaries } from './binaries.js';
import { bringUp, type Running } from './bring-up.js';
import { locateCluster } from './cluster-home.js';
import { createCluster } from './create-cluster.js';
import { applicationUrl, readPassword, superuserUrl } from './credentials.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import type { EmbeddedPostgresLogger } from './embedded-postgres.logger.js';
import { tryLock, waitForLock } from './file-lock.js';
import { Holders } from './holders.js';
import { readPostmaster } from './postmaster-file.js';
import { signalPostmaster, stopPostmaster, type PostmasterOptions } from './postmaster.js';
import { watchServer, type ServerWatch } from './server-watch.js';

export interface EmbeddedPostgresOptions {
  /** Absolute path; made when absent. Starts with the same one share a server, whatever their process. */
  dataDir: string;
  logger: EmbeddedPostgresLogger;
  /** Server settings for the start that starts it, such as `{ fsync: 'off' }` in tests. */
  settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres extends DatabaseServer {
  /** The application's database, as its owner; another one as the superuser. */
  connectionString(database?: string): string;
}

const LOCKS = 'locks';
const LOCK_MILLISECONDS = 90_000;

/**
 * Starts PostgreSQL from npm on `dataDir`, or joins the server that runs there; it stops when its last holder calls
 * `close`, and is started again whenever it dies before. Without `close` (kill -9) the next start takes it over, or
 * it stops by itself within seconds. Throws `EmbeddedPostgresError` with what to do.
 */
export async function startEmbeddedPostgres({
  dataDir,
  logger,
  settings = {},
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = prepareFolder(dataDir);
  const holders = new Holders(join(folder, LOCKS));
  const lockPath = join(folder, LOCKS, 'start.lock');
  const lock = await waitForLock(lockPath, LOCK_MILLISECONDS);
  try {
    claimHost(folder, holders);
    const home = locateCluster(folder, logger);
    const binaries = locateBinaries(home.account);
    const password = readPassword(folder, existsSync(home.cluster));
    await createCluster(home, binaries, password);
    const options: PostmasterOptions = {
      home: { ...home, cluster: realpathSync(home.cluster) },
      binaries,
      password,
      settings,
    };
    const running = await bringUp(options);
    holders.join();
    return holdServer({ options, running, holders, lockPath, logger });
  } finally {
    lock.release();
  }
}

interface Hold {
  options: PostmasterOptions;
  running: Running;
  holders: Holders;
  lockPath: string;
  logger: EmbeddedPostgresLogger;
}

function holdServer({ options, running, holders, lockPath, logger }: Hold): EmbeddedPostgres {
  const { password } = options;
  const listeners = new Set<() => void>();
  let closing: Promise<void> | undefined;

  const watch: ServerWatch = watchServer({
    address: () => superuserUrl(running.port, password, 'postgres'),
    restart: async () => {
      const lock = await waitForLock(lockPath, LOCK_MILLISECONDS);
      try {
        running.leaveKeeper();
        if (!closing) running = await bringUp(options);
      } finally {
        lock.release();
      }
    },
    onRestart: () => listeners.forEach((listener) => listener()),
    logger,
  });

  async function close(): Promise<void> {
    process.off('exit', leaveAtExit);
    listeners.clear();
    await watch.stop();
    running.leaveKeeper();
    const lock = await waitForLock(lockPath, LOCK_MILLISECONDS);
    try {
      holders.leave();
      if (!holders.hasOthers()) await stopPostmaster(options);
    } finally {
      lock.release();
    }
  }

  /** `process.exit` without `close`: what can be done without waiting. */
  function leaveAtExit(): void {
    const lock = tryLock(lockPath);
    if (!lock) return;
    holders.leave();
    const server = holders.hasOthers() ? undefined : readPostmaster(options.home.cluster);
    if (server) signalPostmaster(server.pid, 'SIGINT');
    lock.release();
  }
  process.once('exit', leaveAtExit);

  return {
    connectionString: (database) => (database === undefined ? applicationUrl(running.port, password) : superuserUrl(running.port, password, database)),
    onRestart: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => (closing ??= close()),
  };
}

/** One by one: Node's own `recursive` never ends where the system says that an existing parent is absent, as /proc does. */
function makeFolders(path: string, mode: number): void {
  if (existsSync(path)) return;
  makeFolders(dirname(path), mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** As root, PostgreSQL's account goes through this folder, but can't list it and can't read the files in it. */
function prepareFolder(dataDir: string): string {
  const folder = join(dataDir, 'postgres');
  try {
    makeFolders(folder, runsAsRoot() ? 0o711 : 0o700);
    makeFolders(join(folder, LOCKS), 0o700);
    accessSync(join(folder, LOCKS), constants.W_OK);
    return realpathSync(folder);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `DATA_DIR names a folder that this user can't write (${(cause as NodeJS.ErrnoException).code}): start as its owner, or name another. Example: DATA_DIR=/var/lib/byok`,
      { cause },
    );
  }
}

/** Two machines or containers over one volume would both run a server on the same files and ruin them. */
function claimHost(folder: string, holders: Holders): void {
  const path = join(folder, 'host');
  const owner = existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  if (owner !== undefined && owner !== hostname() && holders.hasOthers()) {
    throw new EmbeddedPostgresError(
      `DATA_DIR is in use by ${owner}, and the embedded database serves one machine only. Stop it there, or set DATABASE_URL to one server for both.`,
    );
  }
  writeFileSync(path, `${hostname()}\n`);
}
