import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { drained } from './drained.js';

/** Writes streams piece by piece, stops when the client has gone, and waits when it is slow to read. */
export class Pace {
  constructor(private readonly latencyMs: number) {}

  /** Resolves false when the client went away before all was written. */
  async write(response: ServerResponse, pieces: Iterable<string>): Promise<boolean> {
    for (const piece of pieces) {
      if (isGone(response)) return false;
      if (!response.write(piece)) await drained(response);
      if (this.latencyMs > 0) await sleep(this.latencyMs);
    }
    return !isGone(response);
  }

  /** Waits, but not longer than the client does. Resolves false when it went away. */
  async wait(response: ServerResponse, milliseconds: number): Promise<boolean> {
    const gone = new AbortController();
    const onClose = (): void => gone.abort();
    response.once('close', onClose);
    if (!isGone(response)) await sleep(milliseconds, undefined, { signal: gone.signal }).catch(() => undefined);
    response.off('close', onClose);
    return !isGone(response);
  }
}

function isGone(response: ServerResponse): boolean {
  return response.destroyed || response.socket?.destroyed === true;
}
