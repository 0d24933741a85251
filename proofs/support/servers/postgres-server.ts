import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { chown, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { unprivilegedAccount } from '../../../backend/src/database/embedded/account.js';
import { programEnvironment } from '../../../backend/src/database/embedded/program-environment.js';
import { freePort } from './free-port.js';

const run = promisify(execFile);
const PROGRAMS = '/usr/lib/postgresql/*/bin';

export interface PostgresServer {
  /** For `DATABASE_URL`. */
  readonly url: string;
  /** Its data directory: tables, WAL and the server's own log. */
  readonly folder: string;
  /** kill -9 of the server with all its processes, and a new start over the same files and port. */
  crash(): Promise<void>;
  /** Ends it in order, after a checkpoint; the files stay until `close`. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A PostgreSQL of Debian's, with a database of its own; as root it runs as an unprivileged account, since PostgreSQL refuses root.
 * @param settings of postgresql.conf
 * @throws when the package is not installed
 */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
  const programs = globSync(PROGRAMS).sort().at(-1);
  if (programs === undefined) throw new Error(`${PROGRAMS} is missing: install Debian's package postgresql.`);
  const account = unprivilegedAccount();
  const folder = await mkdtemp('/tmp/byok-postgres-');
  if (account !== undefined) await chown(folder, account.uid, account.gid);
  const as = { cwd: folder, env: programEnvironment(), ...account };
  await run(join(programs, 'initdb'), ['-D', folder, '-U', 'byok', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'], as);
  const port = await freePort();
  const url = `postgres://byok@127.0.0.1:${port}/byok`;
  const all = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', max_connections: '200', ...settings };
  const parameters = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

  const start = async (): Promise<ChildProcess> => {
    const child = spawn(join(programs, 'postgres'), ['-D', folder, ...parameters], { ...as, stdio: ['ignore', 'ignore', 'pipe'] });
    let output = '';
    child.stderr?.on('data', (chunk: Buffer) => (output = (output + chunk.toString('utf8')).slice(-5_000)));
    process.once('exit', () => child.kill('SIGKILL'));
    while (!(await answers(url))) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`PostgreSQL ended: ${output}`);
      await sleep(50);
    }
    return child;
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    const parts = signal === 'SIGKILL' ? await childrenOf(child.pid as number) : [];
    child.kill(signal);
    for (const part of parts) kill(part);
    await exited;
    while (parts.some(isThere)) await sleep(20);
  };

  let child = await start();
  const admin = new pg.Client({ connectionString: url.replace(/byok$/, 'postgres') });
  await admin.connect();
  await admin.query('create database byok');
  await admin.end();
  return {
    url,
    folder,
    async crash() {
      await end('SIGKILL');
      child = await start();
    },
    stop: () => end('SIGINT'),
    async close() {
      await end('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url.replace(/byok$/, 'postgres') });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8')));
  return lists.flatMap((list) => list.trim().split(' ').filter(Boolean).map(Number));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was gone already.
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
