import { ProviderError } from '#providers';

/** An answer of status 200 whose bytes are not in the provider's format: not asked for again, but another key may be. */
export function foreignAnswer(): ProviderError {
  const message = "What came in place of an answer is not in the provider's format: look for a proxy in between.";
  return new ProviderError('provider_unavailable', message, undefined, undefined, { repeatable: false });
}
