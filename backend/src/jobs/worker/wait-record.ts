/** Name of the part in which an open job remembers that it waits for rate limits, beside the pieces of its work. */
export const WAIT_PART = 'wait';

/** What a job that gave its slot back must still know when it goes on. */
export interface WaitRecord {
  readonly submission: number;
  /** When the present limit was first met, in Unix milliseconds. */
  readonly since: number;
  /** How often the job has waited, in all its submissions: so often it was taken without a worker's fault. */
  readonly count: number;
}

export function waitRecord(parts: ReadonlyMap<string, unknown>): WaitRecord | undefined {
  return parts.get(WAIT_PART) as WaitRecord | undefined;
}
