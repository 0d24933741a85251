/** The auditor's clock may be wrong, or in another time zone. */
const FUTURE_MS = 24 * 60 * 60 * 1000;

/** A day, which is its first moment in UTC, or a moment with its zone. */
const ISO = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Whether a value names, in ISO 8601, a moment that exists and is not ahead of us by more than a day. */
export function isAuditDate(value: unknown, now = Date.now()): boolean {
  const day = typeof value === 'string' ? ISO.exec(value)?.[1] : undefined;
  if (day === undefined) return false;
  const at = Date.parse(value as string);
  // Date.parse takes February 30th for March 2nd.
  const isRealDay = new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) === true;
  return isRealDay && at >= 0 && at <= now + FUTURE_MS;
}
