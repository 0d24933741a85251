import type { SharedV4Warning } from '@ai-sdk/provider';
import type { OpenAiChatRequest } from '../provider-strategy.js';
import type { OnDropped } from './dropped-fields.js';

/** OpenAI's names by the AI SDK's, of what a single model may lack. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  temperature: ['temperature'],
  topP: ['top_p'],
  topK: ['top_k'],
  seed: ['seed'],
  frequencyPenalty: ['frequency_penalty'],
  presencePenalty: ['presence_penalty'],
  reasoning: ['reasoning_effort'],
  strict: ['tools.function.strict'],
  'providerOptions.anthropic.thinking': ['thinking', 'reasoning_effort'],
  'providerOptions.anthropic.effort': ['reasoning_effort'],
  'cacheControl breakpoint limit': ['cache_control'],
  'cache_control on non-cacheable context': ['cache_control'],
};

/** Names what the AI SDK left out because the model refuses it. What it only expressed in another way is no loss. */
export function nameLeftOut(warnings: readonly SharedV4Warning[], request: OpenAiChatRequest, onDropped: OnDropped): void {
  for (const warning of warnings) {
    if (warning.type !== 'unsupported') continue;
    const names = FIELDS[warning.feature] ?? [];
    const name = names.length === 1 ? names[0] : names.find((candidate) => (request[candidate] ?? undefined) !== undefined);
    if (name !== undefined) onDropped(name);
  }
}
