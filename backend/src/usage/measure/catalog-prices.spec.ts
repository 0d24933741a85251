import { Catalog } from '#nestjs-byok';
import { TEST_DAY } from '../../../test/support/test-day.js';
import { costOf } from './call-cost.js';

/**
 * For each model roubles by hand, to the kopeck, from the dollars that its provider publishes at 80 roubles each:
 *
 * 1. of a call with 90,000 tokens of input, of which 30,000 were in the cache and 20,000 were written into it, and
 *    10,000 of output; what the provider publishes no price of its own for is input like any other. For
 *    claude-haiku-4-5 (1 dollar, cached 0.10, written 1.25, output 5): 40,000 × 1 + 30,000 × 0.10 + 20,000 × 1.25 +
 *    10,000 × 5 = 118,000 millionths of a dollar = 9.44 roubles.
 * 2. where there is a dearer step, of 300,000 tokens of input, 100,000 of them from the cache and 50,000 written into
 *    it, and 10,000 of output. For gpt-6.1-sol (4 dollars, cached 0.20, written 5, output 15): 150,000 × 4 +
 *    100,000 × 0.20 + 50,000 × 5 + 10,000 × 15 = 1,020,000 millionths = 81.60 roubles.
 * 3. where sound has a price (and of models that have no other, instead of the first), of an hour of it and nothing else.
 */
const BY_HAND: readonly (readonly [provider: string, id: string, roubles: number | null, atStep: number | null, hour: number | null])[] = [
  ['gemini', 'gemini-3.5-flash-lite', 4.16, null, 2.76],
  ['gemini', 'gemini-2.5-flash-lite', 0.82, null, 2.76],
  ['gemini', 'gemini-3.1-flash-lite', 3.00, null, 4.61],
  ['gemini', 'gemini-3.1-flash-lite-preview', 3.00, null, 4.61],
  ['gemini', 'gemini-2.5-flash', 3.51, null, 9.22],
  ['gemini', 'gemini-3-flash-preview', 6.00, null, 9.22],
  ['gemini', 'gemini-3.8-flash', 8.40, null, 6.91],
  ['gemini', 'gemini-3.7-flash', 8.40, null, 6.91],
  ['gemini', 'gemini-4-hydrogen', 13.38, null, 13.82],
  ['gemini', 'gemini-2.5-pro', 14.30, 54.00, 11.52],
  ['gemini', 'gemini-3.1-pro-preview', 19.68, 81.60, 18.43],
  ['gemini', 'gemini-3.5-flash', 18.00, null, 13.82],
  ['gemini', 'gemini-3.6-flash', 16.80, null, 13.82],
  ['gemini', 'gemini-4-argon', 35.68, null, 36.86],
  ['gemini', 'gemini-4-carbon', 44.80, null, 36.86],
  ['gemini', 'gemini-embedding-001', 1.08, null, null],
  ['gemini', 'gemini-embedding-2', 1.44, null, null],
  ['openai', 'gpt-6-luna', 0.94, 4.16, null],
  ['openai', 'gpt-5.6-luna', 2.05, 8.56, null],
  ['openai', 'gpt-5.4-nano', 2.01, null, null],
  ['openai', 'gpt-5-mini', 2.86, null, null],
  ['openai', 'gpt-5-nano', 0.57, null, null],
  ['openai', 'gpt-4.1-mini', 3.44, null, null],
  ['openai', 'gpt-4.1-nano', 0.86, null, null],
  ['openai', 'gpt-4o-mini', 1.38, null, null],
  ['openai', 'gpt-3.5-turbo', 4.80, null, null],
  ['openai', 'gpt-audio-mini', 6.24, null, null],
  ['openai', 'gpt-6.1-terra', 9.32, 40.80, null],
  ['openai', 'gpt-5.4-mini', 7.38, null, null],
  ['openai', 'o4-mini', 9.46, null, null],
  ['openai', 'o3-mini', 10.12, null, null],
  ['openai', 'gpt-6.1-sol', 18.64, 81.60, null],
  ['openai', 'gpt-6-sol', 18.88, 83.20, null],
  ['openai', 'gpt-5.6-terra', 20.48, 85.60, null],
  ['openai', 'gpt-5.4', 24.60, 102.00, null],
  ['openai', 'gpt-5.2', 20.02, null, null],
  ['openai', 'gpt-5.3-chat-latest', 20.02, null, null],
  ['openai', 'gpt-5.1', 14.30, null, null],
  ['openai', 'gpt-5', 14.30, null, null],
  ['openai', 'gpt-4.1', 17.20, null, null],
  ['openai', 'gpt-4o', 23.00, null, null],
  ['openai', 'o3', 17.20, null, null],
  ['openai', 'gpt-audio', 26.00, null, null],
  ['openai', 'gpt-5.6-sol', 37.76, 166.40, null],
  ['openai', 'gpt-5.5', 49.20, 204.00, null],
  ['openai', 'gpt-6-astra', 112.00, 540.00, null],
  ['openai', 'gpt-4-turbo', 96.00, null, null],
  ['openai', 'gpt-4', 264.00, null, null],
  ['openai', 'whisper-1', null, null, 28.80],
  ['openai', 'gpt-transcribe', null, null, 28.80],
  ['openai', 'gpt-4o-mini-transcribe', 13.00, null, 14.40],
  ['openai', 'gpt-4o-transcribe', 26.00, null, 28.80],
  ['openai', 'gpt-4o-transcribe-diarize', 26.00, null, 28.80],
  ['openai', 'gpt-4o-mini-tts', null, null, 72.00],
  ['openai', 'tts-1', null, null, 43.20],
  ['openai', 'tts-1-hd', null, null, 86.40],
  ['openai', 'text-embedding-3-small', 0.14, null, null],
  ['openai', 'text-embedding-3-large', 0.94, null, null],
  ['openai', 'text-embedding-ada-002', 0.72, null, null],
  ['anthropic', 'claude-haiku-5-5', 0.94, 10.90, null],
  ['anthropic', 'claude-haiku-4-5', 9.44, null, null],
  ['anthropic', 'claude-sonnet-5-5', 18.64, null, null],
  ['anthropic', 'claude-sonnet-5', 18.88, null, null],
  ['anthropic', 'claude-sonnet-4-6', 28.32, null, null],
  ['anthropic', 'claude-sonnet-4-5', 28.32, null, null],
  ['anthropic', 'claude-sonnet-4-0', 28.32, null, null],
  ['anthropic', 'claude-opus-5-5', 37.28, null, null],
  ['anthropic', 'claude-opus-5', 47.20, null, null],
  ['anthropic', 'claude-opus-4-8', 47.20, null, null],
  ['anthropic', 'claude-opus-4-7', 47.20, null, null],
  ['anthropic', 'claude-opus-4-6', 47.20, null, null],
  ['anthropic', 'claude-opus-4-5', 47.20, null, null],
  ['anthropic', 'claude-opus-4-1', 141.60, null, null],
  ['anthropic', 'claude-fable-5-1', 94.40, null, null],
  ['anthropic', 'claude-fable-5', 94.40, null, null],
  ['cloudru', 'openai/gpt-oss-120b', 1.95, null, null],
  ['cloudru', 'zai-org/GLM-4.7-Flash', 1.30, null, null],
  ['cloudru', 'Qwen/Qwen3-235B-A22B-Instruct-2507', 2.60, null, null],
  ['cloudru', 'zai-org/GLM-4.7', 7.80, null, null],
  ['cloudru', 'Qwen/Qwen3-Coder-480B-A35B-Instruct', 6.50, null, null],
  ['cloudru', 'openai/whisper-large-v3', null, null, 30.00],
  ['cloudru', 'BAAI/bge-m3', 0.18, null, null],
  ['cloudru', 'ai-sage/Giga-Embeddings-instruct-3B', 0.18, null, null],
];

