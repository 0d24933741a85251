import type { ResponseLimits } from './dispatch-call.js';

/** Longest silence inside an answer, in milliseconds, before it counts as broken. */
const SILENCE_MS = 300_000;

/** How long the host lets providers take, in milliseconds. */
export interface ProviderTimes {
  /** To the first byte; of a stream, from its head. */
  readonly providerTimeoutMs: number;
  /** To the head of a stream. */
  readonly providerStreamTimeoutMs: number;
  /** Pause before the first retry of an outage; it doubles with each. Default: 250. */
  readonly retryPauseMs?: number | undefined;
}

export const DEFAULT_PROVIDER_TIMES: ProviderTimes = { providerTimeoutMs: 600_000, providerStreamTimeoutMs: 60_000 };

/** How long one caller waits. */
export interface CallerTimeouts {
  /** Milliseconds that the client itself waits for an answer that is no stream. */
  readonly clientTimeoutMs?: number | undefined;
  /** `performance.now()` by which the first byte must have come. */
  readonly firstByteBy?: number | undefined;
}

/** How long an answer may take (contract, section 9). A stream has its head soon, and its first byte when the model has thought. */
export function responseLimits(
  { providerTimeoutMs, providerStreamTimeoutMs }: ProviderTimes,
  isStream: boolean,
  { clientTimeoutMs = Infinity, firstByteBy }: CallerTimeouts,
): ResponseLimits {
  const atMostMs = firstByteBy === undefined ? undefined : Math.max(0, firstByteBy - performance.now());
  if (isStream) return { waitMs: providerStreamTimeoutMs, afterHeadMs: providerTimeoutMs, atMostMs, silenceMs: SILENCE_MS };
  return { waitMs: Math.min(providerTimeoutMs, clientTimeoutMs), atMostMs, silenceMs: SILENCE_MS };
}
