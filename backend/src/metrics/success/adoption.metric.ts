import type { Pool } from 'pg';
import type { SuccessMetric } from '#contracts';
import { addDays, daysOf, type DayRange } from './day-range.js';
import { shareOf } from './series.js';

const TARGET = 0.15;
const WINDOW_DAYS = 30;

/**
 * Of each user and day with a call, the days until 30 later on which the user still counts, cut where their next
 * call begins anew; so that the sum over users needs one row in and one out, not one for each of the days.
 */
const CHANGES = `
with activity as (
  select user_id, (at at time zone 'UTC')::date as day,
    bool_or(source = 'byok' and code is null) as byok
  from usage_records
  where at >= $1::date::timestamp at time zone 'UTC' and at < ($2::date + 1)::timestamp at time zone 'UTC'
    and strategy = 'global' and model is not null
  group by 1, 2
), spans as (
  select 'whole' as kind, day as first, least(day + ${WINDOW_DAYS}, lead(day) over (partition by user_id order by day)) as past from activity
  union all
  select 'part', day, least(day + ${WINDOW_DAYS}, lead(day) over (partition by user_id order by day)) from activity where byok
)
select to_char(day, 'YYYY-MM-DD') as day, kind, sum(change)::int as change
from (select kind, first as day, 1 as change from spans union all select kind, past, -1 from spans) as changes
group by 1, 2`;

interface Change {
  day: string;
  kind: 'part' | 'whole';
  change: number;
}

/**
 * Adoption: users whom their own key served at least once, of all users who called a model under the Global
 * strategy, each over 30 days. An entry of the series counts the 30 days that end with its day; the value is
 * that of the last day. The strategy is the user's at the time of the call.
 */
export async function adoptionRate(pool: Pool, range: DayRange): Promise<SuccessMetric> {
  const before = addDays(range.from, 1 - WINDOW_DAYS);
  const { rows } = await pool.query<Change>(CHANGES, [before, range.to]);
  const changes = new Map(rows.map(({ day, kind, change }) => [`${kind} ${day}`, change]));
  const users = { part: 0, whole: 0 };
  const advance = (day: string) => {
    users.part += changes.get(`part ${day}`) ?? 0;
    users.whole += changes.get(`whole ${day}`) ?? 0;
  };
  for (let day = before; day < range.from; day = addDays(day, 1)) advance(day);
  const series = daysOf(range).map((date) => {
    advance(date);
    return { date, value: shareOf(users.part, users.whole) };
  });
  return { value: series.at(-1)?.value ?? null, target: TARGET, unit: 'ratio', series };
}
