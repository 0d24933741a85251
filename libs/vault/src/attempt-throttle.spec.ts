import { countFailure, delayAfter, waitBefore } from './attempt-throttle.js';

describe('waiting after wrong passwords', () => {
  it('lets the first two mistakes pass, then asks for more and more patience', () => {
    const delays = Array.from({ length: 12 }, (_, failures) => delayAfter(failures));
    expect(delays.slice(0, 3)).toEqual([0, 0, 1_000]);
    expect([...delays].sort((a, b) => a - b)).toEqual(delays);
    expect(delays.at(-1)).toBe(900_000);
  });

  it('counts on from the stored record', () => {
    const first = countFailure(undefined, 1_000);
    const fifth = countFailure({ ...first, failures: 4 }, 5_000);
    expect(fifth).toEqual({ name: 'attempts', failures: 5, notBefore: 35_000 });
    expect(waitBefore(fifth, 5_000)).toBe(30_000);
    expect(waitBefore(fifth, 35_000)).toBe(0);
  });

  it('never waits longer than the delay, even with the clock set back a year', () => {
    const record = countFailure({ failures: 4 }, 1e12);
    expect(waitBefore(record, 1e12 - 365 * 86_400_000)).toBe(30_000);
  });

  it.each([undefined, null, {}, { failures: 'many', notBefore: {} }, { failures: -3 }])('takes %p for none', (record) => {
    expect(waitBefore(record, 0)).toBe(0);
  });
});
