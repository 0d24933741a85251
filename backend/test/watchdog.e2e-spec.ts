import { setTimeout as pause } from 'node:timers/promises';
import { supervised, WATCHED, type Supervised } from './support/supervised.js';

const READY = /process \d+/;

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** A server without a watchdog that is ready at once. */
const simple = (code: string): string[] => ['--eval', `${code}; setInterval(() => undefined, 1000); process.send('ready'); console.log('process', process.pid);`];

describe('one server under watchdog and supervisor, in the order of these tests', () => {
  let server: Supervised;
  beforeAll(async () => {
    server = supervised(WATCHED);
    await server.said(READY);
  });
  afterAll(async () => {
    server.signal('SIGTERM');
    await server.ended;
  });

  it('is left alone while it waits without working', async () => {
    server.command('wait\ngreet');
    await server.said(/hello/);
    expect(server.output()).not.toContain('hangs');
  });

  it('is left alone after it was stopped for longer than it may hang', async () => {
    process.kill(server.pid(), 'SIGSTOP');
    await pause(2_000);
    process.kill(server.pid(), 'SIGCONT');
    for (const times of [2, 3]) {
      server.command('greet');
      await server.said(/hello/, times);
    }
    expect(server.output()).not.toContain('hangs');
  });

  it('is ended and started again when it hangs', async () => {
    const first = server.pid();
    server.command('hang');
    await server.said(READY, 2);
    expect(server.pid()).not.toBe(first);
    const lines = server.output().split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as object);
    const [time, stalledMs, cpuMs] = [expect.any(String) as string, expect.any(Number) as number, expect.any(Number) as number];
    expect(lines).toEqual([
      { level: 'fatal', time, context: 'Watchdog', stalledMs, cpuMs, msg: expect.stringContaining('hangs') as string },
      { level: 'error', time, context: 'Supervisor', msg: 'The server ended (SIGKILL) and is started again, for the 1. of at most 5 times in 10 minutes.' },
    ]);
  });

  it.each<[string, (server: Supervised) => void, string]>([
    ['when it hangs in microtasks', ({ command }) => command('hang in microtasks'), 'SIGKILL'],
    ['after kill -9', ({ pid }) => void process.kill(pid(), 'SIGKILL'), 'SIGKILL'],
    ['after an abort, as for want of memory', ({ command }) => command('abort'), 'SIGABRT'],
    ['after an error that nobody caught', ({ command }) => command('throw'), 'code 1'],
  ])('is started again %s', async (_what, end, how) => {
    const restarts = server.output().split('is started again').length;
    end(server);
    await server.said(READY, restarts + 1);
    expect(server.output()).toContain(`The server ended (${how}) and is started again, for the ${restarts}. of at most 5 times in 10 minutes.`);
  });

  it('is given up when it ends too often', async () => {
    process.kill(server.pid(), 'SIGKILL');
    expect(await server.ended).toEqual({ code: 1, signal: null });
    expect(server.output()).toContain('is not started again');
  });
});

describe('a server under the supervisor', () => {
  it('ends the supervisor with its code when it never was ready', async () => {
    expect(await supervised(['--eval', 'process.exit(3)']).ended).toEqual({ code: 3, signal: null });
  });

  it('ends the supervisor when it leaves by itself', async () => {
    expect(await supervised(simple('process.exit(0)')).ended).toEqual({ code: 0, signal: null });
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('gets the %s that the supervisor gets, which then ends in the same way', async (signal) => {
    const server = supervised(simple(''));
    await server.said(READY);
    server.signal(signal);
    expect(await server.ended).toEqual({ code: null, signal });
    expect(server.output()).not.toContain('again');
  });

  it('may be killed by its own signal while it is asked to end', async () => {
    const server = supervised(simple("process.on('SIGTERM', () => process.kill(process.pid, 'SIGKILL'))"));
    await server.said(READY);
    server.signal('SIGTERM');
    expect(await server.ended).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('goes with the supervisor when that is killed', async () => {
    const server = supervised(WATCHED);
    await server.said(READY);
    const pid = server.pid();
    server.signal('SIGKILL');
    await server.ended;
    while (isThere(pid)) await pause(20);
    expect(isThere(pid)).toBe(false);
  });
});
