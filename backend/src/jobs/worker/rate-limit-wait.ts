/** Longest that a job waits for a rate limit to pass before it goes on otherwise, in milliseconds (contract, section 7). */
const MAX_WAIT_MS = 15 * 60_000;
/** First and longest pause for a provider that doesn't say how long: as long as was waited already, between these. */
const MIN_UNTOLD_PAUSE_MS = 15_000;
const MAX_UNTOLD_PAUSE_MS = 120_000;
/** However short a pause is asked for, in milliseconds. */
const MIN_PAUSE_MS = 1_000;
/** Before the key's time is up, in milliseconds: a worker must have taken the job by then. */
const DEADLINE_MARGIN_MS = 1_000;

/** A provider's rate limit stops the job for a while: it gives its slot back and goes on later, behind what is done. */
export class JobPausedError extends Error {
  /** @param wakeAt Unix milliseconds */
  constructor(readonly wakeAt: number) {
    super('A rate limit of the provider stops the job for a while.');
    this.name = 'JobPausedError';
  }
}

/** Under this name an open job's `WaitRecord` is stored, beside the finished pieces of its work. */
export const WAIT_PART = 'wait';

/** What a job that gave its slot back must still know when it goes on. */
export interface WaitRecord {
  readonly submission: number;
  /** When the present limit was first met, in Unix milliseconds. */
  readonly since: number;
  /** How often the job has waited, in all its submissions: this often it was taken without a worker's fault. */
  readonly count: number;
}

export function waitRecordIn(parts: ReadonlyMap<string, unknown>): WaitRecord | undefined {
  return parts.get(WAIT_PART) as WaitRecord | undefined;
}

/** How long a job may still wait for a provider's rate limit. Times in Unix milliseconds. */
export class RateLimitWait {
  #since: number | undefined;

  /** @param since when the limit was first met; undefined when it isn't known or was overcome. @param deadline end of the job's keys */
  constructor(
    since: number | undefined,
    private readonly deadline: number,
    private readonly now: () => number = Date.now,
  ) {
    this.#since = since;
  }

  /** When the present limit was first met. */
  get since(): number {
    return (this.#since ??= this.now());
  }

  /** The limit is overcome: the next one is waited for anew. */
  reset(): void {
    this.#since = undefined;
  }

  /**
   * When to try again. Undefined when that would be too late: then the wait is over.
   * @param askedSeconds the pause that the provider asked for
   */
  wakeAt(askedSeconds: number | undefined): number | undefined {
    const now = this.now();
    const waited = now - this.since;
    const pause = askedSeconds === undefined ? Math.min(MAX_UNTOLD_PAUSE_MS, Math.max(MIN_UNTOLD_PAUSE_MS, waited)) : askedSeconds * 1000;
    const at = now + Math.max(MIN_PAUSE_MS, Math.ceil(pause));
    return at <= Math.min(this.since + MAX_WAIT_MS, this.deadline - DEADLINE_MARGIN_MS) ? at : undefined;
  }
}
