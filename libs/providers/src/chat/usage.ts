import type { LanguageModelV4FinishReason, LanguageModelV4Usage } from '@ai-sdk/provider';

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

/** OpenAI's usage object; what the provider didn't count is 0. */
export function usageOf(usage: LanguageModelV4Usage): Record<string, unknown> {
  const input = usage.inputTokens.total ?? 0;
  const output = usage.outputTokens.total ?? 0;
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: usage.inputTokens.cacheRead ?? 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: usage.outputTokens.reasoning ?? 0, audio_tokens: 0 },
  };
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
