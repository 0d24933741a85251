import { ProviderError } from '#providers';
import type { ProviderResponse } from './provider-transport.js';

/** An answer that is read here, not passed on, may have this many decoded bytes. */
export const MAX_RESPONSE_BYTES = 32 * 1024 * 1024;

/**
 * The decoded bytes of a response, for code that reads it: translations, jobs, lists of models.
 * @throws ProviderError provider_unavailable when there are more than `maximum`; the connection's error when it breaks off
 */
export async function* responseBytes({ first, rest }: ProviderResponse, maximum: number = MAX_RESPONSE_BYTES): AsyncGenerator<Buffer> {
  yield first;
  if (rest === undefined) return;
  let size = first.length;
  for await (const chunk of rest as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maximum) throw tooLarge(maximum);
    yield chunk;
  }
}

function tooLarge(maximum: number): ProviderError {
  const message = `The provider's answer is larger than ${maximum / (1024 * 1024)} MiB, decoded. Ask for less at once.`;
  return new ProviderError('provider_unavailable', message, undefined, undefined, { repeatable: false });
}
