import type { Clock } from './clock.js';

export const MAXIMUM_LOCK_MINUTES = 30;
export const LOCK_MINUTES_CHOICES = [5, 10, 15, 30] as const;

/** Corrections of the wall clock up to this are the network's; larger ones backwards end the session. */
const CLOCK_TOLERANCE_MS = 5_000;

/** What a user or a stored setting may choose: whole minutes, 1 to 30. */
export function clampLockMinutes(minutes: unknown): number {
  return typeof minutes === 'number' && minutes >= 1 && minutes <= MAXIMUM_LOCK_MINUTES
    ? Math.floor(minutes)
    : MAXIMUM_LOCK_MINUTES;
}

/**
 * When the vault must be locked: a fixed time after the last interaction, by whichever clock says it is later,
 * and at once when the wall clock was set back. Knows no timers: code that uses a key asks first.
 */
export class LockPolicy {
  #limitMs = MAXIMUM_LOCK_MINUTES * 60_000;
  #wall = 0;
  #monotonic = 0;
  /** The latest wall-clock time that was read: what a clock set back after a sleep is known by. */
  #seen = 0;
  #running = false;

  constructor(private readonly clock: Clock) {}

  /** Wall-clock time of the last interaction, for other tabs. */
  get lastInteraction(): number {
    return this.#wall;
  }

  /** A change counts at once, from the last interaction. */
  setLimit(minutes: number): void {
    this.#limitMs = clampLockMinutes(minutes) * 60_000;
  }

  /** Starts a session whose last interaction was at `at` (wall clock), by default now. */
  start(at = this.clock.wall()): void {
    this.#running = true;
    this.#set(at);
  }

  stop(): void {
    this.#running = false;
  }

  /** Notes an interaction. Never revives an expired session: false then. */
  touch(): boolean {
    if (this.remainingMs() <= 0) return false;
    this.#set(this.clock.wall());
    return true;
  }

  /** Takes over an interaction in another tab, unless this session has expired or knows a later one. */
  merge(at: number): boolean {
    if (this.remainingMs() <= 0 || !(at > this.#wall)) return false;
    this.#set(at);
    return true;
  }

  /** Milliseconds until the deadline; 0 when it has passed, the clock was set back, or nothing runs. */
  remainingMs(): number {
    if (!this.#running) return 0;
    const now = this.clock.wall();
    if (now < this.#seen - CLOCK_TOLERANCE_MS) return 0;
    this.#seen = Math.max(this.#seen, now);
    const wall = now - this.#wall;
    const monotonic = this.clock.monotonic() - this.#monotonic;
    if (!Number.isFinite(wall) || monotonic - wall > CLOCK_TOLERANCE_MS || wall < -CLOCK_TOLERANCE_MS) return 0;
    return Math.max(0, this.#limitMs - Math.max(wall, monotonic));
  }

  /** How long ago the deadline was, for the record of how well locking works; 0 when it has not passed. */
  overdueMs(): number {
    if (!this.#running) return 0;
    return Math.max(0, this.clock.wall() - this.#wall - this.#limitMs);
  }

  #set(at: number): void {
    const now = this.clock.wall();
    this.#seen = now;
    this.#wall = Math.min(at, now);
    this.#monotonic = this.clock.monotonic() - (now - this.#wall);
  }
}
