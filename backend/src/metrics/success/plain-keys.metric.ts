import type { Pool } from 'pg';
import type { SuccessMetric } from '#contracts';
import type { DayRange } from './day-range.js';
import { seriesOf } from './series.js';

const TARGET = 0;

const SCANS = `
select to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day, max(findings)::int as findings
from key_scans
where at >= $1::date::timestamp at time zone 'UTC' and at < ($2::date + 1)::timestamp at time zone 'UTC'
group by 1`;

/**
 * Rows of our own tables that hold a key in plain form, as the periodic scan finds them: the most that one scan
 * of the day, or of the range, has found. Without a scan the value is null: nobody looked.
 */
export async function plaintextKeysFound(pool: Pool, range: DayRange): Promise<SuccessMetric> {
  const { rows } = await pool.query<{ day: string; findings: number }>(SCANS, [range.from, range.to]);
  return {
    value: rows.length === 0 ? null : Math.max(...rows.map(({ findings }) => findings)),
    target: TARGET,
    unit: 'count',
    series: seriesOf(range, rows, ({ findings }) => findings),
  };
}
