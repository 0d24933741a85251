import { ProviderError } from '#providers';
import type { ProviderAnswer } from '../../byok/strategy/transport/provider-transport.js';

/** A model list stays far below this. */
const LIMIT_BYTES = 8 * 1024 * 1024;

/** Reads a whole JSON answer. @throws ProviderError provider_unavailable when it is broken, too large, or no JSON */
export async function readJsonAnswer({ first, rest }: ProviderAnswer): Promise<unknown> {
  const chunks: Buffer[] = [first];
  let size = first.length;
  try {
    for await (const chunk of rest as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > LIMIT_BYTES) throw new RangeError('too large');
    }
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw new ProviderError('provider_unavailable', 'The provider answered with something that is no JSON.');
  }
}
