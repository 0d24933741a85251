import type { Receipt } from '#contracts';
import type { ApiError } from '../../../core/http/api-error.js';
import type { FinishReason } from './chat-chunk.js';

/** `waiting`: no text yet; `stopped`: by the person. */
export type AnswerState = 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed';

/** A request and what came of it. Never changed in place. */
export interface Exchange {
  id: number;
  prompt: string;
  /** `auto` or `<provider>/<id>`. */
  model: string;
  answer: string;
  state: AnswerState;
  /** Known as soon as the headers are; of a failed call too. */
  receipt?: Receipt;
  finish?: FinishReason;
  error?: ApiError;
}

export function isRunning(exchange: Exchange): boolean {
  return exchange.state === 'waiting' || exchange.state === 'streaming';
}
