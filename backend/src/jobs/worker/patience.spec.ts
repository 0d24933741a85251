import { Patience } from './patience.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the patience of a job', () => {
  let now = 1_000_000;
  const patience = (since?: number, deadline = now + HOUR) => new Patience(since, deadline, () => now);

  it('waits as told, and at least a second', () => {
    expect(patience().wakeAt(20)).toBe(now + 20_000);
    expect(patience().wakeAt(0.0301)).toBe(now + 1_000);
    expect(patience().wakeAt(899.5)).toBe(now + 899_500);
  });

  it('ends after 15 minutes, of which a restart of the job loses nothing', () => {
    expect(patience().wakeAt(901)).toBeUndefined();
    expect(patience(now - 14 * MINUTE).wakeAt(59)).toBe(now + 59_000);
    expect(patience(now - 14 * MINUTE).wakeAt(61)).toBeUndefined();
  });

  it('never outlives the keys of the job', () => {
    expect(patience(undefined, now + 10_000).wakeAt(9)).toBe(now + 9_000);
    expect(patience(undefined, now + 10_000).wakeAt(9.5)).toBeUndefined();
  });

  it('begins anew behind a limit that was overcome', () => {
    const known = patience(now - 14 * MINUTE);
    known.overcome();
    expect(known.wakeAt(120)).toBe(now + 120_000);
    expect(known.begun).toBe(now);
  });

  it('grows where the provider says nothing', () => {
    const known = patience();
    const pauses: number[] = [];
    for (let at = known.wakeAt(undefined); at !== undefined; at = known.wakeAt(undefined)) {
      pauses.push((at - now) / 1000);
      now = at;
    }
    expect(pauses).toEqual([15, 15, 30, 60, 120, 120, 120, 120, 120, 120]);
  });
});
