import type { Pool } from 'pg';
import type { SuccessMetric } from '#contracts';
import type { DayRange } from './day-range.js';
import { ratioMetric, type DayShare } from './series.js';

const TARGET = 0.95;

const FIRST_TESTS = `
with first as (
  select distinct on (user_id, provider) at, verdict
  from analytics_events
  where name = 'key_tested' and verdict <> 'unreachable'
  order by user_id, provider, at, origin desc
)
select to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*)::int as whole,
  (count(*) filter (where verdict in ('valid', 'valid_no_credit', 'valid_restricted')))::int as part
from first
where at >= $1::date::timestamp at time zone 'UTC' and at < ($2::date + 1)::timestamp at time zone 'UTC'
group by 1`;

/**
 * Keys that were right at the first try: of each user and provider the first test ever, as this server or the
 * browser saw it, and the share of those of the range whose verdict was `valid`, `valid_no_credit` or
 * `valid_restricted`. `unreachable` says nothing about a key and counts as no try.
 */
export async function firstAttemptValidationRate(pool: Pool, range: DayRange): Promise<SuccessMetric> {
  const { rows } = await pool.query<DayShare>(FIRST_TESTS, [range.from, range.to]);
  return ratioMetric(range, rows, TARGET);
}
