/** Refusals that one user gets at once within a second; a person or a test suite has fewer. */
const AT_ONCE = 100;
/** How long each further one waits, in milliseconds, and how many wait at once in this process. */
const HOLD_BACK_MS = 250;
const MAX_HELD_BACK = 2_000;

/**
 * Says how long a refusal has to wait, so that a flood of requests that are all refused does not take the processor
 * from others: who waits for an answer sends nothing meanwhile.
 */
export class RefusalPace {
  #second = 0;
  #counts = new Map<string, number>();
  #heldBack = 0;

  /** Runs `refuse`, at once or a little later. @param now in milliseconds, on the monotonic clock */
  refuse(userId: string, refuse: () => void, now: number = performance.now()): void {
    if (!this.#isTooMany(userId, Math.floor(now / 1000)) || this.#heldBack >= MAX_HELD_BACK) return refuse();
    this.#heldBack += 1;
    setTimeout(() => {
      this.#heldBack -= 1;
      refuse();
    }, HOLD_BACK_MS);
  }

  #isTooMany(userId: string, second: number): boolean {
    if (second !== this.#second) {
      this.#second = second;
      this.#counts = new Map();
    }
    const count = (this.#counts.get(userId) ?? 0) + 1;
    this.#counts.set(userId, count);
    return count > AT_ONCE;
  }
}
