import type { CatalogModelView, CatalogView } from '#contracts';
import { matchingGroups, modelGroups } from './model-groups.js';

function model(id: string, tier: CatalogModelView['tier'], allowed: boolean, abilities: CatalogModelView['abilities'] = ['chat']): CatalogModelView {
  return { id, tier, allowed, abilities, contextTokens: 1000, pricing: { inputRubPerMillion: 1, outputRubPerMillion: 1 } };
}

const catalog: CatalogView = {
  plan: 'free',
  maxTier: 1,
  providers: [
    { id: 'openai', name: 'OpenAI', keyUrl: '', keyHint: '', models: [model('small', 0, true), model('strong', 2, false), model('best', 3, false)] },
    { id: 'cloudru', name: 'Cloud.ru', keyUrl: '', keyHint: '', models: [model('whisper', 0, true, ['transcription'])] },
  ],
};

describe('modelGroups', () => {
  it('tells when a model stops, as soon as the catalog marks it', () => {
    const days = { shutdownDate: '2026-12-11', replacedBy: 'strong' };
    const marked = { ...catalog, providers: catalog.providers.map((provider) => ({ ...provider, models: [{ ...model('small', 0, true), ...days, stopsSoon: true as const }, { ...model('strong', 0, true), ...days }] })) };
    expect(modelGroups(marked)[0]?.models.map(({ stops }) => stops)).toEqual([days, undefined]);
  });

  it('names the smallest plan that reaches a model, and addresses it by provider', () => {
    expect(modelGroups(catalog)).toMatchObject([
      {
        provider: 'openai',
        models: [
          { value: 'openai/small', name: 'small', allowed: true, plan: 'free' },
          { value: 'openai/strong', name: 'strong', allowed: false, plan: 'pro' },
          { value: 'openai/best', name: 'best', allowed: false, plan: 'business' },
        ],
      },
    ]);
  });
});

describe('matchingGroups', () => {
  it('keeps what holds every word, by name or provider', () => {
    const groups = modelGroups(catalog);
    const found = (typed: string) => matchingGroups(groups, typed, () => 'OpenAI').flatMap(({ models }) => models.map(({ name }) => name));
    expect(found('')).toEqual(['small', 'strong', 'best']);
    expect(found(' STR ')).toEqual(['strong']);
    expect(found('openai best')).toEqual(['best']);
    expect(found('gemini')).toEqual([]);
  });
});
