import {
  ByokError,
  fallsBack,
  isKeyFailure,
  type AttemptRecord,
  type ErrorCode,
  type FallbackPolicy,
  type Receipt,
  type Tier,
} from '#contracts';
import { ProviderError } from '#providers';
import { redactText } from '#redaction';
import type { JobCredential } from '../../credential/expired-credential.js';
import type { StopSignal } from '../transport/stop-signal.js';
import { AttemptsFailedError } from './attempts-failed.error.js';
import { MAX_RETRIES, backoffMs, pause } from './backoff.js';

/** One credential at one provider, with what the receipt says of it. */
export interface AttemptTarget {
  readonly credential: JobCredential;
  /** The catalog's id and tier; absent for calls without a model. */
  readonly model?: string;
  readonly tier?: Tier;
  /** As `Receipt.sunset`. */
  readonly sunset?: string | undefined;
  /** `performance.now()` by which its first byte must have come; set by the loop. */
  readonly firstByteBy?: number;
}

export interface AttemptOptions<Target extends AttemptTarget = AttemptTarget> {
  readonly policy: FallbackPolicy;
  readonly signal: StopSignal;
  /** Whether the platform's key stays out once an own key has failed by itself, and not its provider. */
  readonly pausesAtKeyFailure?: boolean;
  /** Why a target may not serve this call, asked when its turn has come. It is passed over then, and no attempt. */
  readonly refusalOf?: ((target: Target) => ByokError | undefined | Promise<ByokError | undefined>) | undefined;
  /** Milliseconds that an own key has to its first byte, retries included. */
  readonly ownKeyTimeoutMs?: number | undefined;
  /** Retries of an outage on the same credential; default `MAX_RETRIES`. */
  readonly retries?: number;
  /** Pause before the first retry in milliseconds; default `RETRY_BASE_MS`. */
  readonly retryBaseMs?: number;
}

export interface Attempted<T, Target extends AttemptTarget = AttemptTarget> {
  readonly value: T;
  /** The one that served. */
  readonly target: Target;
  readonly receipt: Receipt;
}

/** Refusals that no other target may get round: what the user allowed to be spent is spent (contract, section 4). */
const FINAL_REFUSALS: ReadonlySet<ErrorCode> = new Set(['own_limit_reached']);

/** Outages that repetition may mend. A time-out is none: its call may have been paid for (contract, section 4). */
const RETRIED: ReadonlySet<ErrorCode> = new Set(['provider_overloaded', 'provider_unavailable']);

type RetryOptions = Omit<AttemptOptions, 'policy' | 'pausesAtKeyFailure' | 'refusalOf' | 'ownKeyTimeoutMs'> & {
  /** `performance.now()` behind which nothing is sent any more. */
  readonly until?: number | undefined;
  /** Learns how each call ended. */
  readonly record?: (outcome: AttemptRecord['outcome']) => void;
};

/**
 * Waits for the next retry of a failed call; false when there is to be none.
 * @param retry how many there were before
 * @throws the signal's reason when it fired
 */
async function waitForRetry(error: ProviderError, retry: number, { signal, retries = MAX_RETRIES, retryBaseMs, until = Infinity }: RetryOptions): Promise<boolean> {
  if (!error.repeatable || !RETRIED.has(error.code) || retry >= retries) return false;
  const wait = backoffMs(retry, error.retryAfterSeconds, retryBaseMs);
  if (wait === undefined || performance.now() + wait >= until) return false;
  await pause(wait, signal);
  return true;
}

/**
 * Calls once, and again after an outage as long as the provider doesn't ask for a long pause, or for none at all.
 * @throws what `call` threw last; the signal's reason when it fired
 */
export async function callWithRetries<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let retry = 0; ; retry += 1) {
    try {
      const value = await call();
      options.record?.('ok');
      return value;
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof ProviderError) || !error.wasSent) throw error;
      options.record?.(error.code);
      if (!(await waitForRetry(error, retry, options))) throw error;
    }
  }
}

