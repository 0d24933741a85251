import { secondsLeft } from './time-left.js';

describe('secondsLeft', () => {
  it('goes on at the pace so far, and counts the time since', () => {
    const samples = [{ at: 0, share: 0.2 }, { at: 20_000, share: 0.4 }];
    expect(secondsLeft(samples, 20_000)).toBeCloseTo(60);
    expect(secondsLeft(samples, 30_000)).toBeCloseTo(50);
    expect(secondsLeft(samples, 500_000)).toBe(0);
  });

  it('does not guess', () => {
    expect(secondsLeft([], 0)).toBeUndefined();
    expect(secondsLeft([{ at: 0, share: 0 }, { at: 1_000, share: 0.5 }], 1_000)).toBeUndefined();
    expect(secondsLeft([{ at: 0, share: 0.5 }, { at: 60_000, share: 0.51 }], 60_000)).toBeUndefined();
  });
});
