import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';
import { drainRequest } from './drain-request.js';

/** What all bodies of calls at once may keep for sending again. */
export class ReplayBudget {
  constructor(private free = 256 * 1024 * 1024) {}

  take(bytes: number): boolean {
    if (bytes > this.free) return false;
    this.free -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.free += bytes;
  }
}

/** More than a platform takes in one call. */
const MAX_KEPT_BYTES = 32 * 1024 * 1024;

/**
 * The body of a request, which goes on as it comes in and is kept until the answer begins, so that it can be sent
 * again. What is too large to be kept is still sent, once.
 */
export class ReplayableBody {
  readonly #source: AsyncIterator<Buffer>;
  #sending: Promise<void> = Promise.resolve();
  #next: Promise<IteratorResult<Buffer>> | undefined;
  #kept: Buffer[] | undefined = [];
  #keptBytes = 0;

  constructor(
    private readonly request: IncomingMessage,
    private readonly budget: ReplayBudget,
  ) {
    this.#source = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  }

  /** Whether another `sendTo` would send all of it. */
  get canRepeat(): boolean {
    return this.#kept !== undefined;
  }

  /**
   * Writes what is kept and then what still comes in, no faster than it is taken, and ends the target, or destroys it
   * when the caller breaks off. Ends early when the target closes; what had been read is kept. Waits for an earlier
   * sending, whose target must have been destroyed.
   */
  sendTo(target: Writable): void {
    this.#sending = this.#sending.then(() => this.#send(target)).catch((error: Error) => void target.destroy(error));
  }

  /** Nothing will be sent again; what the last target does not take any more is read past. */
  async finish(): Promise<void> {
    this.#release();
    await this.#sending;
    await this.#source.return?.().catch(() => undefined);
    drainRequest(this.request);
  }

  async #send(target: Writable): Promise<void> {
    const closed = once(target, 'close').catch(() => undefined);
    for (const chunk of [...(this.#kept ?? [])]) if (!(await write(target, chunk, closed))) return;
    for (;;) {
      this.#next ??= this.#read();
      const next = await Promise.race([this.#next, closed.then(() => undefined)]);
      if (next === undefined || target.destroyed) return;
      this.#next = undefined;
      if (next.done) return void target.end();
      this.#keep(next.value);
      if (!(await write(target, next.value, closed))) return;
    }
  }

  #read(): Promise<IteratorResult<Buffer>> {
    const next = this.#source.next();
    // Whether anybody still waits for it when it fails is not known.
    next.catch(() => undefined);
    return next;
  }

  #release(): void {
    this.#kept = undefined;
    this.budget.giveBack(this.#keptBytes);
    this.#keptBytes = 0;
  }

  #keep(chunk: Buffer): void {
    if (this.#kept === undefined) return;
    const fits = this.#keptBytes + chunk.length <= MAX_KEPT_BYTES && this.budget.take(chunk.length);
    if (!fits) return this.#release();
    this.#keptBytes += chunk.length;
    this.#kept.push(chunk);
  }
}

/** @returns whether the target still takes more */
async function write(target: Writable, chunk: Buffer, closed: Promise<unknown>): Promise<boolean> {
  if (target.destroyed) return false;
  if (!target.write(chunk)) await Promise.race([once(target, 'drain').catch(() => undefined), closed]);
  return !target.destroyed;
}
