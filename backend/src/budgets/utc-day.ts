const DAY_MS = 86_400_000;

/** The day (UTC) of a moment in Unix milliseconds, as `YYYY-MM-DD`. */
export function utcDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** When the day of a moment ends, in Unix milliseconds. */
export function endOfUtcDay(at: number): number {
  return (Math.floor(at / DAY_MS) + 1) * DAY_MS;
}

/** The first day of a day's month; both as `YYYY-MM-DD`. */
export function startOfMonth(day: string): string {
  return `${day.slice(0, 7)}-01`;
}

/** When the month of a moment ends, in Unix milliseconds. */
export function endOfUtcMonth(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}
