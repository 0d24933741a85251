import { jest } from '@jest/globals';
import { isoTime } from './iso-time.js';

describe('isoTime', () => {
  afterEach(() => void jest.useRealTimers());

  it.each([0, 7, 999, 1_000, 1_048, 86_399_999, 1_795_341_599_050, 1_795_341_600_000])('agrees with Date at %i', (now) => {
    jest.useFakeTimers({ now });
    expect(isoTime()).toBe(new Date(now).toISOString());
    expect(isoTime()).toBe(new Date(now).toISOString());
  });

  it('follows a clock that is set back', () => {
    jest.useFakeTimers({ now: 5_000 });
    isoTime();
    jest.setSystemTime(3_210);
    expect(isoTime()).toBe(new Date(3_210).toISOString());
  });
});
