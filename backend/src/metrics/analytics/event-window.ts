const DAY_MS = 24 * 60 * 60 * 1000;
/** Browsers keep what they couldn't send; and their clocks may be wrong, or in another time zone. */
const PAST_MS = 366 * DAY_MS;
const FUTURE_MS = DAY_MS;

/** Date, time and zone, as `Date.toJSON()` writes it or with an offset. */
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Whether a text names a moment that exists, not older than a year and not more than a day ahead. */
export function isEventMoment(value: unknown, now = Date.now()): boolean {
  if (typeof value !== 'string' || !ISO.test(value)) return false;
  const at = Date.parse(value);
  // Date.parse takes February 30th for March 2nd.
  const [day] = value.split('T') as [string];
  const isRealDay = new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) === true;
  return isRealDay && at >= now - PAST_MS && at <= now + FUTURE_MS;
}
