import { Agent } from 'node:http';
import type { Caller } from './callers.js';

/** Bounds of a run. */
export interface Bounds {
  readonly seconds: number;
  readonly bytes: number;
  readonly connections: number;
}

/** The bare proxy's share of time and bytes. */
const BARE_SHARE = 0.2;

/** Each connection makes one call after the other until time or bytes are used up; those that are on their way end in their own time. */
async function drive(caller: Caller, { seconds, bytes, connections }: Bounds): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const end = performance.now() + seconds * 1000;
  let left = bytes;
  const connection = async (): Promise<void> => {
    while (performance.now() < end && left > 0) {
      // Not `left -= await …`, which takes `left` as it was before the others' calls.
      const read = await caller.next(agent);
      left -= read;
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  agent.destroy();
}

/**
 * The application and the bare proxy in turns, so that a slow minute of the machine hits both.
 * @param afterRound when nothing is on its way
 */
export async function inRounds(count: number, bounds: Bounds, product: Caller, bare: Caller, afterRound: (round: number) => Promise<void>): Promise<void> {
  const share = (part: number): Bounds => ({ ...bounds, seconds: (bounds.seconds * part) / count, bytes: (bounds.bytes * part) / count });
  for (let round = 1; round <= count; round += 1) {
    await drive(product, share(1 - BARE_SHARE));
    await drive(bare, share(BARE_SHARE));
    await afterRound(round);
  }
}
