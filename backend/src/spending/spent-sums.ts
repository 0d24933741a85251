import type { SpentLately, SpentSum } from '#contracts';

/** The first moments of this day and this month, of UTC. */
const TODAY = `date_trunc('day', now() at time zone 'UTC') at time zone 'UTC'`;
export const THIS_MONTH = `date_trunc('month', now() at time zone 'UTC') at time zone 'UTC'`;

/** Nobody knows what it did cost. */
const UNPRICED = '(rub_paid is null or rub_avoided is null)';

const sums = (name: string, since: string) => `
  coalesce(sum(rub_avoided) filter (where at >= ${since}), 0)::float8 as ${name}_own,
  coalesce(sum(rub_paid) filter (where at >= ${since}), 0)::float8 as ${name}_platform,
  (count(*) filter (where at >= ${since}))::int as ${name}_calls,
  (count(*) filter (where at >= ${since} and ${UNPRICED}))::int as ${name}_unpriced`;

/** Columns that sum up `usage_records` of this month, for `spentLately`. */
export const SUMS = `${sums('today', TODAY)}, ${sums('month', THIS_MONTH)}`;

/** What `SUMS` brings. */
export type SumsRow = { readonly [Column in `${'today' | 'month'}_${keyof SpentSum}`]: number };

/** Nothing was called. */
export const NO_SUMS: SumsRow = { today_own: 0, today_platform: 0, today_calls: 0, today_unpriced: 0, month_own: 0, month_platform: 0, month_calls: 0, month_unpriced: 0 };

/** To a millionth: sums of floating point numbers have a tail that nobody paid. */
const roubles = (value: number) => Math.round(value * 1_000_000) / 1_000_000;

export function spentLately(row: SumsRow): SpentLately {
  return {
    today: { own: roubles(row.today_own), platform: roubles(row.today_platform), calls: row.today_calls, unpriced: row.today_unpriced },
    month: { own: roubles(row.month_own), platform: roubles(row.month_platform), calls: row.month_calls, unpriced: row.month_unpriced },
  };
}
