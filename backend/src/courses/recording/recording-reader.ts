import { Worker } from 'node:worker_threads';
import type { ReaderAnswer, ReaderData, ReaderRequest } from './recording-reader.thread.js';

const PROGRAM = new URL(import.meta.url.endsWith('.ts') ? './recording-reader.thread.ts' : './recording-reader.thread.js', import.meta.url);

/** Of the thread's own heap, in MiB; a day of sound takes up to half of it. */
const HEAP_MB = 768;

/** Why the thread gave up, in words, or that it only knows of damage. */
export class UnreadableError extends Error {}

/** The thread that reads one recording. Close it. */
export class RecordingReader {
  readonly #worker: Worker;
  #pending: { resolve: (answer: ReaderAnswer) => void; reject: (error: Error) => void } | undefined;
  #end: UnreadableError | undefined;

  /** @param codecs those that can be passed on */
  constructor(path: string, codecs: readonly string[]) {
    this.#worker = new Worker(PROGRAM, { workerData: { path, codecs } satisfies ReaderData, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 64 }, stdout: true, stderr: true });
    this.#worker.unref();
    // What the library has to say of a file is for nobody.
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on('message', (answer: ReaderAnswer) => this.#settle(answer));
    this.#worker.on('error', (error: Error & { code?: string }) =>
      this.#fail(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'The recording is put together in a way that takes more memory to read than any recording needs.' : ''),
    );
    this.#worker.on('exit', () => this.#fail(''));
  }

  /** One at a time. @throws UnreadableError, also when no answer comes in time; the thread is gone then */
  async ask(request: ReaderRequest, milliseconds: number): Promise<ReaderAnswer> {
    if (this.#end !== undefined) throw this.#end;
    const timer = setTimeout(() => this.#fail('The recording could not be understood in reasonable time.'), milliseconds);
    try {
      const answer = await new Promise<ReaderAnswer>((resolve, reject) => {
        this.#pending = { resolve, reject };
        this.#worker.postMessage(request);
      });
      if ('problem' in answer) throw new UnreadableError(answer.problem);
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#fail('');
  }

  #settle(answer: ReaderAnswer): void {
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.resolve(answer);
  }

  #fail(problem: string): void {
    this.#end ??= new UnreadableError(problem);
    void this.#worker.terminate();
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.reject(this.#end);
  }
}
