import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { startApi } from './support/api-process.js';
import { createTestDatabase } from './support/test-database.js';

const root = new URL('../../', import.meta.url);
const { NODE_OPTIONS } = (await import(new URL('tools/node-options.mjs', root).href)) as { NODE_OPTIONS: string[] };

/** What a Node process says of a SIGUSR1. */
async function reactionTo(options: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [...options, '--inspect-port=0', '-e', 'setInterval(() => 0, 1000); process.stdout.write("up")'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  await once(child.stdout, 'data');
  child.kill('SIGUSR1');
  for (let waited = 0; said === '' && waited < 20; waited += 1) await new Promise((resolve) => setTimeout(resolve, 100));
  child.kill('SIGKILL');
  await once(child, 'exit');
  return said;
}

describe('a process of ours', () => {
  it('opens no debugger for a signal, as Node would by itself', async () => {
    expect(await reactionTo([])).toContain('Debugger listening');
    expect(await reactionTo(NODE_OPTIONS)).toBe('');
  });

  it.each(['docker/Dockerfile', 'docker/compose.yaml'])('is started so by %s, too', (file) => {
    const lines = readFileSync(new URL(file, root), 'utf8').split('\n').filter((line) => line.includes('dist/server/backend/src/'));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toContain('"--disable-sigusr1"');
  });

  it('has no secret in its environment once it has read them', async () => {
    const { databaseUrl, drop } = await createTestDatabase();
    const probe = encodeURI('data:text/javascript,const say=()=>process.stdout.write(`[${process.env.METRICS_TOKEN},${process.env.DATABASE_URL}]`);say();setInterval(say,50)');
    const api = await startApi({ DATABASE_URL: databaseUrl, METRICS_TOKEN: 'a-secret-of-the-operator', DATA_DIR: '/tmp', JWT_SECRET: 'x'.repeat(32), NODE_OPTIONS: `--import=${probe}` });
    try {
      expect(api.output()).toContain('[a-secret-of-the-operator,');
      for (let waited = 0; !api.output().includes('[undefined,undefined]') && waited < 1_200; waited += 1) await new Promise((resolve) => setTimeout(resolve, 100));
      expect(api.output()).toContain('[undefined,undefined]');
    } finally {
      await api.kill();
      await drop();
    }
  });
});
