import { ApiError, type UserFacingCode } from '../../../core/http/api-error.js';
import type { AttachmentRecord } from '../../../conversations/attachment-record.js';
import type { ExchangeRecord } from '../../../conversations/conversation-records.js';
import { toAttachmentRecord, type Attachment } from '../attachments/attachment.js';
import { isRunning, type Exchange } from '../chat/chat-message.js';

/** An exchange as it is kept. */
export function toRecord(exchange: Exchange, conversation: string): ExchangeRecord {
  const { error, state, attachments, ...others } = exchange;
  // What another tab writes, this one doesn't keep.
  const rest = { ...others, ...(attachments ? { attachments: attachments.map(toAttachmentRecord) } : {}), state: state === 'elsewhere' ? ('streaming' as const) : state };
  if (!error) return { ...rest, conversation };
  const { status, code, detail, allowedModels, retryAfterSeconds } = error;
  const kept = { status, code, detail, allowedModels, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  return { ...rest, conversation, error: kept };
}

/**
 * An exchange as it was kept. One that was still going on is being written in another tab, or else has been cut.
 * @param live ids of those that some tab is writing
 * @param files contents of attachments by id, as far as they are known
 */
export function fromRecord(record: ExchangeRecord, live: ReadonlySet<string>, files: ReadonlyMap<string, string> = new Map()): Exchange {
  const { conversation: _conversation, error, attachments, ...rest } = record;
  const exchange: Exchange = { ...rest, ...(attachments ? { attachments: withContents(attachments, files) } : {}) };
  if (isRunning(exchange)) exchange.state = live.has(record.id) ? 'elsewhere' : 'cut';
  if (!error) return exchange;
  const { code, ...details } = error;
  return { ...exchange, error: new ApiError({ ...details, code: code as UserFacingCode, ...(rest.receipt ? { receipt: rest.receipt } : {}) }) };
}

/** Attachments with their contents; one that is lost has none. */
export function withContents(records: readonly AttachmentRecord[], files: ReadonlyMap<string, string>): Attachment[] {
  return records.map((record) => {
    const content = files.get(record.id);
    return content === undefined ? { ...record } : { ...record, content };
  });
}
