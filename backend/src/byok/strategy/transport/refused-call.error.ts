import { ProviderError, type ProviderFailure, type WireHeaders } from '#providers';

/** What the provider answered, with every key masked; for the native routes, which pass it on. */
export interface Refusal {
  readonly status: number;
  /** As they came: choose from them what passes on. */
  readonly headers: WireHeaders;
  /** JSON. */
  readonly body: string;
}

/** A provider call that failed. The refusal is held privately, so that no logger or serialiser meets it. */
export class RefusedCallError extends ProviderError {
  readonly #refusal: Refusal | undefined;

  constructor(failure: ProviderFailure, refusal?: Refusal, cause?: unknown) {
    super(failure.code, failure.message, failure.retryAfterSeconds, cause, failure);
    this.name = 'RefusedCallError';
    this.#refusal = refusal;
  }

  /** Undefined when there was no answer, or none fit to pass on. */
  refusal(): Refusal | undefined {
    return this.#refusal;
  }
}
