import { readApiError } from '../../../core/http/api-error.js';

/** Why a model stopped, as far as the page cares. */
export type FinishReason = 'stop' | 'length' | 'content_filter';

export interface ChatChunk {
  text: string;
  finish?: FinishReason;
}

const NO_HEADERS = { get: () => null };

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function finishReason(value: unknown): FinishReason | undefined {
  if (typeof value !== 'string') return undefined;
  return value === 'length' || value === 'content_filter' ? value : 'stop';
}

/**
 * One `data:` of an OpenAI chat stream; undefined for `[DONE]`, for usage, and for what is no JSON.
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
  const choice = asRecord(Array.isArray(chunk['choices']) ? chunk['choices'][0] : undefined);
  const text = asRecord(choice['delta'])['content'];
  const finish = finishReason(choice['finish_reason']);
  return { text: typeof text === 'string' ? text : '', ...(finish ? { finish } : {}) };
}
