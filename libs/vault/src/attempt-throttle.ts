/** The row `attempts` of table `meta`: survives a reload, shared by all tabs. */
export interface AttemptRecord {
  name: 'attempts';
  failures: number;
  /** Wall clock, milliseconds since 1970. */
  notBefore: number;
}

/** From this many wrong passwords in a row on, every tab locks. */
export const FAILURES_THAT_LOCK = 5;

const DELAYS_MS = [0, 0, 1_000, 2_000, 4_000, 30_000, 60_000, 120_000, 300_000, 900_000];

/** Wait after the given number of wrong passwords in a row. */
export function delayAfter(failures: number): number {
  return DELAYS_MS[Math.min(Math.max(0, Math.floor(failures)), DELAYS_MS.length - 1)] ?? 0;
}

/** Milliseconds to wait before the next attempt. Never longer than the delay itself, whatever the clock did. */
export function waitBefore(record: unknown, now: number): number {
  const { failures, notBefore } = read(record);
  return Math.min(Math.max(0, notBefore - now), delayAfter(failures));
}

/** The record with one more failure. Written before the attempt, so that closing the page doesn't undo it. */
export function countFailure(record: unknown, now: number): AttemptRecord {
  const failures = read(record).failures + 1;
  return { name: 'attempts', failures, notBefore: now + delayAfter(failures) };
}

function read(record: unknown): { failures: number; notBefore: number } {
  const { failures, notBefore } = (record ?? {}) as Partial<AttemptRecord>;
  return {
    failures: typeof failures === 'number' && failures > 0 ? failures : 0,
    notBefore: typeof notBefore === 'number' ? notBefore : 0,
  };
}
