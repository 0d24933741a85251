import { setTimeout as sleep } from 'node:timers/promises';
import type { ProbedProcess } from '../../audit/system/probed-process.js';

const MIB = 1024 * 1024;
/** What is written in batches has gone out by then. */
const SETTLE_MS = 3_000;

/** A process's memory after a garbage collection, with no call on its way, in MiB. */
export interface RestingMemory {
  readonly resident: number;
  /** V8's heap and what its objects hold outside of it, Buffers above all. */
  readonly live: number;
}

/**
 * What the second half may add, in MiB. Live memory: compiled code and counters, which come to an end; calls that leave
 * 1 kB each behind add more than that in the full run. Resident memory: pages that the allocator keeps because one block on them lives.
 */
export const LIVE_TOLERANCE = 6;
export const RESIDENT_TOLERANCE = 64;

export async function restingMemory(process: ProbedProcess): Promise<RestingMemory> {
  await sleep(SETTLE_MS);
  const { rss, heapUsed, external } = await process.ask<NodeJS.MemoryUsage>('memory');
  return { resident: rss / MIB, live: (heapUsed + external) / MIB };
}
