import type { ModelLife } from '#contracts';

/** A model is marked this many days before its shutdown date. */
export const SUNSET_DAYS = 60;

const DAY_MS = 86_400_000;

/** The day of a time in UTC, as `2026-12-11`; such texts sort by time. */
export function utcDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/**
 * Whether a model is not available yet, listed, or gone on a day. It is still listed on its shutdown date, and with
 * `shutdownDateSecondHand` after it.
 */
export function phaseOn({ availableFrom, shutdownDate, shutdownDateSecondHand }: ModelLife, day: string): 'upcoming' | 'listed' | 'ended' {
  if (availableFrom !== undefined && day < availableFrom) return 'upcoming';
  return shutdownDate !== undefined && shutdownDateSecondHand !== true && day > shutdownDate ? 'ended' : 'listed';
}

/** Whether a model stops within `SUNSET_DAYS`, or is said to have stopped. */
export function stopsSoon({ shutdownDate }: ModelLife, day: string): boolean {
  return shutdownDate !== undefined && Date.parse(shutdownDate) - Date.parse(day) <= SUNSET_DAYS * DAY_MS;
}

/** What `x-byok-model-sunset` says: `<date>; <successor>`, or the date alone. Undefined for a model with more time. */
export function sunsetOn(life: ModelLife, day: string): string | undefined {
  if (!stopsSoon(life, day)) return undefined;
  return life.replacedBy === undefined ? life.shutdownDate : `${life.shutdownDate}; ${life.replacedBy}`;
}
