import type { ModelPricing } from '#contracts';
import { costOf } from './call-cost.js';

const pricing: ModelPricing = {
  inputRubPerMillion: 10,
  outputRubPerMillion: 100,
  steps: [
    { abovePromptTokens: 100_000, inputRubPerMillion: 20, outputRubPerMillion: 150 },
    { abovePromptTokens: 200_000, inputRubPerMillion: 40, outputRubPerMillion: 200 },
  ],
};

describe('what a call cost', () => {
  it.each([
    [100_000, 1.1],
    [100_001, 2.15002],
    [200_000, 4.15],
    [200_001, 8.20004],
  ])('follows the step of its prompt of %i tokens, for the whole call', (tokensIn, rubPaid) => {
    expect(costOf({ tokensIn, tokensOut: 1_000, estimated: false }, pricing, 'platform')).toEqual({ roubles: expect.closeTo(rubPaid, 5), rubPaid: expect.closeTo(rubPaid, 5), rubAvoided: 0 });
  });

  it.each([
    ['nothing was counted', { estimated: false }, pricing],
    ['only seconds were counted, which have no price', { audioSeconds: 60, estimated: false }, pricing],
    ['the model has no price', { tokensIn: 10, tokensOut: 10, estimated: false }, undefined],
    ['its tokens have none', { tokensIn: 10, tokensOut: 10, estimated: false }, { inputRubPerMillion: 0, outputRubPerMillion: 0, audioRubPerHour: 30 }],
  ])('is not known, and never 0, when %s', (_why, usage, prices) => {
    expect(costOf(usage, prices, 'platform')).toEqual({ roubles: undefined, rubPaid: null, rubAvoided: 0 });
    expect(costOf(usage, prices, 'byok')).toEqual({ roubles: undefined, rubPaid: 0, rubAvoided: null });
  });

  it('is 0 for what consumed nothing, whatever the price', () => {
    expect(costOf({ tokensIn: 0, tokensOut: 0, estimated: false }, undefined, 'byok')).toEqual({ roubles: 0, rubPaid: 0, rubAvoided: 0 });
  });

  it('is avoided where the own key paid', () => {
    expect(costOf({ tokensIn: 100_001, tokensOut: 1_000, estimated: false }, pricing, 'byok')).toEqual({ roubles: expect.closeTo(2.15002, 5), rubPaid: 0, rubAvoided: expect.closeTo(2.15002, 5) });
  });

  it.each([
    ['at its own price', { cacheWriteTokens: 50_000 }, 4 + 5],
    ["at an hour's for what is kept so long", { cacheWriteTokens: 50_000, hourCacheWriteTokens: 30_000 }, 4 + 2 + 4.8],
    ['never for more than the input', { cacheWriteTokens: 500_000, hourCacheWriteTokens: 600_000 }, 16],
  ])('counts what was written into a cache %s', (_how, writes, rubPaid) => {
    const written: ModelPricing = { inputRubPerMillion: 80, outputRubPerMillion: 400, cacheWriteRubPerMillion: 100 };
    expect(costOf({ tokensIn: 100_000, tokensOut: 0, ...writes, estimated: false }, written, 'platform').rubPaid).toBeCloseTo(rubPaid, 5);
  });

  it('counts what was in the cache at its price, and as any input where it has none', () => {
    const usage = { tokensIn: 100_000, cachedTokens: 60_000, cacheWriteTokens: 10_000, tokensOut: 0, estimated: false };
    expect(costOf(usage, { inputRubPerMillion: 80, outputRubPerMillion: 400, cachedInputRubPerMillion: 8, cacheWriteRubPerMillion: 100 }, 'byok').roubles).toBeCloseTo(2.4 + 0.48 + 1, 5);
    expect(costOf(usage, { inputRubPerMillion: 80, outputRubPerMillion: 400 }, 'byok').roubles).toBeCloseTo(8, 5);
  });

  it('counts what a chat of OpenAI hears and speaks at the prices of that, by hand as of gpt-audio', () => {
    // 20,000 × 2.5 + 40,000 × 32 + 2,000 × 10 + 8,000 × 64 = 1,862,000 millionths of a dollar, at 80 roubles.
    const spoken: ModelPricing = { inputRubPerMillion: 200, outputRubPerMillion: 800, audioInputRubPerMillion: 2_560, audioOutputRubPerMillion: 5_120 };
    const usage = { tokensIn: 60_000, audioTokens: 40_000, tokensOut: 10_000, audioOutputTokens: 8_000, estimated: false };
    expect(costOf(usage, spoken, 'byok').roubles).toBeCloseTo(148.96, 5);
  });

  it.each([
    ['heard', { audioTokens: 1 }],
    ['spoken', { audioOutputTokens: 1 }],
  ])('is not known when a chat has %s, and the model has no price for that', (_how, sound) => {
    expect(costOf({ tokensIn: 10, tokensOut: 10, ...sound, estimated: false }, pricing, 'byok')).toEqual({ roubles: undefined, rubPaid: 0, rubAvoided: null });
  });

  it('counts sound in a chat at its price, and by the hour where only that is sold', () => {
    const heard: ModelPricing = { inputRubPerMillion: 24, outputRubPerMillion: 200, audioRubPerHour: 9.216 };
    expect(costOf({ tokensIn: 116_000, audioTokens: 115_200, tokensOut: 10_000, audioSeconds: 3_600, estimated: false }, heard, 'byok').roubles).toBeCloseTo(9.216 + 0.0192 + 2, 5);
    expect(costOf({ tokensIn: 1_000, tokensOut: 100, audioSeconds: 1_800, estimated: false }, { inputRubPerMillion: 0, outputRubPerMillion: 0, audioRubPerHour: 28.8 }, 'byok').roubles).toBe(14.4);
  });
});
