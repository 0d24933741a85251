import type { CatalogModelView, CatalogView } from '#contracts';
import { estimateCourse } from './course-estimate.js';

const model = (id: string, more: Partial<CatalogModelView> = {}): CatalogModelView => ({
  id, tier: 0, allowed: true, contextTokens: 100_000, abilities: ['chat'], pricing: { inputRubPerMillion: 10, outputRubPerMillion: 100 }, ...more,
});
const catalog: CatalogView = {
  plan: 'free',
  maxTier: 1,
  providers: [
    {
      id: 'openai', name: 'OpenAI', keyUrl: '', keyHint: '',
      models: [
        model('cheap'),
        model('dear', { tier: 1, pricing: { inputRubPerMillion: 100, outputRubPerMillion: 1_000 } }),
        model('dearest', { tier: 2, allowed: false, pricing: { inputRubPerMillion: 1_000, outputRubPerMillion: 10_000 } }),
        model('unpriced', { pricing: { inputRubPerMillion: 0, outputRubPerMillion: 0 } }),
        model('ears', { abilities: ['transcription'], pricing: { inputRubPerMillion: 0, outputRubPerMillion: 0, audioRubPerHour: 30 } }),
      ],
    },
  ],
};

describe('the estimate of a course', () => {
  it('is reckoned from the length of the text and the model’s prices', () => {
    // 5,400 characters: 1,800 tokens; an outline and three lessons.
    const outline = (1_800 + 500) * 10 + 1_200 * 100;
    const lesson = (1_800 + 500) * 10 + 1_800 * 100;
    const cost = (outline + 3 * lesson) / 1e6;
    const { writing, total, hearing } = estimateCourse(catalog, 'openai/cheap', { characters: 5_400 }) ?? {};
    expect(writing?.from).toBeCloseTo(cost, 9);
    expect(writing?.to).toBeCloseTo(cost, 9);
    expect([total, hearing]).toEqual([writing, undefined]);
  });

  it('is a range where the server chooses, of what the plan allows', () => {
    const { total } = estimateCourse(catalog, 'auto', { characters: 60_000 }) ?? {};
    const cheap = estimateCourse(catalog, 'openai/cheap', { characters: 60_000 })?.total;
    const dear = estimateCourse(catalog, 'openai/dear', { characters: 60_000 })?.total;
    expect(total).toEqual({ from: cheap?.from, to: dear?.to });
    const other = { ...catalog, providers: [...catalog.providers, { id: 'gemini' as const, name: 'Gemini', keyUrl: '', keyHint: '', models: [model('free', { pricing: { inputRubPerMillion: 1, outputRubPerMillion: 1 } })] }] };
    expect(estimateCourse(other, 'auto', { characters: 60_000 }, { writing: ['openai'] })?.total).toEqual(total);
    expect(estimateCourse(other, 'auto', { characters: 60_000 })?.total.from).toBeLessThan(total?.from ?? 0);
  });

  it('has the hours of speech in it', () => {
    const { hearing, writing, total } = estimateCourse(catalog, 'openai/cheap', { seconds: 1_800 }) ?? {};
    expect(hearing).toEqual({ from: 15, to: 15 });
    expect(total?.from).toBeCloseTo(15 + (writing?.from ?? 0), 9);
  });

  it('is not given where a price or the length is not known', () => {
    expect(estimateCourse(catalog, 'openai/unpriced', { characters: 60_000 })).toBeUndefined();
    expect(estimateCourse(catalog, 'openai/cheap', {})).toBeUndefined();
    expect(estimateCourse({ ...catalog, providers: [] }, 'auto', { characters: 60_000 })).toBeUndefined();
  });
});
