import {
  ByokError,
  fallsBack,
  isOutage,
  type AttemptRecord,
  type FallbackPolicy,
  type Receipt,
  type Tier,
} from '#contracts';
import { ProviderError } from '#providers';
import { redactText } from '#redaction';
import type { Credential } from '../../credential/credential.js';
import { RefusedCallError, type Refusal } from '../transport/refused-call.error.js';
import type { StopSignal } from '../transport/stop-signal.js';
import { MAX_RETRIES, backoffMs, pause } from './backoff.js';

/** One credential at one provider, with what the receipt says of it. */
export interface AttemptTarget {
  readonly credential: Credential;
  /** The catalog's id and tier; absent for calls without a model. */
  readonly model?: string;
  readonly tier?: Tier;
}

export interface AttemptOptions<Target extends AttemptTarget = AttemptTarget> {
  readonly policy: FallbackPolicy;
  readonly signal: StopSignal;
  /** Why a target may not serve this call, asked when its turn has come. It is passed over then, and no attempt. */
  readonly refusalOf?: ((target: Target) => ByokError | undefined | Promise<ByokError | undefined>) | undefined;
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

/** Every credential failed; carries the last failure, its receipt, and privately what the provider said. */
export class AttemptsFailedError extends ByokError {
  /** False when the last answer was paid for, or would come again as it was: nothing is gained by another call. */
  readonly repeatable: boolean;
  readonly #refusal: Refusal | undefined;

  constructor(failure: ProviderError, receipt: Receipt, message: string) {
    super(failure.code, message, { retryAfterSeconds: failure.retryAfterSeconds, receipt });
    this.repeatable = failure.repeatable;
    this.#refusal = failure instanceof RefusedCallError ? failure.refusal() : undefined;
  }

  /** The last provider's own answer, masked; undefined when it gave none. */
  refusal(): Refusal | undefined {
    return this.#refusal;
  }
}

type RetryOptions = Omit<AttemptOptions, 'policy' | 'refusalOf'>;

/**
 * Waits for the next retry of a failed call; false when there is to be none.
 * @param retry how many there were before
 * @throws the signal's reason when it fired
 */
async function waitForRetry(error: unknown, retry: number, { signal, retries = MAX_RETRIES, retryBaseMs }: RetryOptions): Promise<boolean> {
  signal.throwIfAborted();
  if (!(error instanceof ProviderError) || !error.repeatable || !isOutage(error.code) || retry >= retries) return false;
  const wait = backoffMs(retry, error.retryAfterSeconds, retryBaseMs);
  if (wait === undefined) return false;
  await pause(wait, signal);
  return true;
}

/**
 * Calls once, and again after an outage as long as the provider doesn't ask for a long pause.
 * @throws what `call` threw last; the signal's reason when it fired
 */
export async function callWithRetries<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await call();
    } catch (error) {
      if (!(await waitForRetry(error, retry, options))) throw error;
    }
  }
}

function receiptOf(target: AttemptTarget, attempts: readonly AttemptRecord[]): Receipt {
  const { credential, model, tier } = target;
  const previous = attempts.length > 1 ? attempts[attempts.length - 2]?.outcome : undefined;
  const receipt = { source: credential.source, provider: credential.provider, model, tier, attempts };
  return previous === undefined || previous === 'ok' ? receipt : { ...receipt, fallbackReason: previous };
}

/**
 * Tries the targets in their order: retries outages on the same credential, then falls back where the
 * code and the policy allow it (contract, section 4). `call` must throw `ProviderError` for a failed
 * provider call, and only before anything reached the client. A target that `refusalOf` passes over is never a
 * fallback: the failure before it is the answer then.
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
  for (let index = 0, retry = 0; index < targets.length; ) {
    const target = targets[index] as Target;
    const { source, provider } = target.credential;
    const refusal = retry === 0 ? await options.refusalOf?.(target) : undefined;
    if (refusal !== undefined) {
      refused ??= refusal;
      index += 1;
      continue;
    }
    try {
      const value = await call(target);
      attempts.push({ source, provider, outcome: 'ok' });
      return { value, target, receipt: receiptOf(target, attempts) };
    } catch (error) {
      if (await waitForRetry(error, retry, options)) {
        retry += 1;
        continue;
      }
      if (!(error instanceof ProviderError)) throw error;
      attempts.push({ source, provider, outcome: error.code });
      failed = new AttemptsFailedError(error, receiptOf(target, [...attempts]), target.credential.mask(redactText(error.message)));
      if (!error.fallsBack || !fallsBack(error.code, options.policy)) throw failed;
      index += 1;
      retry = 0;
    }
  }
  throw failed ?? refused ?? new ByokError('key_required', 'No key can serve this request: send one in an x-byok-*-key header.');
}
