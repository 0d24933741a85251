import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { createServer as createSocket, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN, root } from './application.js';

/** What the proxy answers instead of the server, by path. */
export type Replaced = Map<string, (original: string) => string>;

const MAKES_502 = 502;

async function freePort(): Promise<number> {
  const socket = createSocket();
  await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve));
  const { port } = socket.address() as AddressInfo;
  await new Promise((resolve) => socket.close(resolve));
  return port;
}

/** A server of the test's own behind a proxy of its own: either can be stopped, and the proxy can answer otherwise. */
export class OwnServer {
  readonly replaced: Replaced = new Map();
  private readonly folder = mkdtempSync(join(tmpdir(), 'byok-own-'));
  private server: ChildProcess | undefined;
  private proxy: Server | undefined;

  private constructor(
    private readonly port: number,
    private readonly proxyPort: number,
  ) {}

  static async make(): Promise<OwnServer> {
    return new OwnServer(await freePort(), await freePort());
  }

  get url(): string {
    return `http://127.0.0.1:${this.proxyPort}`;
  }

  async start(): Promise<void> {
    this.server = spawn(process.execPath, ['dist/server/backend/src/main.js'], {
      cwd: root,
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'development',
        PROVIDERS: 'sandbox',
        DATA_DIR: this.folder,
        PORT: String(this.port),
        HOST: '127.0.0.1',
        PUBLIC_URL: this.url,
        LOG_LEVEL: 'warn',
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
      },
    });
    for (let tries = 0; tries < 240; tries += 1) {
      const ready = await fetch(`http://127.0.0.1:${this.port}/api/health/ready`).then(({ ok }) => ok, () => false);
      if (ready) return;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error('The server of the test did not start.');
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server || server.exitCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await gone;
  }

  /** From now on browsers reach the server, or 502. */
  async openProxy(): Promise<void> {
    const proxy = createServer((incoming, outgoing) => {
      const replace = this.replaced.get(incoming.url ?? '');
      const { 'if-none-match': _match, 'if-modified-since': _since, ...asked } = incoming.headers;
      const headers = replace ? { ...asked, 'accept-encoding': 'identity' } : incoming.headers;
      const onward = request({ host: '127.0.0.1', port: this.port, path: incoming.url, method: incoming.method, headers }, (answer) => {
        if (!replace) {
          outgoing.writeHead(answer.statusCode ?? MAKES_502, answer.headers);
          answer.pipe(outgoing);
          return;
        }
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const { 'content-length': _length, etag: _etag, ...others } = answer.headers;
          outgoing.writeHead(answer.statusCode ?? MAKES_502, others).end(replace(Buffer.concat(parts).toString()));
        });
      });
      onward.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(MAKES_502).end()));
      incoming.pipe(onward);
    });
    this.proxy = proxy;
    await new Promise<void>((resolve) => proxy.listen(this.proxyPort, '127.0.0.1', resolve));
  }

  /** From now on there is nobody at the address. */
  async closeProxy(): Promise<void> {
    const { proxy } = this;
    this.proxy = undefined;
    if (!proxy) return;
    const closed = new Promise((resolve) => proxy.close(resolve));
    proxy.closeAllConnections();
    await closed;
  }

  async remove(): Promise<void> {
    await this.closeProxy();
    await this.kill('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
