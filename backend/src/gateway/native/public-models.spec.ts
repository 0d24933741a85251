import { Catalog } from '../../byok/strategy/catalog/index.js';
import { publicModels } from './public-models.js';

const catalog = Catalog.load();

describe('the models of the platform\'s key', () => {
  it('are those of the catalog, without the account\'s own', () => {
    const openai = {
      object: 'list',
      data: [
        { id: 'gpt-4o-mini', object: 'model', owned_by: 'system' },
        { id: 'ft:gpt-4o-mini:acme:internal:AbC', object: 'model', owned_by: 'acme-org' },
        { id: 'gpt-4o-mini-2024-07-18', object: 'model', owned_by: 'system' },
        null,
        'odd',
      ],
    };
    expect(publicModels(openai, 'openai', catalog)).toEqual({ object: 'list', data: [openai.data[0], openai.data[2]] });
  });

  it('keep the form of each provider', () => {
    expect(publicModels({ models: [{ name: 'models/gemini-2.5-flash' }, { name: 'tunedModels/acme-1' }, { name: 'models/acme' }], nextPageToken: 'x' }, 'gemini', catalog)).toEqual({
      models: [{ name: 'models/gemini-2.5-flash' }],
      nextPageToken: 'x',
    });
    expect(publicModels({ data: [{ id: 'acme' }, { id: 'claude-haiku-4-5' }], first_id: 'acme', last_id: 'claude-haiku-4-5', has_more: false }, 'anthropic', catalog)).toEqual({
      data: [{ id: 'claude-haiku-4-5' }],
      first_id: 'claude-haiku-4-5',
      last_id: 'claude-haiku-4-5',
      has_more: false,
    });
  });

  it.each([null, 'text', 5])('are none when the provider answers %j', (list) => {
    expect(publicModels(list, 'openai', catalog)).toEqual({});
  });
});
