import { ProviderError } from '../wire.js';

/** A request that can't be translated, so that nothing goes out; the sentence names the field. */
export function unsupported(field: string, sentence: string): ProviderError {
  return new ProviderError('request_invalid', `${field}: ${sentence}`, undefined, undefined, { wasSent: false, param: field });
}
