import { ProviderError, type ProviderFailure, type WireHeaders } from '#providers';

/** What the provider answered, with every key masked; for the native routes, which pass it on. */
export interface UpstreamErrorResponse {
  readonly status: number;
  /** As they came: choose from them what passes on. */
  readonly headers: WireHeaders;
  /** JSON. */
  readonly body: string;
}

/** A provider call that failed. The refusal is held privately, so that no logger or serialiser meets it. */
export class UpstreamError extends ProviderError {
  readonly #response: UpstreamErrorResponse | undefined;

  constructor(failure: ProviderFailure, response?: UpstreamErrorResponse, cause?: unknown) {
    super(failure.code, failure.message, failure.retryAfterSeconds, cause, failure);
    this.name = 'UpstreamError';
    this.#response = response;
  }

  /** Undefined when there was no answer, or none fit to pass on. */
  response(): UpstreamErrorResponse | undefined {
    return this.#response;
  }
}
