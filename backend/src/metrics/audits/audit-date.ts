/** The auditor's clock may be wrong, or in another time zone. */
const FUTURE_MS = 24 * 60 * 60 * 1000;

/** No audit ran before: a clock that says so was never set. */
const FIRST = Date.parse('2020-01-01T00:00:00Z');

/** A day, which is its first moment in UTC, or a moment with its zone. */
const ISO = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Whether a value names, in ISO 8601, a moment at which an audit can have run: one that exists, is not before 2020 and not ahead of us by more than a day. */
export function isAuditDate(value: unknown, now = Date.now()): boolean {
  const day = typeof value === 'string' ? ISO.exec(value)?.[1] : undefined;
  if (day === undefined) return false;
  const at = Date.parse(value as string);
  // Date.parse takes February 30th for March 2nd.
  const isRealDay = new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) === true;
  return isRealDay && at >= FIRST && at <= now + FUTURE_MS;
}
