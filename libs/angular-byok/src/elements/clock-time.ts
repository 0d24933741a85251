/**
 * How a time of day is written, by the habit of each language: 1:00 PM, 13:00. Both parts `numeric` on purpose: with
 * `2-digit` English gets a zero before the hour, and Russian loses the one that it wants.
 */
export const CLOCK_TIME = { hour: 'numeric', minute: 'numeric' } as const satisfies Intl.DateTimeFormatOptions;
