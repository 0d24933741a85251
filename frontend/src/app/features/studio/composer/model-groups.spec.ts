import type { CatalogModelView, CatalogView } from '#contracts';
import { modelGroups } from './model-groups.js';

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
  it('names the smallest plan that reaches a model, and addresses it by provider', () => {
    expect(modelGroups(catalog)).toEqual([
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
