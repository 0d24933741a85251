import type { ModelPricing } from '#contracts';
import { TYPICAL_ANSWER, costOf } from './cost.js';
import { roubles } from './rub.pipe.js';

const PRICING: ModelPricing = { inputRubPerMillion: 20, outputRubPerMillion: 160, cachedInputRubPerMillion: 2, steps: [{ abovePromptTokens: 100_000, inputRubPerMillion: 40, outputRubPerMillion: 240 }] };

describe('the cost of a call', () => {
  it('is the catalog’s price times the tokens', () => {
    expect(costOf(PRICING, { tokensIn: 12, tokensOut: 400 })).toBeCloseTo((12 * 20 + 400 * 160) / 1e6, 12);
    expect(costOf(PRICING, TYPICAL_ANSWER)).toBeCloseTo(0.09, 12);
  });

  it('takes what was cached at its price, and long prompts at theirs', () => {
    expect(costOf(PRICING, { tokensIn: 1_000, cachedTokensIn: 900, tokensOut: 0 })).toBeCloseTo((100 * 20 + 900 * 2) / 1e6, 12);
    expect(costOf(PRICING, { tokensIn: 200_000, tokensOut: 100 })).toBeCloseTo((200_000 * 40 + 100 * 240) / 1e6, 12);
  });

  it('is not known without a price, and never 0 then', () => {
    expect(costOf(undefined, TYPICAL_ANSWER)).toBeUndefined();
    expect(costOf({ inputRubPerMillion: 0, outputRubPerMillion: 0, audioRubPerHour: 30 }, TYPICAL_ANSWER)).toBeUndefined();
  });
});

describe('roubles in words', () => {
  it.each([
    [0.044, 'ru', '0,04 ₽'],
    [0.001, 'ru', '< 0,01 ₽'],
    [0, 'ru', '0 ₽'],
    [3.14159, 'ru', '3,14 ₽'],
    [27.6, 'ru', '28 ₽'],
    [1234.5, 'ru', '1 235 ₽'],
    [0.044, 'en', '₽0.04'],
    [0.001, 'en', '< ₽0.01'],
    [27.6, 'en', '₽28'],
  ] as const)('%s in %s is %s', (rub, language, text) => {
    expect(roubles(rub, language).replace(/[\u00a0\u202f]/g, ' ')).toBe(text);
  });
});
