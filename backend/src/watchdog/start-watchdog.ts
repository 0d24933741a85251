import { Worker } from 'node:worker_threads';
import { STALL_LIMITS, type StallLimits } from './stall-detector.js';
import type { WatchdogData } from './watchdog.thread.js';

const PROGRAM = new URL(import.meta.url.endsWith('.ts') ? './watchdog.thread.ts' : './watchdog.thread.js', import.meta.url);

/** Of the thread's heap, in MiB. It keeps nothing. */
const HEAP = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 };

/**
 * Has a thread of its own end this process with SIGKILL when the main thread hangs, after one line on standard
 * error; the starter starts it again. To be called once, in the main thread. Costs one timer.
 */
export function startWatchdog(limits: StallLimits = STALL_LIMITS): void {
  if (process.pid === 1) warn('As process 1 of a container this can not end itself when it hangs: start it by supervise.mjs, or with --init.');
  const turns = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  setInterval(() => Atomics.add(turns, 0, 1), limits.periodMs / 2).unref();
  const workerData: WatchdogData = { turns, limits };
  const watchdog = new Worker(PROGRAM, { workerData, env: {}, resourceLimits: HEAP, name: 'watchdog' });
  watchdog.on('error', (error) => warn(`There is no watchdog (${error.message}): if this process hangs, nobody ends it.`));
  watchdog.unref();
}

function warn(message: string): void {
  process.stderr.write(`${message}\n`);
}
