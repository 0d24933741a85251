import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = '/usr/bin/redis-server';

export interface RedisServer {
  /** For `QUEUE_URL`. */
  readonly url: string;
  /** Its data folder: append-only file and snapshots. */
  readonly folder: string;
  /** The answer to a command, as it comes over the wire. */
  ask(command: string): Promise<string>;
  /** kill -9, and a new start over the same files and port. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

/**
 * A Redis of Debian's, with append-only file and snapshots on.
 * @param more settings
 * @param files to lie in its data folder at the start: name → path to copy from
 * @throws when the package is not installed
 */
export async function startRedis(more: readonly string[] = [], files: Readonly<Record<string, string>> = {}): Promise<RedisServer> {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: install Debian's package redis-server.`);
  const folder = await mkdtemp(join(tmpdir(), 'byok-redis-'));
  for (const [name, path] of Object.entries(files)) await cp(path, join(folder, name));
  const port = await freePort();
  const start = async (): Promise<ChildProcess> => {
    const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes', '--save', '1 1', '--maxmemory-policy', 'noeviction', ...more];
    const child = spawn(PROGRAM, settings, { stdio: ['ignore', 'pipe', 'inherit'] });
    process.once('exit', () => child.kill('SIGKILL'));
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`redis-server ended (${code}).`)));
      let output = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8');
        if (output.includes('Ready to accept connections')) resolve();
      });
    });
    return child;
  };
  const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
    // Ctrl-C reaches it, too, and before us.
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  let child = await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    folder,
    async ask(command) {
      const socket = connect(port, '127.0.0.1').setEncoding('utf8');
      socket.write(`${command}\r\nquit\r\n`);
      let answer = '';
      for await (const chunk of socket) answer += String(chunk);
      return answer;
    },
    async crash() {
      await end(child, 'SIGKILL');
      child = await start();
    },
    async close() {
      await end(child, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
