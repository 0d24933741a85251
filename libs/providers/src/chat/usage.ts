import type { LanguageModelV4FinishReason, LanguageModelV4Usage } from '@ai-sdk/provider';
import { isObject, objectAt, textAt, type JsonObject } from '../failure/json.js';

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

/** The usage in OpenAI's form; a count that the provider did not give is 0. */
export function usageOf(usage: LanguageModelV4Usage): Record<string, unknown> {
  const input = usage.inputTokens.total ?? 0;
  const output = usage.outputTokens.total ?? 0;
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: usage.inputTokens.cacheRead ?? 0, audio_tokens: soundOf(usage.raw), ...cacheWrites(usage) },
    completion_tokens_details: { reasoning_tokens: usage.outputTokens.reasoning ?? 0, audio_tokens: 0 },
  };
}

/** Tokens of the input that were sound, as Gemini counts them: they have a price of their own. */
function soundOf(raw: LanguageModelV4Usage['raw']): number {
  const details: unknown = raw?.['promptTokensDetails'];
  const heard = (Array.isArray(details) ? details : []).filter((part: unknown) => textAt(part, 'modality') === 'AUDIO');
  return heard.reduce((total: number, part: unknown) => total + (isObject(part) && typeof part['tokenCount'] === 'number' ? part['tokenCount'] : 0), 0);
}

/**
 * Input that was written into a cache, where any was: it has a price of its own. OpenAI's details are by its own
 * times; those kept for an hour are Anthropic's, named alike.
 */
function cacheWrites({ inputTokens, raw }: LanguageModelV4Usage): JsonObject {
  const written = inputTokens.cacheWrite ?? 0;
  if (written === 0) return {};
  const hour = objectAt(raw, 'cache_creation')['ephemeral_1h_input_tokens'];
  return { cache_write_tokens: written, ...(typeof hour === 'number' ? { cache_write_tokens_details: { ttl_1h_tokens: hour } } : {}) };
}

/** OpenAI's finish reason. Interrupted and failed answers are errors and must not come here. */
export function finishReasonOf(reason: LanguageModelV4FinishReason, hasToolCalls: boolean): FinishReason {
  switch (reason.unified) {
    case 'length':
      return 'length';
    case 'content-filter':
      return 'content_filter';
    case 'tool-calls':
      return 'tool_calls';
    default:
      return hasToolCalls ? 'tool_calls' : 'stop';
  }
}