const models = Catalog.load(undefined, TEST_DAY).ofAllDays();

describe('the price of every model in the catalog', () => {
  it('is checked by hand below', () => {
    expect(BY_HAND.map(([provider, id]) => `${provider} ${id}`).sort()).toEqual(models.map(({ provider, id }) => `${provider} ${id}`).sort());
  });

  it.each(BY_HAND)('equals the one by hand to the kopeck: %s %s', (provider, id, roubles, atStep, hour) => {
    const pricing = models.find((model) => model.provider === provider && model.id === id)?.pricing;
    const kopecks = (usage: object) => Math.round((costOf({ estimated: false, ...usage }, pricing, 'byok').roubles ?? Number.NaN) * 100) / 100;
    if (roubles !== null) expect(kopecks({ tokensIn: 90_000, cachedTokens: 30_000, cacheWriteTokens: 20_000, tokensOut: 10_000 })).toBe(roubles);
    expect(pricing?.steps === undefined).toBe(atStep === null);
    if (atStep !== null) expect(kopecks({ tokensIn: 300_000, cachedTokens: 100_000, cacheWriteTokens: 50_000, tokensOut: 10_000 })).toBe(atStep);
    expect(pricing?.audioRubPerHour === undefined).toBe(hour === null);
    if (hour !== null) expect(kopecks({ audioSeconds: 3_600 })).toBe(hour);
  });

  it('equals the one by hand for what a chat hears and speaks, and is not known where the provider publishes none', () => {
    const usage = { tokensIn: 60_000, audioTokens: 40_000, tokensOut: 10_000, audioOutputTokens: 8_000, estimated: false };
    const roublesOf = (id: string) => costOf(usage, models.find((model) => model.id === id)?.pricing, 'byok').roubles;
    // 20,000 × 2.5 + 40,000 × 32 + 2,000 × 10 + 8,000 × 64 = 1,862,000 millionths of a dollar.
    expect(roublesOf('gpt-audio')).toBeCloseTo(148.96, 2);
    expect(roublesOf('gpt-audio-mini')).toBeUndefined();
  });

  it('is never 0 for what a provider counts in tokens and sells by the hour', () => {
    for (const { pricing, abilities } of models) {
      if (abilities.includes('transcription')) expect(costOf({ tokensIn: 1_000, tokensOut: 100, audioSeconds: 60, estimated: false }, pricing, 'byok').roubles).toBeGreaterThan(0);
    }
  });

  it('is not known, and not 0, of a model without one', () => {
    expect(costOf({ tokensIn: 1_000, tokensOut: 100, estimated: false }, undefined, 'byok').roubles).toBeUndefined();
  });
});
