import type { ModelLife } from '#contracts';

/** How many days before a model stops it is marked. */
export const SUNSET_DAYS = 60;

const DAY_MS = 86_400_000;

let last = { day: NaN, text: '' };

/** A day of UTC as `2026-12-11`; such texts sort by time. A call asks for it several times. */
export function utcDay(at: number): string {
  const day = Math.floor(at / DAY_MS);
  if (day !== last.day) last = { day, text: new Date(at).toISOString().slice(0, 10) };
  return last.text;
}

/** Where a model stands on a day. Its last day counts, and a date at second hand takes nothing away. */
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
