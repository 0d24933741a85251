import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SUPPORT = fileURLToPath(new URL('.', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface ApplicationProcess {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  /** kill -9. */
  kill(): Promise<void>;
}

/** Runs `main.ts` as a process of its own, as `npm start` does. @throws with what it said when it doesn't get ready */
export async function startApplicationProcess(environment: NodeJS.ProcessEnv): Promise<ApplicationProcess> {
  const { PATH, HOME, NODE_PATH } = process.env;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', `${SUPPORT}register-typescript.mjs`, PROGRAM],
    { cwd: '/', env: { PATH, HOME, NODE_PATH, PORT: '0', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  const exited = once(child, 'exit');
  const ready = new Promise<string>((resolve) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      const address = /BYOK is ready: (http:\S+)/.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
  });
  const url = await Promise.race([ready, exited.then(() => undefined)]);
  if (url === undefined) throw new Error(`The application ended: ${output}`);
  return {
    url,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
