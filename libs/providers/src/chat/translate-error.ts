import {
  APICallError,
  InvalidArgumentError,
  InvalidPromptError,
  UnsupportedFunctionalityError,
} from '@ai-sdk/provider';
import { isObject } from '../failure/json.js';
import { ProviderError, type FailureInput, type ProviderFailure } from '../wire.js';

/** What a translator needs to name a failure in our terms. */
export interface FailureTerms {
  /** For sentences: "Anthropic". */
  name: string;
  classify(failure: FailureInput): ProviderFailure;
  classifyStart(firstBytes: string): ProviderFailure | undefined;
}

/**
 * Whatever the AI SDK threw or put in its stream, as a ProviderError. `sent` is what the transport saw, which
 * goes first: it is the attempt's own error, and the AI SDK wraps or hides it.
 */
export function providerErrorOf(terms: FailureTerms, error: unknown, sent: unknown): ProviderError {
  const known = providerErrorIn(sent) ?? providerErrorIn(error);
  if (known !== undefined) return known;
  if (APICallError.isInstance(error)) return apiCallError(terms, error);
  if (isStreamError(error)) {
    const status = typeof error.statusCode === 'number' ? error.statusCode : 500;
    const body = JSON.stringify({ type: 'error', error: error.data });
    return thrown(terms.classify({ status, headers: {}, body }));
  }
  if (
    UnsupportedFunctionalityError.isInstance(error) ||
    InvalidArgumentError.isInstance(error) ||
    InvalidPromptError.isInstance(error)
  ) {
    return new ProviderError(
      'request_invalid',
      `${terms.name} models cannot do this: ${error.message}`,
      undefined,
      error,
    );
  }
  return unreadable(terms, sent ?? error);
}

/** The answer broke off, or was not in the provider's form. */
export function unreadable(terms: FailureTerms, cause?: unknown): ProviderError {
  const message = `${terms.name} broke off its answer, or sent one that cannot be read.`;
  return new ProviderError('provider_unavailable', message, undefined, cause);
}

function apiCallError(terms: FailureTerms, error: APICallError): ProviderError {
  const body = error.responseBody ?? '';
  if (error.statusCode === undefined || error.statusCode < 400) {
    const failure = terms.classifyStart(body);
    return failure === undefined ? unreadable(terms, error.cause) : thrown(failure);
  }
  // The first event of Anthropic's stream comes out as a bare error object.
  const wrapped = body.startsWith('{"type":"error"') ? body : `{"type":"error","error":${body || 'null'}}`;
  return thrown(terms.classify({ status: error.statusCode, headers: {}, body: wrapped }));
}

function thrown(failure: ProviderFailure): ProviderError {
  return new ProviderError(failure.code, failure.message, failure.retryAfterSeconds);
}

function providerErrorIn(error: unknown): ProviderError | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 8; current = current.cause, depth += 1) {
    if (current instanceof ProviderError) return current;
  }
  return undefined;
}

/** The AI SDK's form of an error event: a plain object with the provider's own error under `data`. */
function isStreamError(error: unknown): error is { data: unknown; statusCode?: unknown } {
  return isObject(error) && !(error instanceof Error) && 'data' in error && 'message' in error;
}
