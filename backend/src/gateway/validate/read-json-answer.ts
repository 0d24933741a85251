import { ProviderError } from '#providers';
import { answerBytes } from '../../byok/strategy/transport/answer-bytes.js';
import type { ProviderAnswer } from '../../byok/strategy/transport/provider-transport.js';

/** Reads a whole JSON answer. @throws ProviderError provider_unavailable when it is broken, too large, or no JSON */
export async function readJsonAnswer(answer: ProviderAnswer): Promise<unknown> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of answerBytes(answer)) chunks.push(chunk);
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    throw new ProviderError('provider_unavailable', 'The provider answered with something that is no JSON.', undefined, error, { repeatable: false });
  }
}
