import { clockAt, Catalog, readCatalogFile } from '#nestjs-byok';
import { callableModels, type ListReader } from './callable-models.js';

const noon = clockAt('2026-11-29T12:00:00Z');
const catalog = Catalog.load(undefined, noon);
const platform: ListReader = { plan: 'business', source: 'platform' };
const own: ListReader = { plan: 'business', source: 'byok' };

const openai = {
  object: 'list',
  data: [
    { id: 'gpt-6-luna', object: 'model', owned_by: 'system' },
    { id: 'ft:gpt-6-luna:acme:internal:AbC', object: 'model', owned_by: 'acme-org' },
    { id: 'gpt-6-luna-2026-09-22', object: 'model', owned_by: 'system' },
    { id: 'gpt-3.5-turbo', object: 'model', owned_by: 'system' },
    { id: 'gpt-6-astra', object: 'model', owned_by: 'system' },
    null,
    'odd',
  ],
};
const idsOf = (list: unknown) => (list as { data: { id: string }[] }).data.map(({ id }) => id);

describe('a list of models', () => {
  it("shows under the platform's key those of the catalog and these days, without the account's own", () => {
    expect(callableModels(openai, 'openai', catalog, platform)).toEqual({ object: 'list', data: [openai.data[0], openai.data[2], openai.data[4]] });
  });

  it('shows under the own key what it can still call, too', () => {
    expect(idsOf(callableModels(openai, 'openai', catalog, own))).toEqual(['gpt-6-luna', 'gpt-6-luna-2026-09-22', 'gpt-3.5-turbo', 'gpt-6-astra']);
    const admitting = new Catalog({ ...readCatalogFile(), unknownModels: [{ provider: 'openai', pattern: '^ft:.+$' }] }, noon);
    expect(idsOf(callableModels(openai, 'openai', admitting, own))).toContain('ft:gpt-6-luna:acme:internal:AbC');
    expect(idsOf(callableModels(openai, 'openai', admitting, platform))).not.toContain('ft:gpt-6-luna:acme:internal:AbC');
    expect(idsOf(callableModels(openai, 'openai', admitting, { ...own, plan: 'pro' }))).not.toContain('ft:gpt-6-luna:acme:internal:AbC');
  });

  it('shows nothing above the plan, and nothing outside of a token', () => {
    expect(idsOf(callableModels(openai, 'openai', catalog, { ...own, plan: 'free' }))).toEqual(['gpt-6-luna', 'gpt-6-luna-2026-09-22', 'gpt-3.5-turbo']);
    expect(idsOf(callableModels(openai, 'openai', catalog, { ...own, models: ['gpt-6-astra'] }))).toEqual(['gpt-6-astra']);
  });

  it('keeps the form of each provider', () => {
    expect(callableModels({ models: [{ name: 'models/gemini-3.8-flash' }, { name: 'tunedModels/acme-1' }, { name: 'models/acme' }], nextPageToken: 'x' }, 'gemini', catalog, platform)).toEqual({
      models: [{ name: 'models/gemini-3.8-flash' }],
      nextPageToken: 'x',
    });
    expect(callableModels({ data: [{ id: 'acme' }, { id: 'claude-haiku-4-5' }], first_id: 'acme', last_id: 'claude-haiku-4-5', has_more: false }, 'anthropic', catalog, platform)).toEqual({
      data: [{ id: 'claude-haiku-4-5' }],
      first_id: 'claude-haiku-4-5',
      last_id: 'claude-haiku-4-5',
      has_more: false,
    });
  });

  it.each([null, 'text', 5])('are none when the provider answers %j', (list) => {
    expect(callableModels(list, 'openai', catalog, platform)).toEqual({});
  });
});
