import type { TokenUsage } from '../../../shared/money/cost.js';
import { readApiError } from '../../../core/http/api-error.js';

/** Why a model stopped, as far as the page cares. */
export type FinishReason = 'stop' | 'length' | 'content_filter';

export interface ChatChunk {
  text: string;
  finish?: FinishReason;
  /** What the call used; of the last chunk. */
  usage?: TokenUsage;
}

const NO_HEADERS = { get: () => null };

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function finishReason(value: unknown): FinishReason | undefined {
  if (typeof value !== 'string') return undefined;
  return value === 'length' || value === 'content_filter' ? value : 'stop';
}

function usageOf(usage: Record<string, unknown>): TokenUsage | undefined {
  const [tokensIn, tokensOut] = [usage['prompt_tokens'], usage['completion_tokens']];
  if (!isCount(tokensIn) || !isCount(tokensOut)) return undefined;
  const cached = asRecord(usage['prompt_tokens_details'])['cached_tokens'];
  return { tokensIn, tokensOut, ...(isCount(cached) && cached > 0 ? { cachedTokensIn: cached } : {}) };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/**
 * One `data:` of an OpenAI chat stream; undefined for `[DONE]` and for what is no JSON.
 * @throws ApiError when the chunk is the format's error event.
 */
export function readChatChunk(data: string): ChatChunk | undefined {
  let chunk: Record<string, unknown>;
  try {
    chunk = asRecord(JSON.parse(data));
  } catch {
    return undefined;
  }
  if (chunk['error']) throw readApiError(200, NO_HEADERS, chunk);
  const choices: unknown[] = Array.isArray(chunk['choices']) ? chunk['choices'] : [];
  const choice = asRecord(choices.find((one) => one !== null && [undefined, 0].includes(asRecord(one)['index'] as number | undefined)));
  const text = asRecord(choice['delta'])['content'];
  const finish = finishReason(choice['finish_reason']);
  const usage = usageOf(asRecord(chunk['usage']));
  return { text: typeof text === 'string' ? text : '', ...(finish ? { finish } : {}), ...(usage ? { usage } : {}) };
}
