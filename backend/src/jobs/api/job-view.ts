import type { JobReceiptView, JobView } from '#contracts';
import type { JobRow } from '../../database/index.js';

/** A job as its owner sees it. */
export function jobView(row: Omit<JobRow, 'result' | 'input'> & { result?: unknown }): JobView {
  const { id, type, status, progress, stage, title, receipts, errorCode, errorDetail, createdAt, endedAt } = row;
  return {
    id,
    type,
    status,
    progress,
    stage,
    ...(title === null ? {} : { title }),
    ...(status === 'completed' && row.result !== undefined ? { result: row.result } : {}),
    ...(errorCode === null ? {} : { error: { code: errorCode, detail: errorDetail ?? '' } }),
    receipts: receipts.map(receiptView),
    createdAt: createdAt.toISOString(),
    ...(endedAt === null ? {} : { endedAt: endedAt.toISOString() }),
  };
}

/** With all that a receipt says: what a call used and did cost is stored only where it is known. */
function receiptView({ stage, credentialSource, provider, model, attempts, tokensIn = null, tokensOut = null, costRub = null }: JobReceiptView): JobReceiptView {
  return { stage, credentialSource, provider, ...(model === undefined ? {} : { model }), attempts, tokensIn, tokensOut, costRub };
}
