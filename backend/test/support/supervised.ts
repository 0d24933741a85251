import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SUPPORT = fileURLToPath(new URL('.', import.meta.url));
const SUPERVISOR = fileURLToPath(new URL('../../../tools/supervise.mjs', import.meta.url));

/** A program under the supervisor. End it. */
export interface Supervised {
  /** All that both have said. */
  output(): string;
  /** Gives the program a command. */
  command(line: string): void;
  /** Resolves when the output has so many matches, with the last one's first group. @throws when both end before */
  said(pattern: RegExp, times?: number): Promise<string>;
  /** The program's process at the moment; the program says `process <pid>` when it starts. */
  pid(): number;
  signal(signal: NodeJS.Signals): void;
  /** How the supervisor ended. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** `watched.process.ts`, as parameters of Node. */
export const WATCHED = ['--disable-warning=ExperimentalWarning', '--import', `${SUPPORT}register-typescript.mjs`, `${SUPPORT}watched.process.ts`];

/** @param program parameters of Node */
export function supervised(program: readonly string[], environment: NodeJS.ProcessEnv = {}): Supervised {
  const { PATH, HOME, NODE_PATH } = process.env;
  const env = { PATH, HOME, NODE_PATH, ...environment };
  const child = spawn(process.execPath, [SUPERVISOR, ...program], { cwd: '/', env, stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  let onOutput = (): void => undefined;
  const hear = (chunk: Buffer) => {
    output += chunk.toString('utf8');
    onOutput();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'exit').then(([code, signal]) => ({ code: code as number | null, signal: signal as NodeJS.Signals | null }));
  const matches = (pattern: RegExp) => [...output.matchAll(new RegExp(pattern, 'g'))];
  return {
    output: () => output,
    command: (line) => void child.stdin.write(`${line}\n`),
    async said(pattern, times = 1) {
      const said = new Promise<void>((resolve) => {
        onOutput = () => matches(pattern).length >= times && resolve();
        onOutput();
      });
      await Promise.race([said, ended]);
      const found = matches(pattern);
      if (found.length < times) throw new Error(`It ended without saying ${pattern}: ${output}`);
      return found.at(-1)?.[1] ?? '';
    },
    pid: () => Number(matches(/process (\d+)/).at(-1)?.[1]),
    signal: (signal) => void child.kill(signal),
    ended,
  };
}
