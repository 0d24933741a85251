/** When a process counts as hung; all times in milliseconds. */
export interface StallLimits {
  /** How long the event loop may stand still. */
  readonly stallMs: number;
  /** Pause between two observations. */
  readonly periodMs: number;
  /** How much later than that an observation may come before it says nothing. */
  readonly latenessMs: number;
}

export const STALL_LIMITS: StallLimits = { stallMs: 10_000, periodMs: 1_000, latenessMs: 1_000 };

/** How much of `stallMs` the thread must have worked before it counts as hung: one that only waits isn't. */
const BUSY_SHARE = 0.5;

/** How long the event loop has stood still, and how long its thread worked in that time, in milliseconds. */
export interface Stall {
  readonly stalledMs: number;
  readonly cpuMs: number;
}

/**
 * Tells a hung thread from one that waits or that the machine has left without a processor. It looks at the clock of
 * the processor, which stands still while a process is stopped or starved, and starts anew whenever its own
 * observation came late, since then the other thread had no time either.
 */
export class StallDetector {
  readonly #limits: StallLimits;
  readonly #cpuMs: () => number;
  #turns: number | undefined;
  #observedAt = 0;
  #start: { at: number; cpuMs: number } | undefined;

  /** @param cpuMs the observed thread's processor time so far; asked for only while its loop stands still */
  constructor(limits: StallLimits, cpuMs: () => number) {
    this.#limits = limits;
    this.#cpuMs = cpuMs;
  }

  /**
   * To be called every `periodMs`.
   * @param now monotonic milliseconds
   * @param turns a number that changes whenever the loop turns
   * @returns the stall, once the thread counts as hung
   */
  observe(now: number, turns: number): Stall | undefined {
    const isLate = now - this.#observedAt > this.#limits.periodMs + this.#limits.latenessMs;
    const hasTurned = turns !== this.#turns;
    this.#observedAt = now;
    this.#turns = turns;
    if (hasTurned) this.#start = undefined;
    else if (isLate || this.#start === undefined) this.#start = { at: now, cpuMs: this.#cpuMs() };
    if (this.#start === undefined) return undefined;
    const stalledMs = now - this.#start.at;
    if (stalledMs < this.#limits.stallMs) return undefined;
    const cpuMs = this.#cpuMs() - this.#start.cpuMs;
    return cpuMs < this.#limits.stallMs * BUSY_SHARE ? undefined : { stalledMs, cpuMs };
  }
}
