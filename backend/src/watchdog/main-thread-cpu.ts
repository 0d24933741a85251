import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second for every program, whatever the kernel's own tick. */
const TICK_MS = 10;

/**
 * How long the main thread has worked, in milliseconds; to be called from another thread. Where the system doesn't
 * say, it is what all threads but the calling one have worked.
 */
export function mainThreadCpuMs(): number {
  return ticksOfThread(process.pid) ?? othersCpuMs();
}

/** The main thread's number is the process's. */
function ticksOfThread(id: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/self/task/${id}/stat`, 'latin1');
    const [user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13).map(Number);
    const ticks = (user ?? NaN) + (system ?? NaN);
    return Number.isNaN(ticks) ? undefined : ticks * TICK_MS;
  } catch {
    return undefined;
  }
}

function othersCpuMs(): number {
  const all = process.cpuUsage();
  const own = process.threadCpuUsage();
  return (all.user + all.system - own.user - own.system) / 1_000;
}
