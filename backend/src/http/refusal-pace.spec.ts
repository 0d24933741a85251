import { jest } from '@jest/globals';
import { RefusalPace } from './refusal-pace.js';

describe('the pace of refusals', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const refuseAll = (pace: RefusalPace, userId: string, count: number, now: number): { told: number } => {
    const seen = { told: 0 };
    for (let index = 0; index < count; index += 1) pace.refuse(userId, () => (seen.told += 1), now);
    return seen;
  };

  it('lets a hundred of a user go at once within a second, and each further one a quarter of a second later', () => {
    const pace = new RefusalPace();
    const seen = refuseAll(pace, 'one', 130, 5_000);
    expect(seen.told).toBe(100);
    jest.advanceTimersByTime(249);
    expect(seen.told).toBe(100);
    jest.advanceTimersByTime(1);
    expect(seen.told).toBe(130);
  });

  it('counts each user, and each second, for itself', () => {
    const pace = new RefusalPace();
    expect(refuseAll(pace, 'one', 101, 5_999).told).toBe(100);
    expect(refuseAll(pace, 'other', 100, 5_999).told).toBe(100);
    expect(refuseAll(pace, 'one', 100, 6_000).told).toBe(100);
  });

  it('lets a bounded number wait, and answers the rest at once', () => {
    const pace = new RefusalPace();
    const seen = refuseAll(pace, 'one', 100 + 2_000 + 7, 5_000);
    expect(seen.told).toBe(107);
    jest.runAllTimers();
    expect(seen.told).toBe(2_107);
    expect(refuseAll(pace, 'one', 1, 5_000).told).toBe(0);
  });
});
