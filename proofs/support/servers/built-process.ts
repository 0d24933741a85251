import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { writePlanLimits } from '../../../backend/test/support/generous-limits.js';

const SERVER = fileURLToPath(new URL('../../../dist/server/backend/src/', import.meta.url));
/** A proof is one user who does more than any plan lets one do. */
const PLAN_LIMITS_FILE = writePlanLimits();
const READY = /BYOK (worker )?is ready/;

/** A process of the built application. */
export interface BuiltProcess {
  readonly pid: number;
  /** All that it has said. */
  output(): string;
  /** The same, byte for byte. */
  log(): Buffer;
  isRunning(): boolean;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves when it has ended in its own time. */
  stop(): Promise<void>;
}

export interface BuiltArguments {
  /** Options of Node's own. */
  readonly node?: readonly string[];
  /** Arguments behind the program, which reads none. */
  readonly idle?: readonly string[];
}

/** Starts `main.js` or `worker.js`, and waits until it says that it is ready. @throws with what it said when it ends before */
export async function startBuilt(entry: 'main' | 'worker', environment: NodeJS.ProcessEnv, { node = [], idle = [] }: BuiltArguments = {}): Promise<BuiltProcess> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [...node, `${SERVER}${entry}.js`, ...idle], { cwd: '/', env: { PATH, HOME, PLAN_LIMITS_FILE, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const said: Buffer[] = [];
  const log = (): Buffer => Buffer.concat(said);
  const output = (): string => log().toString('utf8');
  let running = true;
  const exited = once(child, 'exit').then(([code]) => {
    running = false;
    process.off('exit', killWithUs);
    return code as number | null;
  });
  const ready = new Promise<true>((resolve) => {
    let isReady = false;
    const hear = (chunk: Buffer) => {
      said.push(chunk);
      // Not once more for each line of a log that may become long.
      if (isReady || !READY.test(output())) return;
      isReady = true;
      resolve(true);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
  });
  if ((await Promise.race([ready, exited])) !== true) throw new Error(`The ${entry} process ended: ${output()}`);
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return exited;
  };
  return { pid: child.pid as number, output, log, isRunning: () => running, kill: async () => void (await end('SIGKILL')), stop: async () => void (await end('SIGTERM')) };
}
