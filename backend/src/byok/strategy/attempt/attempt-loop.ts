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

export interface AttemptOptions {
  readonly policy: FallbackPolicy;
  readonly signal: StopSignal;
  /** Retries of an outage on the same credential; default `MAX_RETRIES`. */
  readonly retries?: number;
  /** Pause before the first retry in milliseconds; default `RETRY_BASE_MS`. */
  readonly retryBaseMs?: number;
  /** The request can be sent but once, so that nothing is retried and nothing falls back: the sentence that tells why. */
  readonly sentOnce?: string | undefined;
}

export interface Attempted<T> {
  readonly value: T;
  readonly receipt: Receipt;
}

/** Every credential failed; carries the last failure, its receipt, and privately what the provider said. */
export class AttemptsFailedError extends ByokError {
  readonly #refusal: Refusal | undefined;

  /** @param unsent why the request was not sent again, where it would have been: a sentence */
  constructor(
    failure: ProviderError,
    receipt: Receipt,
    message: string,
    readonly unsent?: string,
  ) {
    super(failure.code, unsent === undefined ? message : `${message} ${unsent}`, { retryAfterSeconds: failure.retryAfterSeconds, receipt });
    this.#refusal = failure instanceof RefusedCallError ? failure.refusal() : undefined;
  }

  /** The last provider's own answer, masked; undefined when it gave none. */
  refusal(): Refusal | undefined {
    return this.#refusal;
  }
}

/**
 * Calls once, and again after an outage as long as the provider doesn't ask for a long pause.
 * @throws what `call` threw last; the signal's reason when it fired
 */
export async function callWithRetries<T>(call: () => Promise<T>, options: Omit<AttemptOptions, 'policy'>): Promise<T> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await call();
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof ProviderError) || !isOutage(error.code) || retry >= (options.retries ?? MAX_RETRIES)) throw error;
      const wait = backoffMs(retry, error.retryAfterSeconds, options.retryBaseMs);
      if (wait === undefined) throw error;
      await pause(wait, options.signal);
    }
  }
}

function receiptOf(target: AttemptTarget, attempts: readonly AttemptRecord[]): Receipt {
  const { credential, model, tier } = target;
  const previous = attempts.at(-2)?.outcome;
  return {
    source: credential.source,
    provider: credential.provider,
    model,
    tier,
    attempts,
    ...(previous === undefined || previous === 'ok' ? {} : { fallbackReason: previous }),
  };
}

/**
 * Tries the targets in their order: retries outages on the same credential, then falls back where the
 * code and the policy allow it (contract, section 4). `call` must throw `ProviderError` for a failed
 * provider call, and only before anything reached the client.
 * @throws AttemptsFailedError when the last allowed target failed; the signal's reason when it fired; anything
 * else that `call` throws
 */
export async function attempt<Target extends AttemptTarget, T>(
  targets: readonly Target[],
  options: AttemptOptions,
  call: (target: Target) => Promise<T>,
): Promise<Attempted<T>> {
  const attempts: AttemptRecord[] = [];
  const { sentOnce } = options;
  for (const [index, target] of targets.entries()) {
    const { source, provider } = target.credential;
    try {
      const value = await callWithRetries(() => call(target), sentOnce === undefined ? options : { ...options, retries: 0 });
      attempts.push({ source, provider, outcome: 'ok' });
      return { value, receipt: receiptOf(target, attempts) };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      attempts.push({ source, provider, outcome: error.code });
      const isLast = index === targets.length - 1 || !fallsBack(error.code, options.policy);
      if (isLast || sentOnce !== undefined) {
        const unsent = !isLast || isOutage(error.code) ? sentOnce : undefined;
        throw new AttemptsFailedError(error, receiptOf(target, attempts), target.credential.mask(redactText(error.message)), unsent);
      }
    }
  }
  throw new ByokError('key_required', 'No key can serve this request: send one in an x-byok-*-key header.');
}
