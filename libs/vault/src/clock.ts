/** The two clocks the lock goes by, in milliseconds. Injected, so that tests own the time. */
export interface Clock {
  /** Wall clock, since 1970. Goes on while the machine sleeps; may be set by the user. */
  wall(): number;
  /** Never goes back; may stand still while the machine sleeps. */
  monotonic(): number;
}

export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
};
