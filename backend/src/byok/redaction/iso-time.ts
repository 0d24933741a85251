let second = -1;
let prefix = '';

/**
 * A time as `2026-11-22T10:00:00.000Z`. Formats the date and the clock once a second: lines come by the thousand.
 * @param now Unix milliseconds
 */
export function isoTime(now: number): string {
  const current = Math.floor(now / 1000);
  if (current !== second) {
    second = current;
    prefix = new Date(current * 1000).toISOString().slice(0, 20);
  }
  return `${prefix}${String(now - current * 1000).padStart(3, '0')}Z`;
}
