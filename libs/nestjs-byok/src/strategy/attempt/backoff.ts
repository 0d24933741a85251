import type { StopSignal } from '../transport/stop-signal.js';

/** A failed call is sent again at most this often with the same credential. */
export const MAX_RETRIES = 2;
/** Pause before the first retry, in milliseconds, before jitter. */
export const RETRY_BASE_MS = 250;
/** A provider that asks for a longer pause is not waited for. */
const MAX_WAIT_MS = 5_000;

/**
 * Milliseconds to wait before retry `retry` (0 = first): exponential with full jitter, at least what the
 * provider asked for. Undefined when that is too long to wait inside a request.
 */
export function backoffMs(retry: number, retryAfterSeconds: number | undefined, baseMs: number = RETRY_BASE_MS): number | undefined {
  const jittered = baseMs * 2 ** retry * (0.5 + Math.random() / 2);
  const asked = (retryAfterSeconds ?? 0) * 1000;
  return asked > MAX_WAIT_MS ? undefined : Math.max(jittered, asked);
}

/** Sleeps, but no longer than until `signal` fires. @throws the signal's reason */
export async function pause(milliseconds: number, signal: StopSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    signal.addEventListener('abort', wake, { once: true });
  });
  signal.throwIfAborted();
}
