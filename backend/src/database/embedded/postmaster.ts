import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import type { ClusterHome } from './cluster-home.js';
import { HOST } from './credentials.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { choosePort, rememberPort } from './port.js';
import { isPostmasterOf, orphanedBackends, postmasterFile, readPostmaster } from './postmaster-file.js';
import { probe } from './probe.js';
import { programEnvironment } from './program-environment.js';

const START_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 10_000;
const LOG_BYTES = 4 * 1024 * 1024;

/** Any of these in the log of a failed start means that another try can work. */
const PORT_TAKEN = /could not bind|Address already in use|could not create any TCP/i;
const STILL_IN_USE = /pre-existing shared memory block|lock file "postmaster\.pid" already exists/i;

export interface PostmasterOptions {
  home: ClusterHome;
  binaries: Binaries;
  password: string;
  /** Server settings beside our own, such as `fsync: 'off'` in tests. */
  settings: Readonly<Record<string, string>>;
}

/**
 * Makes sure that the cluster's server runs, and returns its port: of the one that runs, even when another process
 * started it, else of a new one. The server is a process of its own, which outlives this one. The caller must hold the start lock.
 */
export async function ensurePostmaster(options: PostmasterOptions): Promise<number> {
  const { cluster } = options.home;
  const found = readPostmaster(cluster);
  if (found && isPostmasterOf(found.pid, cluster)) {
    const port = await untilReady(options, found.pid, () => isPostmasterOf(found.pid, cluster));
    if (port !== undefined) return port;
  } else if (found && process.platform !== 'win32' && isAlive(found.pid)) {
    // Another program has the dead server's number, and PostgreSQL would take it for the server.
    killOrphans(cluster);
    rmSync(postmasterFile(cluster), { force: true });
  }
  return startPostmaster(options);
}

/** Ends the cluster's server, if one runs: connections are cut, everything committed stays. Wants the start lock. */
export async function stopPostmaster({ home, binaries }: Pick<PostmasterOptions, 'home' | 'binaries'>): Promise<void> {
  const running = readPostmaster(home.cluster);
  if (!running || !isPostmasterOf(running.pid, home.cluster)) return;
  for (const [signal, mode] of [
    ['SIGINT', 'fast'],
    ['SIGQUIT', 'immediate'],
    ['SIGKILL', 'immediate'],
  ] as const) {
    if (process.platform === 'win32')
      spawnSync(binaries.pgCtl, ['stop', '-D', home.cluster, '-m', mode, '-W'], { windowsHide: true });
    else signalPostmaster(running.pid, signal);
    const deadline = Date.now() + STOP_MILLISECONDS;
    while (Date.now() < deadline) {
      if (!isPostmasterOf(running.pid, home.cluster) || !existsSync(postmasterFile(home.cluster))) return;
      await pause(20);
    }
  }
}

/** For the process's last moment, when nothing can be awaited any more. */
export function signalPostmaster(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
}

async function startPostmaster(options: PostmasterOptions): Promise<number> {
  const { home } = options;
  const deadline = Date.now() + START_MILLISECONDS;
  for (let port = await choosePort(home.folder); ;) {
    const log = openLog(home.folder);
    const server = spawn(options.binaries.postgres, postmasterArguments(options, port), {
      ...home.account,
      cwd: home.cluster,
      env: programEnvironment(),
      stdio: ['ignore', log.descriptor, log.descriptor],
      detached: true,
      windowsHide: true,
    });
    closeSync(log.descriptor);
    let ended = false;
    server.once('exit', () => (ended = true));
    server.once('error', () => (ended = true));
    server.unref();
    const ready = await untilReady(options, server.pid, () => !ended);
    if (ready !== undefined) {
      rememberPort(home.folder, ready);
      return ready;
    }
    const complaint = readFileSync(log.path).subarray(log.start).toString();
    if (Date.now() > deadline || !(PORT_TAKEN.test(complaint) || STILL_IN_USE.test(complaint))) {
      throw new EmbeddedPostgresError(`PostgreSQL did not start; ${log.path} says why: ${lastLine(complaint)}`);
    }
    if (PORT_TAKEN.test(complaint)) {
      port = await choosePort();
    } else {
      killOrphans(home.cluster);
      await pause(200);
    }
  }
}

function postmasterArguments({ home, settings }: PostmasterOptions, port: number): string[] {
  const all: Record<string, string> = {
    listen_addresses: HOST,
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // What went wrong with the server, but no statement's error, which would quote statement and values.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    ...settings,
  };
  return ['-D', home.cluster, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** The port at which the server answers; undefined when it ended first. */
async function untilReady(
  { home, password }: PostmasterOptions,
  pid: number | undefined,
  isRunning: () => boolean,
): Promise<number | undefined> {
  const deadline = Date.now() + START_MILLISECONDS;
  while (isRunning()) {
    const written = readPostmaster(home.cluster);
    // Until the new server has written its own, the file is a dead one's, with a port that anyone may have by now.
    if (written?.pid === pid && written?.port) {
      const { port } = written;
      const outcome = await probe({ port, password, cluster: home.cluster });
      if (outcome === 'ready') return port;
      if (outcome === 'foreign' && isRunning()) {
        throw new EmbeddedPostgresError(
          `The database in ${home.cluster} refuses the password in ${home.folder}. Put the right file back, or delete ${home.folder} to begin with an empty database.`,
        );
      }
    }
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `PostgreSQL runs on ${home.cluster} but doesn't answer; see ${join(home.folder, 'server.log')}`,
      );
    }
    await pause(20);
  }
  return undefined;
}

function openLog(folder: string): { path: string; descriptor: number; start: number } {
  const path = join(folder, 'server.log');
  if (existsSync(path) && statSync(path).size > LOG_BYTES) renameSync(path, `${path}.1`);
  const descriptor = openSync(path, 'a', 0o600);
  return { path, descriptor, start: statSync(path).size };
}

function killOrphans(cluster: string): void {
  for (const pid of orphanedBackends(cluster)) signalPostmaster(pid, 'SIGKILL');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? 'nothing';
