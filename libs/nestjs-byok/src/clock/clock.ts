import { Injectable } from '@nestjs/common';

/** The time, given to whatever depends on the day; tests replace `now`. */
@Injectable()
export class Clock {
  /** Unix milliseconds. */
  now: () => number = Date.now;
}

/** A clock that stands still. @param moment ISO 8601 */
export function clockAt(moment: string): Clock {
  const at = Date.parse(moment);
  return Object.assign(new Clock(), { now: () => at });
}
