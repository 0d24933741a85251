import { ApiError, type UserFacingCode } from '../../../core/http/api-error.js';
import type { ExchangeRecord } from '../../../conversations/conversation-records.js';
import { isRunning, type Exchange } from '../chat/chat-message.js';

/** An exchange as it is kept. */
export function toRecord(exchange: Exchange, conversation: string): ExchangeRecord {
  const { error, state, ...others } = exchange;
  // What another tab writes, this one doesn't keep.
  const rest = { ...others, state: state === 'elsewhere' ? ('streaming' as const) : state };
  if (!error) return { ...rest, conversation };
  const { status, code, detail, allowedModels, retryAfterSeconds } = error;
  const kept = { status, code, detail, allowedModels, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  return { ...rest, conversation, error: kept };
}

/**
 * An exchange as it was kept. One that was still going on is being written in another tab, or else has been cut.
 * @param live ids of those that some tab is writing
 */
export function fromRecord(record: ExchangeRecord, live: ReadonlySet<string>): Exchange {
  const { conversation: _conversation, error, ...rest } = record;
  const exchange: Exchange = { ...rest };
  if (isRunning(exchange)) exchange.state = live.has(record.id) ? 'elsewhere' : 'cut';
  if (!error) return exchange;
  const { code, ...details } = error;
  return { ...exchange, error: new ApiError({ ...details, code: code as UserFacingCode, ...(rest.receipt ? { receipt: rest.receipt } : {}) }) };
}
