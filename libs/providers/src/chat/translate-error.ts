import { InvalidArgumentError, InvalidPromptError, UnsupportedFunctionalityError } from '@ai-sdk/provider';
import { ProviderError, type FailureInput, type ProviderFailure } from '../wire.js';

/** What a translator needs to name a failure in our terms. */
export interface FailureTerms {
  /** For sentences: "Anthropic". */
  name: string;
  classify(failure: FailureInput): ProviderFailure;
  classifyStart(firstBytes: string): ProviderFailure | undefined;
}

/**
 * Whatever the AI SDK threw or put in its stream, as a ProviderError.
 *
 * @param sent what the transport or the body threw first, which goes first: the AI SDK wraps or hides it
 * @param wasSent whether the request went out; before that only the request itself can be at fault
 */
export function providerErrorOf(terms: FailureTerms, error: unknown, sent: unknown, wasSent: boolean): ProviderError {
  const known = providerErrorIn(sent) ?? providerErrorIn(error);
  if (known !== undefined) return known;
  if (isOfTheRequest(error)) return new ProviderError('request_invalid', `${terms.name} models cannot do this: ${error.message}`, undefined, undefined, { wasSent });
  if (!wasSent) return new ProviderError('request_invalid', `The request cannot be translated for ${terms.name} models.`, undefined, undefined, { wasSent });
  return unreadable(terms);
}

/** The answer broke off. It is paid for as far as it came, so the same key isn't asked again. */
export function unreadable(terms: FailureTerms): ProviderError {
  return notRepeatable(`${terms.name} broke off its answer, or sent one that cannot be read.`);
}

/** An answer of status 200 whose bytes are not in the provider's format. */
export function foreignFormat(terms: FailureTerms): ProviderError {
  return notRepeatable(`What came in place of an answer is not in ${terms.name}'s format: look for a proxy in between.`);
}

function notRepeatable(message: string): ProviderError {
  return new ProviderError('provider_unavailable', message, undefined, undefined, { repeatable: false });
}

function isOfTheRequest(error: unknown): error is Error {
  return UnsupportedFunctionalityError.isInstance(error) || InvalidArgumentError.isInstance(error) || InvalidPromptError.isInstance(error);
}

function providerErrorIn(error: unknown): ProviderError | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 8; current = current.cause, depth += 1) {
    if (current instanceof ProviderError) return current;
  }
  return undefined;
}
