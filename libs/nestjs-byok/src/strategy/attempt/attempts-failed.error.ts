import { ByokError, type Receipt } from '#contracts';
import type { ProviderError } from '#providers';
import { redactText } from '#redaction';
import { Credential } from '../../credential/credential.js';
import type { JobCredential } from '../../credential/expired-credential.js';
import { UpstreamError, type UpstreamErrorResponse } from '../transport/upstream.error.js';

/** What `x-should-retry` says: no, after retries of ours or where nothing is gained; else what the provider said. */
function shouldRetry(failure: ProviderError, wasRepeated: boolean): boolean | undefined {
  if (wasRepeated || !failure.repeatable) return false;
  const said = failure instanceof UpstreamError ? failure.response()?.headers['x-should-retry'] : undefined;
  return said === 'true' ? true : undefined;
}

/** Every credential failed; carries the last failure, its receipt, and privately what the provider said to which key. */
export class AttemptsFailedError extends ByokError {
  /** False when the last answer was paid for, or would come again as it was: nothing is gained by another call. */
  readonly repeatable: boolean;
  /** The one whose failure this is. */
  readonly credential: JobCredential;
  readonly #response: UpstreamErrorResponse | undefined;

  constructor(failure: ProviderError, credential: JobCredential, receipt: Receipt, wasRepeated: boolean) {
    const { code, message, param } = failure;
    const masked = (text: string) => (credential instanceof Credential ? credential.mask(redactText(text)) : redactText(text));
    super(code, masked(message), {
      param: param === undefined ? undefined : masked(param),
      retryAfterSeconds: failure.retryAfterSeconds,
      shouldRetry: shouldRetry(failure, wasRepeated),
      receipt,
    });
    this.repeatable = failure.repeatable;
    this.credential = credential;
    this.#response = failure instanceof UpstreamError ? failure.response() : undefined;
  }

  /** The last provider's own answer, masked; undefined when it gave none. */
  response(): UpstreamErrorResponse | undefined {
    return this.#response;
  }
}
