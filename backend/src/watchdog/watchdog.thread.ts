/** Observes the main thread's heartbeat, and ends the process when it hangs: nothing in that thread can do it any more. */
import { write } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { workerData } from 'node:worker_threads';
import { mainThreadCpuMs } from './main-thread-cpu.js';
import { StallDetector, type Stall, type StallLimits } from './stall-detector.js';

/** What the main thread hands over. */
export interface WatchdogData {
  /** One number that grows as the loop turns. */
  readonly turns: Int32Array<SharedArrayBuffer>;
  readonly limits: StallLimits;
}

/** Longest wait for the line to be written, in milliseconds: the reader of our standard error may hang, too. */
const WRITE_MS = 1_000;
const STANDARD_ERROR = 2;

const { turns, limits } = workerData as WatchdogData;
const detector = new StallDetector(limits, mainThreadCpuMs);
const timer = setInterval(() => {
  const stall = detector.observe(performance.now(), Atomics.load(turns, 0));
  if (stall === undefined) return;
  clearInterval(timer);
  setTimeout(end, WRITE_MS);
  write(STANDARD_ERROR, lineOf(stall), end);
}, limits.periodMs);

/** In the form of the log, which the main thread can't write any more; it says nothing of what the thread works on. */
function lineOf({ stalledMs, cpuMs }: Stall): string {
  const message = 'The process hangs: its event loop stands still while it works. It is ended, to be started again.';
  const fields = { stalledMs: Math.round(stalledMs), cpuMs: Math.round(cpuMs) };
  return `${JSON.stringify({ level: 'fatal', time: new Date().toISOString(), context: 'Watchdog', ...fields, msg: message })}\n`;
}

/** `process.exit` would end this thread only, and an abort would write the memory, with keys, to a disk. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}
