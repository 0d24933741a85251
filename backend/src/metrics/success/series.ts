import type { SuccessMetric } from '#contracts';
import { daysOf, type DayRange } from './day-range.js';

const DIGITS = 1e4;

/** A share of 0 to 1, to four digits; null when there was nothing. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? Math.round((part / whole) * DIGITS) / DIGITS : null;
}

/** One entry for each day of the range; a day without a row is null. */
export function seriesOf<Row extends { day: string }>(
  range: DayRange,
  rows: readonly Row[],
  valueOf: (row: Row) => number | null,
): SuccessMetric['series'] {
  const byDay = new Map(rows.map((row) => [row.day, row]));
  return daysOf(range).map((date) => {
    const row = byDay.get(date);
    return { date, value: row === undefined ? null : valueOf(row) };
  });
}

/** Counted rows of one day. */
export interface DayShare {
  readonly day: string;
  readonly part: number;
  readonly whole: number;
}

/** A ratio over the range from its counts for each day. */
export function ratioMetric(range: DayRange, rows: readonly DayShare[], target: number): SuccessMetric {
  const sum = (field: 'part' | 'whole') => rows.reduce((total, row) => total + row[field], 0);
  return {
    value: shareOf(sum('part'), sum('whole')),
    target,
    unit: 'ratio',
    series: seriesOf(range, rows, ({ part, whole }) => shareOf(part, whole)),
  };
}
