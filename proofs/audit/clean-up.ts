/** What an audit has to take down again, however it ends; what came last goes first. */
export class CleanUp {
  readonly #tasks: (() => Promise<void>)[] = [];
  #running: Promise<void> | undefined;

  add(task: () => Promise<void>): void {
    this.#tasks.push(task);
  }

  /** Everything, once; whoever asks again waits for it. Never throws. */
  run(tell: (line: string) => void): Promise<void> {
    this.#running ??= (async () => {
      for (const task of this.#tasks.reverse()) await task().catch((error: unknown) => tell(`Could not clean up: ${String(error)}`));
    })();
    return this.#running;
  }
}
