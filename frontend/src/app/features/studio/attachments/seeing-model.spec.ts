import type { CatalogModelView, CatalogView } from '#contracts';
import { seeingModel } from './seeing-model.js';

const model = (id: string, change: Partial<CatalogModelView> = {}): CatalogModelView =>
  ({ id, tier: 1, allowed: true, abilities: ['chat', 'vision'], contextTokens: 1, pricing: {}, ...change }) as CatalogModelView;
const catalog = (...models: CatalogModelView[]): CatalogView => ({ maxTier: 1, providers: [{ id: 'openai', models }] }) as unknown as CatalogView;

describe('a model that sees pictures', () => {
  it('is the nearest in strength of the same provider that may be used', () => {
    const found = catalog(
      model('blind', { abilities: ['chat'] }),
      model('small', { tier: 0 }),
      model('ending', { stopsSoon: true }),
      model('closed', { allowed: false }),
      model('deaf', { abilities: ['vision'] }),
      model('same'),
    );
    expect(seeingModel(found, 'openai/blind')).toEqual({ value: 'openai/same', name: 'same' });
  });

  it('is the server’s choice where the provider has none', () => {
    expect(seeingModel(catalog(model('blind', { abilities: ['chat'] })), 'openai/blind')).toEqual({ value: 'auto', name: '' });
    expect(seeingModel(catalog(), 'cloudru/deepseek-ai/DeepSeek')).toEqual({ value: 'auto', name: '' });
  });
});
