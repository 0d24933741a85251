import type { ModelPricing } from '#contracts';
import { expectedInput } from '#nestjs-byok';
import { expectedCost } from './expected-cost.js';

const model = { provider: 'gemini', id: 'm', contextTokens: 1_000_000 } as const;
const stepped: ModelPricing = { inputRubPerMillion: 10, outputRubPerMillion: 100, steps: [{ abovePromptTokens: 100_000, inputRubPerMillion: 20, outputRubPerMillion: 200 }] };
const heard: ModelPricing = { inputRubPerMillion: 24, outputRubPerMillion: 200, audioRubPerHour: 9.216 };

describe('what a call may cost', () => {
  it('is reckoned at the dearer step as soon as the prompt may reach it, since its tokens are an estimate', () => {
    expect(expectedCost({ inputTokens: 60_000, outputTokens: 1_000 }, { ...model, pricing: stepped })).toBeCloseTo(0.7);
    expect(expectedCost({ inputTokens: 67_000, outputTokens: 1_000 }, { ...model, pricing: stepped })).toBeCloseTo(1.54);
  });

  it('is nothing for a call without a model', () => {
    expect(expectedCost({ inputTokens: 60_000, outputTokens: 1_000 }, undefined)).toBe(0);
  });

  it('holds what a picture, a document, a film and a recording may be, by URL too', () => {
    const costOf = (part: object) => expectedCost({ ...expectedInput({ contents: [{ parts: [part] }] }), outputTokens: 0 }, { ...model, pricing: heard });
    const fileUri = 'https://example.test/a';
    expect(costOf({ fileData: { mimeType: 'image/png', fileUri } })).toBeCloseTo(0.054, 2);
    expect(costOf({ fileData: { mimeType: 'application/pdf', fileUri } })).toBeCloseTo(24, 1);
    // Sound costs 80 roubles a million tokens here.
    expect(costOf({ fileData: { mimeType: 'video/mp4', fileUri } })).toBeCloseTo(16 + 80 / 3, 1);
    expect(costOf({ fileData: { mimeType: 'audio/mpeg', fileUri } })).toBeCloseTo(80, 1);
    expect(costOf({ text: fileUri })).toBeLessThan(0.001);
  });

  it('holds that an answer may be spoken, where sound has a price of its own', () => {
    const pricing: ModelPricing = { inputRubPerMillion: 200, outputRubPerMillion: 800, audioInputRubPerMillion: 2_560, audioOutputRubPerMillion: 5_120 };
    const costOf = (more: object, prices = pricing) => expectedCost({ ...expectedInput({ messages: [], ...more }), inputTokens: 0, outputTokens: 1_000_000 }, { ...model, provider: 'openai', pricing: prices });
    expect(costOf({ modalities: ['text', 'audio'] })).toBeCloseTo(5_120);
    expect(costOf({ modalities: ['text'] })).toBeCloseTo(800);
    expect(costOf({ modalities: 'audio' })).toBeCloseTo(800);
    expect(costOf({ modalities: ['audio'] }, heard)).toBeCloseTo(200);
  });

  it('holds that all of the input may be written into a cache, as long as it is to be kept', () => {
    const pricing: ModelPricing = { inputRubPerMillion: 80, outputRubPerMillion: 400, cacheWriteRubPerMillion: 100 };
    const claude = { ...model, provider: 'anthropic', pricing } as const;
    const marked = (cache_control?: object) => ({ ...expectedInput({ messages: [{ content: [{ type: 'text', text: 'a', cache_control }] }] }), inputTokens: 1_000_000, outputTokens: 0 });
    expect(expectedCost(marked(), claude)).toBeCloseTo(80);
    expect(expectedCost(marked({ type: 'ephemeral' }), claude)).toBeCloseTo(100);
    expect(expectedCost(marked({ type: 'ephemeral', ttl: '1h' }), claude)).toBeCloseTo(160);
    expect(expectedCost(marked({ type: 'ephemeral' }), { ...claude, pricing: { ...pricing, cacheWriteRubPerMillion: 70 } })).toBeCloseTo(80);
    // OpenAI's models that charge for it write unasked, and know no such mark; Gemini's don't charge.
    expect(expectedCost(marked({ type: 'ephemeral', ttl: '1h' }), { ...claude, provider: 'openai' })).toBeCloseTo(100);
    expect(expectedCost(marked(), { ...claude, provider: 'openai' })).toBeCloseTo(100);
    expect(expectedCost(marked({ type: 'ephemeral' }), { ...model, pricing: heard })).toBeCloseTo(24);
  });
});
