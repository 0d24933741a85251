import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { SHARED_KEY_GROUP } from '#nestjs-byok';
import type { OtherGroup } from './worker-group.store.js';

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
 * Whether the jobs of a group must be taken over: at once when its process signed off, or ran on this machine and is
 * gone; otherwise when it was not seen for `UNSEEN_SECONDS`. Configured keys outlive their processes: jobs of the
 * shared group wait until none of their envelopes can be valid any more.
 */
export function isDead({ id, process, unseenSeconds }: OtherGroup, { machine, steady, jobTtlSeconds, isRunning: runs }: Onlooker): boolean {
  if (unseenSeconds === undefined) return true;
  if (process?.machine === machine && !runs(process.pid)) return true;
  return steady && unseenSeconds > (id === SHARED_KEY_GROUP ? Math.max(UNSEEN_SECONDS, jobTtlSeconds) : UNSEEN_SECONDS);
}

/** Whether there is a process of this number, of any user. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code !== 'ESRCH';
  }
}

/**
 * Names the place in which process numbers mean the same: on Linux this boot and this pid namespace, so that
 * containers on one host tell each other apart; elsewhere the host.
 */
export function thisMachine(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}
