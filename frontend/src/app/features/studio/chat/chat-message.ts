import type { Receipt } from '#contracts';
import type { ApiError } from '../../../core/http/api-error.js';
import type { TokenUsage } from '../../../shared/money/cost.js';
import type { Attachment } from '../attachments/attachment.js';
import type { FinishReason } from './chat-chunk.js';

/**
 * `waiting`: no text yet; `stopped`: by the person; `cut`: the page was left or fell over in the middle; `elsewhere`: it
 * is being written in another tab.
 */
export type AnswerState = 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed' | 'cut' | 'elsewhere';

/** A question and what came of it. Never changed in place. */
export interface Exchange {
  id: string;
  /** The exchange before it; several may follow the same one. Null at the beginning. */
  parent: string | null;
  /** When it was asked, Unix milliseconds. */
  at: number;
  prompt: string;
  /** What went with it; absent when there was nothing. */
  attachments?: readonly Attachment[];
  /** `auto` or `<provider>/<id>`. */
  model: string;
  answer: string;
  state: AnswerState;
  /** Known as soon as the headers are; of a failed call too. */
  receipt?: Receipt;
  finish?: FinishReason;
  /** Absent until the answer is complete, and when the provider doesn't tell. */
  usage?: TokenUsage;
  error?: ApiError;
}

export function isRunning(exchange: Exchange): boolean {
  return exchange.state === 'waiting' || exchange.state === 'streaming';
}

/** Whether there is more to be had by asking to go on: the answer has words, but was not brought to its end. */
export function isUnfinished({ answer, state, finish }: Exchange): boolean {
  return answer !== '' && (state === 'done' ? finish === 'length' : ['stopped', 'failed', 'cut'].includes(state));
}