/** A request that a provider's format has no room for: no attempt, and another provider may serve it. */
function notSent({ code, message, param }: ProviderError): ByokError {
  return new ByokError(code, redactText(message), { param: param === undefined ? undefined : redactText(param) });
}

function receiptOf({ credential, model, tier, sunset }: AttemptTarget, attempts: readonly AttemptRecord[], fallbackReason: ErrorCode | undefined): Receipt {
  const { source, provider, envelopeKid } = credential;
  const receipt: Receipt = { source, provider, model, tier, attempts };
  if (sunset !== undefined) receipt.sunset = sunset;
  if (envelopeKid !== undefined) receipt.envelopeKid = envelopeKid;
  return fallbackReason === undefined ? receipt : { ...receipt, fallbackReason };
}

/** Whether a failure lets the next credential step in: another own key for the same provider under every policy. */
function mayFollow(failed: JobCredential, code: ErrorCode, next: JobCredential, policy: FallbackPolicy): boolean {
  const isOwn = next.source === 'byok' && failed.source === 'byok' && next.provider === failed.provider;
  return fallsBack(code, isOwn ? 'on-error' : policy);
}

function withDeadline<Target extends AttemptTarget>(target: Target, ownKeyTimeoutMs: number | undefined): Target {
  if (ownKeyTimeoutMs === undefined || target.credential.source !== 'byok') return target;
  return { ...target, firstByteBy: performance.now() + ownKeyTimeoutMs };
}

/**
 * Tries the targets in their order: retries outages on the same credential, then falls back where the
 * code and the policy allow it (contract, section 4). `call` must throw `ProviderError` for a failed
 * provider call, and only before anything reached the client. A target that `refusalOf` passes over, or for which
 * nothing could be sent, is never a fallback: the failure before it is the answer then. One that is refused by the
 * user's own limit ends the attempts; so does the platform's turn after a failed own key, where its owner wants to see that first.
 * @throws AttemptsFailedError when the last allowed target failed; the first refusal when all were passed over; the
 * signal's reason when it fired; anything else that `call` throws
 */
export async function attempt<Target extends AttemptTarget, T>(
  targets: readonly Target[],
  options: AttemptOptions<Target>,
  call: (target: Target) => Promise<T>,
): Promise<Attempted<T, Target>> {
  const attempts: AttemptRecord[] = [];
  let refused: ByokError | undefined;
  let failed: AttemptsFailedError | undefined;
  let wasRepeated = false;
  let failedCode: ErrorCode | undefined;
  let isPaused = false;
  for (const candidate of targets) {
    if (failed !== undefined && failedCode !== undefined && !mayFollow(failed.credential, failedCode, candidate.credential, options.policy)) throw failed;
    if (failed !== undefined && isPaused && candidate.credential.source === 'platform') throw failed;
    const refusal = await options.refusalOf?.(candidate);
    if (refusal !== undefined) {
      if (FINAL_REFUSALS.has(refusal.code)) throw failed ?? refusal;
      refused ??= refusal;
      continue;
    }
    const target = withDeadline(candidate, options.ownKeyTimeoutMs);
    const { source, provider } = target.credential;
    const before = attempts.length;
    const place = target.credential.place === 1 ? {} : { place: target.credential.place };
    const record = (outcome: AttemptRecord['outcome']) => attempts.push({ source, provider, ...place, outcome });
    try {
      const value = await callWithRetries(() => call(target), { ...options, until: target.firstByteBy, record });
      return { value, target, receipt: receiptOf(target, attempts, failed?.code) };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (!error.wasSent) {
        refused ??= notSent(error);
        continue;
      }
      wasRepeated ||= attempts.length > before + 1;
      failed = new AttemptsFailedError(error, target.credential, receiptOf(target, [...attempts], failed?.code), wasRepeated);
      if (!error.fallsBack) throw failed;
      failedCode = error.code;
      isPaused ||= options.pausesAtKeyFailure === true && source === 'byok' && isKeyFailure(error.code);
    }
  }
  throw failed ?? refused ?? new ByokError('key_required', 'No key can serve this request: send one in an x-byok-*-key header.');
}
