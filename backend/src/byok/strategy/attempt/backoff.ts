import { setTimeout as sleep } from 'node:timers/promises';

/** A failed call is sent again at most this often with the same credential. */
export const MAX_RETRIES = 2;
const BASE_MS = 250;
/** A provider that asks for a longer pause is not waited for. */
const LONGEST_WAIT_MS = 5_000;

/**
 * Milliseconds to wait before retry `retry` (0 = first): exponential with full jitter, at least what the
 * provider asked for. Undefined when that is too long to wait inside a request.
 */
export function backoffMs(retry: number, retryAfterSeconds: number | undefined, random: () => number = Math.random): number | undefined {
  const jittered = BASE_MS * 2 ** retry * (0.5 + random() / 2);
  const asked = (retryAfterSeconds ?? 0) * 1000;
  return asked > LONGEST_WAIT_MS ? undefined : Math.max(jittered, asked);
}

/** Sleeps unless `signal` fires, then throws its reason. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal });
}
