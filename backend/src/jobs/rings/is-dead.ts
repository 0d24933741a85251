import { SHARED_RING } from '../../byok/index.js';
import type { OtherRing } from './job-ring.store.js';

/** Without a sign of life for longer than this, in seconds, a process counts as gone. */
export const UNSEEN_SECONDS = 30;

export interface Onlooker {
  /** Where it runs itself. */
  readonly machine: string;
  /** Whether its own signs of life arrived without a gap for `UNSEEN_SECONDS`: if not, the others' may be missing for the same reason. */
  readonly steady: boolean;
  /** Seconds that a job's envelope lives. */
  readonly jobTtlSeconds: number;
  readonly isRunning: (pid: number) => boolean;
}

/**
 * Whether the jobs of a ring must be taken over. At once when its process took its leave, or ran on this machine and
 * is gone; otherwise when it was not seen for long. Configured keys outlive their processes: their jobs wait until
 * no envelope of theirs can be good any more.
 */
export function isDead({ id, process, unseenSeconds }: OtherRing, { machine, steady, jobTtlSeconds, isRunning: runs }: Onlooker): boolean {
  if (unseenSeconds === undefined) return true;
  if (process?.machine === machine && !runs(process.pid)) return true;
  return steady && unseenSeconds > (id === SHARED_RING ? Math.max(UNSEEN_SECONDS, jobTtlSeconds) : UNSEEN_SECONDS);
}

/** Whether there is a process of this number, whoever's it is. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code !== 'ESRCH';
  }
}
