import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A Node program of a fresh folder that goes on running; all that it says is kept. */
export class RunningProgram {
  #output = '';
  readonly #child: ChildProcess;

  /** @param folder where it runs. @param environment beside `PATH` */
  constructor(folder: string, parameters: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, parameters, { cwd: folder, env: { PATH: process.env['PATH'], ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString('utf8')));
  }

  get output(): string {
    return this.#output;
  }

  /** Resolves with the match once the program has said it. @throws Error when it ends before */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#output);
      if (match) return match;
      if (this.#child.exitCode !== null) throw new Error(`The program ended with ${this.#child.exitCode}: ${this.#output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || !this.#child.kill()) return;
    await once(this.#child, 'exit');
  }
}
