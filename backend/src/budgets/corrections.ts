import { setTimeout } from 'node:timers/promises';
import type { PinoLogger } from 'nestjs-pino';

/** How long a correction that the database didn't take waits for its next try, in milliseconds. */
const RETRY_DELAY_MS = 1_000;
const MAX_TRIES = 60;
/** How long a call that finds no room waits for corrections that are under way, in milliseconds. */
const CORRECTION_TIMEOUT_MS = 1_000;

/** Writes of what calls did cost, behind their end: nobody waits for one, and one that fails is tried again. */
export class Corrections {
  readonly #open = new Set<Promise<void>>();
  #closing = false;

  constructor(private readonly logger: PinoLogger) {}

  begin(write: () => Promise<void>): void {
    const done = this.#write(write).finally(() => this.#open.delete(done));
    this.#open.add(done);
  }

  /** Estimates of calls that have ended are about to make room; waits no longer than a healthy database needs. @returns whether there were any */
  async settled(): Promise<boolean> {
    if (this.#open.size === 0) return false;
    const ended = new AbortController();
    const timeout = setTimeout(CORRECTION_TIMEOUT_MS, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
    await Promise.race([Promise.all(this.#open), timeout]);
    ended.abort();
    return true;
  }

  /** Before the process ends: what is under way is tried once more, and no oftener. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#open);
  }

  async #write(write: () => Promise<void>): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await write();
      } catch (error) {
        if (tries === MAX_TRIES || this.#closing) {
          this.logger.warn({ err: error }, 'a call stays counted at its estimate: what it did cost could not be written');
          return;
        }
        await setTimeout(RETRY_DELAY_MS, undefined, { ref: false });
      }
    }
  }
}
