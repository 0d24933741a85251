import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SUPPORT = fileURLToPath(new URL('.', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** An API process of its own, to be killed. */
export interface ApiProcess {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  output(): string;
  /** kill -9. */
  kill(): Promise<void>;
}

/** Runs `main.ts` on a free port. @throws with what it said when it doesn't get ready */
export async function startApi(environment: NodeJS.ProcessEnv): Promise<ApiProcess> {
  const { PATH, HOME, NODE_PATH } = process.env;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', `${SUPPORT}register-typescript.mjs`, PROGRAM], {
    cwd: '/',
    env: { PATH, HOME, NODE_PATH, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = once(child, 'exit');
  const url = new Promise<string>((resolve) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      const ready = /BYOK is ready: (\S+)/.exec(output);
      if (ready !== null) resolve(ready[1] as string);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
  });
  const started = await Promise.race([url, exited.then(() => undefined)]);
  if (started === undefined) throw new Error(`The API ended: ${output}`);
  return {
    url: started,
    output: () => output,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
