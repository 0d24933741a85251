import { sunsetKey } from './model-sunset.js';

describe('the sentence about a model that stops', () => {
  it.each([
    [{ shutdownDate: '2026-12-11' }, 'stops'],
    [{ shutdownDate: '2026-12-11', replacedBy: 'next' }, 'stopsFor'],
    [{ shutdownDate: '2026-11-30', shutdownDateSecondHand: true }, 'maybe'],
    [{ shutdownDate: '2026-11-30', shutdownDateSecondHand: true, replacedBy: 'next' }, 'maybeFor'],
  ])('of %j is %s', (life, key) => {
    expect(sunsetKey(life)).toBe(key);
  });
});
