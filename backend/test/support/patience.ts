import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';

/** Programs that want a processor at this moment; 0 where the system doesn't say. */
function runnable(): number {
  try {
    return Number(/ (\d+)\//.exec(readFileSync('/proc/loadavg', 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/**
 * How long something may take that must be done within `milliseconds`: on a machine with more to do than it has
 * processors for, many times that, since there the clock says nothing of our code. Ask for it when the time is up.
 */
export function patience(milliseconds: number): number {
  const crowd = Math.max(loadavg()[0] ?? 0, runnable()) / availableParallelism();
  return crowd <= 1 ? milliseconds : milliseconds * 10 * crowd;
}
