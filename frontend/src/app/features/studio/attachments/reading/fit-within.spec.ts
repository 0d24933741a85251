import fc from 'fast-check';
import { fitWithin } from './fit-within.js';

describe('a picture that is scaled down', () => {
  it('keeps its proportions, and its size when it is small enough', () => {
    expect(fitWithin({ width: 4_000, height: 3_000 }, 1_920)).toEqual({ width: 1_920, height: 1_440 });
    expect(fitWithin({ width: 300, height: 200 }, 1_920)).toEqual({ width: 300, height: 200 });
  });

  it('is never larger than the edge, and never empty', () => {
    const side = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const fitted = fitWithin({ width, height }, 1_920);
        return Math.max(fitted.width, fitted.height) <= 1_920 && Math.min(fitted.width, fitted.height) >= 1;
      }),
    );
  });
});
