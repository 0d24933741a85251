import { ByokError } from '#contracts';
import { estimateJsonTokens, type RoutedRequest } from '#nestjs-byok';
import { modelOf, type JsonBody } from '../body/json-body.js';

/**
 * The few fields of a request for embeddings that routing reads: a model's window holds one text at a time.
 * @throws ByokError request_invalid
 */
export function readEmbeddingsRequest(body: JsonBody): RoutedRequest & { stream: boolean } {
  const model = modelOf(body);
  return { model, task: 'embedding', stream: false, inputTokens: model === 'auto' ? longestOf(body.fields['input']) : 0, needs: ['embedding'] };
}

/** Tokens of the longest text; a list of numbers is one text in tokens. */
function longestOf(input: unknown): number {
  if (!Array.isArray(input)) return estimateJsonTokens(input ?? '');
  if (typeof input[0] === 'number') return input.length;
  return input.reduce((longest: number, text: unknown) => Math.max(longest, Array.isArray(text) ? text.length : estimateJsonTokens(text ?? '')), 0);
}

/** @throws ByokError request_invalid */
export function assertEmbeddingsFields({ outline: { input } }: JsonBody): void {
  if (typeof input === 'string' ? input !== '' : Array.isArray(input) && input.length > 0) return;
  throw new ByokError('request_invalid', 'The field "input" must be a text that is not empty, or a list of at least one.', { param: 'input' });
}
