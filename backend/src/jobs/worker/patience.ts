/** Longest that a job waits for a rate limit to pass before it goes on otherwise, in milliseconds (contract, section 7). */
const LONGEST_MS = 15 * 60_000;
/** First and longest pause for a provider that doesn't say how long: as long as was waited already, between these. */
const UNTOLD_FIRST_MS = 15_000;
const UNTOLD_LONGEST_MS = 120_000;
/** However short a pause is asked for. */
const SHORTEST_MS = 1_000;
/** Before the key's time is up: a worker must have taken the job by then. */
const MARGIN_MS = 1_000;

/** How long a job may still wait for a provider's rate limit. Times in Unix milliseconds. */
export class Patience {
  /** @param since when the limit was first met; undefined when it isn't known or was overcome. @param deadline end of the job's keys */
  constructor(
    private since: number | undefined,
    private readonly deadline: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** When the present limit was first met. */
  get begun(): number {
    return (this.since ??= this.now());
  }

  /** The limit is overcome: the next one is waited for anew. */
  overcome(): void {
    this.since = undefined;
  }

  /**
   * When to try again. Undefined when that would be too late: then the wait is over.
   * @param toldSeconds the provider's own word
   */
  wakeAt(toldSeconds: number | undefined): number | undefined {
    const now = this.now();
    const waited = now - this.begun;
    const pause = toldSeconds === undefined ? Math.min(UNTOLD_LONGEST_MS, Math.max(UNTOLD_FIRST_MS, waited)) : toldSeconds * 1000;
    const at = now + Math.max(SHORTEST_MS, Math.ceil(pause));
    return at <= Math.min(this.begun + LONGEST_MS, this.deadline - MARGIN_MS) ? at : undefined;
  }
}
