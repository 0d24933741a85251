/** When a body comes too late, and how long a refused one is drained. Times in milliseconds. */
export interface ArrivalLimits {
  /** A body of up to 1 MiB is there after this. */
  readonly graceMs: number;
  /** From then on this much of a larger one comes on average. */
  readonly bytesPerSecond: number;
  /** How often bodies are looked at. */
  readonly lookMs: number;
  /** What is left of a refused body is drained for at most this long … */
  readonly drainMs: number;
  /** … and at most this far, in bytes. */
  readonly drainBytes: number;
}

/** Those of the contract, section 1. */
export const ARRIVAL_LIMITS: ArrivalLimits = {
  graceMs: 30_000,
  bytesPerSecond: 32_000,
  lookMs: 1_000,
  drainMs: 5_000,
  drainBytes: 64 * 1024 * 1024,
};
