import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBuilt, type BuiltProcess } from '../../support/servers/built-process.js';

const PROBE = fileURLToPath(new URL('./probe.mjs', import.meta.url));

/** Heap snapshots cut strings at 1024 characters otherwise. */
const HEAP_STRINGS = '--heap-snapshot-string-limit=1000000';

/** A process of the built application with the audit's probe in it. */
export interface ProbedProcess extends BuiltProcess {
  readonly name: string;
  /** @throws when the process is gone */
  ask<T>(command: string, options?: object): Promise<T>;
}

export interface ProbedOptions {
  readonly name: string;
  readonly entry: 'main' | 'worker';
  readonly environment: NodeJS.ProcessEnv;
  /** Mode 700: for the probe's socket. */
  readonly folder: string;
  /** Modules that are loaded before the program's own. */
  readonly imports?: readonly string[];
  /** Behind the program's name, where it means nothing to it. */
  readonly idle?: readonly string[];
}

export async function startProbed({ name, entry, environment, folder, imports = [], idle = [] }: ProbedOptions): Promise<ProbedProcess> {
  const socket = join(folder, `${name.replaceAll(' ', '-')}.sock`);
  const node = ['--disable-sigusr1', '--expose-gc', HEAP_STRINGS, ...[PROBE, ...imports].map((module) => `--import=${module}`)];
  const built = await startBuilt(entry, { ...environment, BYOK_AUDIT_PROBE: socket }, { node, idle });
  return {
    ...built,
    name,
    async ask<T>(command: string, options: object = {}): Promise<T> {
      const client = connect(socket).setEncoding('utf8');
      await once(client, 'connect');
      client.write(`${JSON.stringify({ command, ...options })}\n`);
      let answer = '';
      for await (const chunk of client) answer += String(chunk);
      if (answer === '') throw new Error(`${name} ended while it was asked for ${command}.`);
      return JSON.parse(answer) as T;
    },
  };
}
