import type { Pool } from 'pg';
import type { SuccessMetricsView } from '#contracts';
import type { DayRange } from './day-range.js';
import { ratioMetric } from './series.js';

const TARGET = 0.3;

const COSTS = `
select to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day,
  coalesce(sum(rub_paid), 0)::float8 as paid, coalesce(sum(rub_avoided), 0)::float8 as avoided
from usage_records
where at >= $1::date::timestamp at time zone 'UTC' and at < ($2::date + 1)::timestamp at time zone 'UTC'
group by 1`;

/** To a millionth: a small call costs far less than a kopeck, and was paid by somebody all the same. */
const roubles = (value: number) => Math.round(value * 1_000_000) / 1_000_000;

/**
 * What users' own keys saved: roubles avoided, of all that the same calls would have cost the platform (paid and
 * avoided), at the catalog's list prices of the day of the call; those of unknown cost are left out. Null while no call cost anything.
 */
export async function costReduction(pool: Pool, range: DayRange): Promise<SuccessMetricsView['costReduction']> {
  const { rows } = await pool.query<{ day: string; paid: number; avoided: number }>(COSTS, [range.from, range.to]);
  const shares = rows.map(({ day, paid, avoided }) => ({ day, part: avoided, whole: paid + avoided }));
  return {
    ...ratioMetric(range, shares, TARGET),
    rubPaid: roubles(rows.reduce((sum, { paid }) => sum + paid, 0)),
    rubAvoided: roubles(rows.reduce((sum, { avoided }) => sum + avoided, 0)),
  };
}
