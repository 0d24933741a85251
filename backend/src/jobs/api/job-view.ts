import type { JobView } from '#contracts';
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
    receipts,
    createdAt: createdAt.toISOString(),
    ...(endedAt === null ? {} : { endedAt: endedAt.toISOString() }),
  };
}
