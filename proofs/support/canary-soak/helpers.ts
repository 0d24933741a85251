import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ProviderId } from '#contracts';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const REGISTER = file('../../../backend/test/support/register-typescript.mjs');

type Origins = Readonly<Record<ProviderId, string>>;

/** A program beside the application. */
export interface Helper {
  close(): Promise<void>;
}

/** @throws with what it said when it ends before its first line */
async function start(args: readonly string[]): Promise<Helper & { line: string }> {
  const { PATH, HOME, NODE_PATH } = process.env;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], { cwd: '/', env: { PATH, HOME, NODE_PATH, NODE_ENV: 'production' }, stdio: ['ignore', 'pipe', 'pipe'] });
  const killWithUs = (): boolean => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString('utf8')).slice(-5_000)));
  const exited = once(child, 'exit').then(() => undefined);
  const line = await Promise.race([once(createInterface({ input: child.stdout }), 'line').then(([first]) => String(first)), exited]);
  if (line === undefined) throw new Error(`${args.at(-1)} ended: ${complaints}`);
  return {
    line,
    async close() {
      process.off('exit', killWithUs);
      child.kill('SIGKILL');
      await exited;
    },
  };
}

export async function startSoakProviders(): Promise<Helper & { origins: Origins }> {
  const { line, close } = await start([`--import=${REGISTER}`, file('./provider.process.ts')]);
  return { origins: JSON.parse(line) as Origins, close };
}

/** Where the bare proxy finds Anthropic and Gemini; all else is OpenAI's. */
const PATHS = { anthropic: '/v1/messages', gemini: '/v1beta/' } as const;

/** Fastify and undici alone, before the same providers. */
export async function startBareProxy(origins: Origins): Promise<Helper & { url: string }> {
  const elsewhere = (['anthropic', 'gemini'] as const).map((provider) => `${PATHS[provider]}=${origins[provider]}`);
  const { line, close } = await start([file('../../../bench/lib/bare-proxy.mjs'), origins.openai, ...elsewhere]);
  return { url: `http://127.0.0.1:${/port (\d+)/.exec(line)?.[1]}`, close };
}
