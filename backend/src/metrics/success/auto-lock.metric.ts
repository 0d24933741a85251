import type { Pool } from 'pg';
import type { SuccessMetric } from '#contracts';
import type { DayRange } from './day-range.js';
import { ratioMetric, type DayShare } from './series.js';

const TARGET = 1;
/** Browsers wake the timers of hidden tabs once a minute: a lock is in time when it came before that minute was over. */
const IN_TIME_MS = 60_000;

const IDLE_LOCKS = `
select to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*)::int as whole,
  (count(*) filter (where overdue_ms < ${IN_TIME_MS}))::int as part
from analytics_events
where name = 'vault_locked' and reason = 'idle' and overdue_ms is not null
  and at >= $1::date::timestamp at time zone 'UTC' and at < ($2::date + 1)::timestamp at time zone 'UTC'
group by 1`;

/**
 * Kept lock deadlines: of all locks for want of interaction whose delay the browser reported, the share that came
 * within a minute of the deadline. Without any such lock the value is null: nothing was measured. A machine that
 * slept over the deadline locks when it wakes and counts as late, although no key could be used meanwhile.
 */
export async function autoLockCompliance(pool: Pool, range: DayRange): Promise<SuccessMetric> {
  const { rows } = await pool.query<DayShare>(IDLE_LOCKS, [range.from, range.to]);
  return ratioMetric(range, rows, TARGET);
}
