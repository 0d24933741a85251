import type { ProviderResponse } from './provider-transport.js';
import { responseBytes } from './response-bytes.js';
import { ProviderError, parseJson } from '#providers';

/** Reads a whole answer as text. @throws ProviderError provider_unavailable when it is broken or too large */
export async function readTextResponse(response: ProviderResponse): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of responseBytes(response)) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    throw error instanceof ProviderError ? error : noJson(error);
  }
}

/** Reads a whole JSON answer. @throws ProviderError provider_unavailable when it is broken, too large, no JSON, or too intricate */
export async function readJsonResponse(response: ProviderResponse): Promise<unknown> {
  const text = await readTextResponse(response);
  const value = parseJson(text);
  if (value === undefined) throw noJson(undefined);
  return value;
}

function noJson(cause: unknown): ProviderError {
  return new ProviderError('provider_unavailable', 'The provider answered with something that is no JSON.', undefined, cause, { repeatable: false });
}
