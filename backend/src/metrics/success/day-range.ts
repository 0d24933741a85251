import { ByokError } from '#contracts';

/** Days of UTC, first and last included, as `YYYY-MM-DD`. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_DAYS = 366;
const DEFAULT_DAYS = 30;
const DATE = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The day of a date or a moment; undefined for what is neither. */
function readDay(value: unknown): string | undefined {
  const day = typeof value === 'string' ? DATE.exec(value)?.[1] : undefined;
  const at = day === undefined ? NaN : Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) || dayOf(at) !== day || Number.isNaN(Date.parse(value as string)) ? undefined : day;
}

/** Whether a value is an ISO date that there is, or a moment of one. */
export function isDay(value: unknown): boolean {
  return readDay(value) !== undefined;
}

/**
 * The range of a query: by default the 30 days up to `to`, which is by default today. A time of day is taken
 * for its date.
 * @param from as `isDay` lets pass, like `to`
 * @throws ByokError invalid_input for a range that is empty or too long
 */
export function readDayRange(from: string | undefined, to: string | undefined, now = Date.now()): DayRange {
  const last = readDay(to) ?? dayOf(now);
  const first = readDay(from) ?? addDays(last, 1 - DEFAULT_DAYS);
  if (first > last) throw invalidStart('must not be later than to');
  if (daysOf({ from: first, to: last }).length > MAX_DAYS) throw invalidStart(`must be at most ${MAX_DAYS} days before to, both included`);
  return { from: first, to: last };
}

function invalidStart(message: string): ByokError {
  return new ByokError('invalid_input', `from ${message}.`, { errors: [{ field: 'from', message }] });
}

export function addDays(day: string, days: number): string {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS);
}

/** Every day of the range, in order; at most one more than a range may have. */
export function daysOf({ from, to }: DayRange): string[] {
  const days: string[] = [];
  for (let day = from; day <= to && days.length <= MAX_DAYS; day = addDays(day, 1)) days.push(day);
  return days;
}
