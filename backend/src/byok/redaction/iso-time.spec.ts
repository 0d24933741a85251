import { isoTime } from './iso-time.js';

describe('isoTime', () => {
  it.each([0, 7, 999, 1_000, 1_048, 86_399_999, 1_795_341_599_050, 1_795_341_600_000])('agrees with Date at %i', (now) => {
    expect(isoTime(now)).toBe(new Date(now).toISOString());
    expect(isoTime(now)).toBe(new Date(now).toISOString());
  });

  it('follows a clock that is set back', () => {
    isoTime(5_000);
    expect(isoTime(3_210)).toBe(new Date(3_210).toISOString());
  });
});
