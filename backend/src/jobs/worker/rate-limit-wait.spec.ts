import { RateLimitWait } from './rate-limit-wait.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('how long a job waits for a rate limit', () => {
  let now = 1_000_000;
  const wait = (since?: number, deadline = now + HOUR) => new RateLimitWait(since, deadline, () => now);

  it('waits as told, and at least a second', () => {
    expect(wait().wakeAt(20)).toBe(now + 20_000);
    expect(wait().wakeAt(0.0301)).toBe(now + 1_000);
    expect(wait().wakeAt(899.5)).toBe(now + 899_500);
  });

  it('ends after 15 minutes, of which a restart of the job loses nothing', () => {
    expect(wait().wakeAt(901)).toBeUndefined();
    expect(wait(now - 14 * MINUTE).wakeAt(59)).toBe(now + 59_000);
    expect(wait(now - 14 * MINUTE).wakeAt(61)).toBeUndefined();
  });

  it('never outlives the keys of the job', () => {
    expect(wait(undefined, now + 10_000).wakeAt(9)).toBe(now + 9_000);
    expect(wait(undefined, now + 10_000).wakeAt(9.5)).toBeUndefined();
  });

  it('begins anew behind a limit that was overcome', () => {
    const known = wait(now - 14 * MINUTE);
    known.reset();
    expect(known.wakeAt(120)).toBe(now + 120_000);
    expect(known.since).toBe(now);
  });

  it('grows where the provider says nothing', () => {
    const known = wait();
    const pauses: number[] = [];
    for (let at = known.wakeAt(undefined); at !== undefined; at = known.wakeAt(undefined)) {
      pauses.push((at - now) / 1000);
      now = at;
    }
    expect(pauses).toEqual([15, 15, 30, 60, 120, 120, 120, 120, 120, 120]);
  });
});
