import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { PROVIDERS } from '#contracts';
import { PLATFORM_KEYS, type TestApplication } from './application.js';

const SUPPORT = fileURLToPath(new URL('.', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../src/worker.ts', import.meta.url));

export interface WorkerProcess {
  /** All that it has said. */
  output(): string;
  /** kill -9. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** The settings that a worker shares with this application. */
export function workerEnvironment(test: TestApplication, transitKeys: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const providers = PROVIDERS.flatMap((provider) => [
    [`${provider.toUpperCase()}_BASE_URL`, test.sandbox.origins[provider]],
    [`${provider.toUpperCase()}_API_KEY`, PLATFORM_KEYS[provider]],
  ]);
  return {
    ...Object.fromEntries(providers),
    DATABASE_URL: test.accounts.databaseUrl,
    DATA_DIR: test.accounts.dataDir,
    BYOK_TRANSIT_KEYS: transitKeys,
    JOB_CONCURRENCY: '8',
    LOG_LEVEL: 'trace',
    ...more,
  };
}

/** Runs `worker.ts` as a process of its own; resolves with how it ended when it doesn't get ready. */
export async function runWorker(environment: NodeJS.ProcessEnv): Promise<WorkerProcess | { code: number | null; output: string }> {
  const { PATH, HOME, NODE_PATH } = process.env;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', `${SUPPORT}register-typescript.mjs`, PROGRAM],
    { cwd: '/', env: { PATH, HOME, NODE_PATH, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const ready = new Promise<void>((resolve) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (output.includes('BYOK worker is ready')) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
  });
  const ended = await Promise.race([ready.then(() => undefined), exited]);
  if (ended !== undefined) return { code: ended[0], output };
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return (await exited)[0];
  };
  return { output: () => output, kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM') };
}

/** @throws with what the worker said when it doesn't get ready */
export async function startWorker(environment: NodeJS.ProcessEnv): Promise<WorkerProcess> {
  const worker = await runWorker(environment);
  if ('code' in worker) throw new Error(`The worker ended (${worker.code}): ${worker.output}`);
  return worker;
}
