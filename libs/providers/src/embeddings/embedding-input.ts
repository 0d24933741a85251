import { unsupported } from '../chat/refusal.js';

/**
 * The texts of a request, none of them empty. Lists of tokens are of OpenAI's own alphabet, and no other model's.
 * @param most of one call, as the provider has it
 * @throws ProviderError `request_invalid`
 */
export function textsOf(input: unknown, most: number): string[] {
  const list: unknown[] = Array.isArray(input) ? input : [input];
  if (list.length === 0 || list.length > most) throw unsupported('input', `must be a text, or a list of 1 to ${most} texts with this model.`);
  return list.map((text, index) => {
    const field = Array.isArray(input) ? `input[${index}]` : 'input';
    if (typeof text !== 'string') throw unsupported(field, 'must be a text: tokens are understood by OpenAI’s models only.');
    if (text === '') throw unsupported(field, 'must not be empty.');
    return text.toWellFormed();
  });
}
