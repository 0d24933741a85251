import type { Pool } from 'pg';
import type { SuccessMetricsView } from '#contracts';
import type { DayRange } from './day-range.js';
import { seriesOf } from './series.js';

const TARGET = 0;

const LAST_OF_DAYS = `
select distinct on (1) to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day, findings
from audits
where at >= $1::date::timestamp at time zone 'UTC' and at < ($2::date + 1)::timestamp at time zone 'UTC'
order by 1, at desc, id desc`;

const LAST = `
select date, findings from audits
where at < ($1::date + 1)::timestamp at time zone 'UTC'
order by at desc, id desc limit 1`;

/**
 * What the last audit up to the end of the range found, with its date; a day's entry is that of its last audit.
 * Only audits that were posted count. Before any the value is null: nobody looked.
 */
export async function plaintextKeysFound(pool: Pool, range: DayRange): Promise<SuccessMetricsView['plaintextKeysFound']> {
  const { rows } = await pool.query<{ day: string; findings: number }>(LAST_OF_DAYS, [range.from, range.to]);
  const { rows: [last] } = await pool.query<{ date: string; findings: number }>(LAST, [range.to]);
  return {
    value: last?.findings ?? null,
    date: last?.date ?? null,
    target: TARGET,
    unit: 'count',
    series: seriesOf(range, rows, ({ findings }) => findings),
  };
}
