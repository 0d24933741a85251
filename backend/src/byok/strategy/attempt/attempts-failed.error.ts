import { ByokError, type Receipt } from '#contracts';
import type { ProviderError } from '#providers';
import { redactText } from '#redaction';
import type { Credential } from '../../credential/credential.js';
import { RefusedCallError, type Refusal } from '../transport/refused-call.error.js';

/** What `x-should-retry` says: no, after retries of ours or where nothing is gained; else what the provider said. */
function shouldRetry(failure: ProviderError, wasRepeated: boolean): boolean | undefined {
  if (wasRepeated || !failure.repeatable) return false;
  const said = failure instanceof RefusedCallError ? failure.refusal()?.headers['x-should-retry'] : undefined;
  return said === 'true' ? true : undefined;
}

/** Every credential failed; carries the last failure, its receipt, and privately what the provider said to which key. */
export class AttemptsFailedError extends ByokError {
  /** False when the last answer was paid for, or would come again as it was: nothing is gained by another call. */
  readonly repeatable: boolean;
  /** The one whose failure this is. */
  readonly credential: Credential;
  readonly #refusal: Refusal | undefined;

  constructor(failure: ProviderError, credential: Credential, receipt: Receipt, wasRepeated: boolean) {
    super(failure.code, credential.mask(redactText(failure.message)), {
      retryAfterSeconds: failure.retryAfterSeconds,
      shouldRetry: shouldRetry(failure, wasRepeated),
      receipt,
    });
    this.repeatable = failure.repeatable;
    this.credential = credential;
    this.#refusal = failure instanceof RefusedCallError ? failure.refusal() : undefined;
  }

  /** The last provider's own answer, masked; undefined when it gave none. */
  refusal(): Refusal | undefined {
    return this.#refusal;
  }
}
