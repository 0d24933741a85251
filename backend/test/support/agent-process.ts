import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const SUPPORT = fileURLToPath(new URL('.', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../../libs/agent/src/main.ts', import.meta.url));

/** The agent as a process of its own. Stop it. */
export interface AgentProcess {
  readonly origin: string;
  readonly placeholder: string;
  /** All that it has said. */
  output(): string;
  /** Its command line and environment, as other programs of the user can read them; on Linux. */
  visible(): string;
  /** Resolves with its exit code. */
  stop(): Promise<number | null>;
}

interface AgentRun {
  readonly parameters?: readonly string[];
  /** What descriptors from 3 on give. */
  readonly descriptors?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

function begin({ parameters = [], descriptors = [], environment = {} }: AgentRun) {
  const settings = mkdtempSync(join(tmpdir(), 'byok-agent-'));
  const { PATH, NODE_PATH } = process.env;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', `${SUPPORT}register-typescript.mjs`, PROGRAM, ...parameters], {
    cwd: '/',
    env: { PATH, NODE_PATH, HOME: settings, XDG_CONFIG_HOME: settings, APPDATA: settings, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', ...descriptors.map(() => 'pipe' as const)],
  });
  for (const [index, text] of descriptors.entries()) (child.stdio[index + 3] as Writable).on('error', () => undefined).end(text);
  let output = '';
  let onOutput = (): void => undefined;
  const hear = (chunk: Buffer) => {
    output += chunk.toString('utf8');
    onOutput();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const ended = once(child, 'close').then(([code]) => {
    rmSync(settings, { recursive: true });
    return code as number | null;
  });
  const said = (pattern: RegExp) =>
    new Promise<string>((resolve) => {
      onOutput = () => pattern.test(output) && resolve(output);
      onOutput();
    });
  return { child, ended, said, output: () => output };
}

/** @throws with what it said when it doesn't get ready */
export async function startAgentProcess(run: AgentRun): Promise<AgentProcess> {
  const { child, ended, said, output } = begin(run);
  const ready = await Promise.race([said(/Ctrl-C stops/), ended.then(() => undefined)]);
  if (ready === undefined) throw new Error(`The agent ended: ${output()}`);
  return {
    origin: /ready: (http:\S+),/.exec(ready)?.[1] ?? '',
    placeholder: /Placeholder key +(\S+)/.exec(ready)?.[1] ?? '',
    output,
    visible: () => ['cmdline', 'environ'].map((name) => readFileSync(`/proc/${child.pid}/${name}`, 'latin1')).join('\n'),
    stop: async () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Runs an agent that must not start. @returns what it said, and its exit code */
export async function failedAgent(run: AgentRun): Promise<{ output: string; code: number | null }> {
  const { child, ended, said, output } = begin(run);
  if (await Promise.race([said(/Ctrl-C stops/).then(() => true), ended.then(() => false)])) child.kill('SIGKILL');
  const code = await ended;
  return { output: output(), code };
}
