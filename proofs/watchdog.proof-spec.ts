import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { supervised, type Supervised } from '../backend/test/support/supervised.js';
import { transitKey } from './support/cluster/transit-key.js';
import { freePort } from './support/servers/free-port.js';

const SERVER = fileURLToPath(new URL('../dist/server/backend/src/', import.meta.url));
const PLANTED = fileURLToPath(new URL('./support/hang-on-signal.mjs', import.meta.url));
const FOR_EVER = '1e12';
const READY = /BYOK (?:worker )?is ready/;
const ACCOUNT = { email: 'member@example.test', password: 'correct horse battery' };

describe('the built application, with the embedded PostgreSQL, under watchdog and supervisor', () => {
  let environment: NodeJS.ProcessEnv;
  let url: string;
  let api: Supervised;
  const running: Supervised[] = [];

  const start = async (entry: 'main' | 'worker', hangMs: string): Promise<Supervised> => {
    const server = supervised(['--import', PLANTED, `${SERVER}${entry}.js`], { ...environment, HANG_MS: hangMs });
    running.push(server);
    await server.said(READY);
    return server;
  };
  const post = (path: string) =>
    fetch(`${url}/api/auth/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(ACCOUNT) });
  const signIn = async (): Promise<number> => (await post('login')).status;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    environment = { PORT: String(port), PROVIDERS: 'sandbox', BYOK_TRANSIT_KEYS: transitKey(), DATA_DIR: await mkdtemp(join(tmpdir(), 'byok-watchdog-')) };
  });
  afterEach(async () => {
    for (const server of running.splice(0)) {
      server.signal('SIGTERM');
      await server.ended;
    }
  });
  afterAll(() => rm(environment['DATA_DIR'] as string, { recursive: true, force: true }));

  it('starts an API that hangs again, over the same database, at the same address', async () => {
    api = await start('main', FOR_EVER);
    expect((await post('register')).status).toBe(201);
    process.kill(api.pid(), 'SIGURG');
    const hungAt = performance.now();
    await api.said(READY, 2);
    expect(performance.now() - hungAt).toBeGreaterThan(10_000);
    expect(api.output()).toMatch(/"level":"fatal".*"context":"Watchdog","stalledMs":\d{5}/);
    expect(await signIn()).toBe(200);
    expect((await fetch(`${url}/api/health/ready`)).status).toBe(200);
  });

  it('starts a worker that hangs again', async () => {
    await start('main', FOR_EVER);
    const worker = await start('worker', FOR_EVER);
    process.kill(worker.pid(), 'SIGURG');
    await worker.said(READY, 2);
    expect(worker.output()).toContain('"context":"Watchdog"');
  });

  it('ends an API that hangs and is asked to end', async () => {
    api = await start('main', FOR_EVER);
    process.kill(api.pid(), 'SIGURG');
    api.signal('SIGTERM');
    expect(await api.ended).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it.each<[string, (pid: number) => Promise<void>]>([
    ['works for 3 seconds at one go', async (pid) => void process.kill(pid, 'SIGURG')],
    [
      'is stopped for 12 seconds',
      async (pid) => {
        process.kill(pid, 'SIGSTOP');
        await pause(12_000);
        process.kill(pid, 'SIGCONT');
      },
    ],
    [
      'is stopped for 12 seconds in the middle of work',
      async (pid) => {
        process.kill(pid, 'SIGURG');
        await pause(1_000);
        process.kill(pid, 'SIGSTOP');
        await pause(12_000);
        process.kill(pid, 'SIGCONT');
      },
    ],
  ])('leaves an API alone that %s', async (_what, happen) => {
    api = await start('main', '3000');
    const pid = api.pid();
    await happen(pid);
    expect(await signIn()).toBe(200);
    await pause(3_000);
    expect(await signIn()).toBe(200);
    expect(api.pid()).toBe(pid);
    expect(api.output()).not.toContain('Watchdog');
  });
});
