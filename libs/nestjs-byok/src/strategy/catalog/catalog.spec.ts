import fc from 'fast-check';
import { PLANS, PROVIDERS, maxTierOf, type Plan } from '#contracts';
import { clockAt } from '../../clock/index.js';
import { Catalog } from './catalog.js';
import type { CatalogFileModel } from './catalog-data.js';
import type { CatalogEntry } from './catalog-entry.js';

const catalog = Catalog.load(undefined, clockAt('2026-11-29T12:00:00Z'));
const nameOfMatch = (name: string) => {
  const match = catalog.resolve(name);
  return match && [match.entry.provider, match.entry.id, match.upstreamModel];
};

describe('resolving a model name', () => {
  it.each([
    ['gpt-4o-mini', 'openai', 'gpt-4o-mini', 'gpt-4o-mini'],
    ['openai/gpt-4o-mini', 'openai', 'gpt-4o-mini', 'gpt-4o-mini'],
    ['gpt-4o-mini-2024-07-18', 'openai', 'gpt-4o-mini', 'gpt-4o-mini-2024-07-18'],
    ['openai/gpt-4o-mini-2024-07-18', 'openai', 'gpt-4o-mini', 'gpt-4o-mini-2024-07-18'],
    ['gpt-4o-2024-08-06', 'openai', 'gpt-4o', 'gpt-4o-2024-08-06'],
    ['gpt-4-0613', 'openai', 'gpt-4', 'gpt-4-0613'],
    ['claude-haiku-4-5-20251001', 'anthropic', 'claude-haiku-4-5', 'claude-haiku-4-5-20251001'],
    ['claude-sonnet-4-20250514', 'anthropic', 'claude-sonnet-4-0', 'claude-sonnet-4-20250514'],
    ['anthropic/claude-opus-5-5', 'anthropic', 'claude-opus-5-5', 'claude-opus-5-5'],
    ['gemini-2.5-flash', 'gemini', 'gemini-2.5-flash', 'gemini-2.5-flash'],
    ['models/gemini-2.5-flash', 'gemini', 'gemini-2.5-flash', 'gemini-2.5-flash'],
    ['gemini/models/gemini-2.5-flash', 'gemini', 'gemini-2.5-flash', 'gemini-2.5-flash'],
    ['gemini-2.5-flash-lite-preview-06-17', 'gemini', 'gemini-2.5-flash-lite', 'gemini-2.5-flash-lite-preview-06-17'],
    ['gemini-flash-latest', 'gemini', 'gemini-3.8-flash', 'gemini-flash-latest'],
    ['openai/whisper-large-v3', 'cloudru', 'openai/whisper-large-v3', 'openai/whisper-large-v3'],
    ['cloudru/openai/gpt-oss-120b', 'cloudru', 'openai/gpt-oss-120b', 'openai/gpt-oss-120b'],
    ['openai/gpt-oss-120b', 'cloudru', 'openai/gpt-oss-120b', 'openai/gpt-oss-120b'],
    ['whisper-1', 'openai', 'whisper-1', 'whisper-1'],
  ])('knows %s', (name, provider, id, upstream) => {
    expect(nameOfMatch(name)).toEqual([provider, id, upstream]);
  });

  it.each([
    '', 'auto', 'gpt', 'GPT-4o', 'gpt-4o ', 'gpt-4o-mini-2024-07-18x', 'xgpt-4o', 'gpt-4o-mini-99999-01-01', 'gpt-oss-120b',
    '__proto__', 'constructor', 'openai/__proto__', 'openai/', '/gpt-4o', 'openai//gpt-4o', 'anthropic/gpt-4o', 'openai/openai/gpt-4o',
    'models/gpt-4o', 'models/models/gemini-2.5-flash', 'gpt-4o\n', 'gpt-4o\0', 'gpt-4o'.repeat(2_000),
  ])('does not know %j', (name) => {
    expect(catalog.resolve(name)).toBeUndefined();
  });

  it('never throws, and finds only its own entries', () => {
    const entries = new Set<CatalogEntry>(catalog.ofAllDays());
    const near = fc.constantFrom(...catalog.ofAllDays().map((entry) => entry.id));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.tuple(near, fc.string({ maxLength: 12 })).map(([id, tail]) => id + tail)), (name) => {
        const match = catalog.resolve(name);
        expect(match === undefined || entries.has(match.entry)).toBe(true);
      }),
    );
  });

  it('takes the first provider for an id that two have, and names the other one in full', () => {
    const twice = new Catalog({ providers: [provider('gemini', [model('shared')]), provider('openai', [model('shared')])] });
    expect(twice.resolve('shared')?.entry.provider).toBe('gemini');
    expect(twice.resolve('openai/shared')?.entry.provider).toBe('openai');
    expect(twice.allowedModels('free')).toEqual(['shared', 'openai/shared']);
  });

  it("prefers OpenAI's model to a Cloud.ru id of the same look, which stays reachable by its provider", () => {
    const both = new Catalog({ providers: [provider('cloudru', [model('openai/x')]), provider('openai', [model('x')])] });
    expect(both.resolve('openai/x')?.entry.provider).toBe('openai');
    expect(both.resolve('cloudru/openai/x')?.entry.provider).toBe('cloudru');
    expect(both.allowedModels('free')).toEqual(['cloudru/openai/x', 'x']);
  });

  it('prefers an exact id of any provider to a pattern', () => {
    const cheap = { ...model('cheap'), patterns: ['^dear-\\d+$'] };
    const dear: CatalogFileModel = { ...model('dear-1'), tier: 3 };
    const tricky = new Catalog({ providers: [provider('gemini', [cheap]), provider('openai', [dear])] });
    expect(tricky.resolve('dear-1')?.entry.tier).toBe(3);
    expect(tricky.resolve('dear-2')?.entry.tier).toBe(0);
  });
});

describe('what a plan allows', () => {
  it.each(PLANS)('marks just the tiers of %s', (plan) => {
    const view = catalog.view(plan);
    expect(view).toMatchObject({ plan, maxTier: maxTierOf(plan) });
    const models = view.providers.flatMap((provider) => provider.models);
    expect(models).toHaveLength(catalog.all().length);
    for (const entry of models) expect(entry.allowed).toBe(entry.tier <= maxTierOf(plan));
  });

  it.each(PLANS)('lists names for %s that resolve to allowed models', (plan) => {
    const names = catalog.allowedModels(plan);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(catalog.all().filter((entry) => entry.tier <= maxTierOf(plan)).length);
    for (const name of names) expect(catalog.resolve(name)?.entry.tier).toBeLessThanOrEqual(maxTierOf(plan));
  });

  it('is nothing for a plan that is not known', () => {
    const plan = 'gold' as Plan;
    expect(catalog.allowedModels(plan)).toEqual([]);
    expect(catalog.view(plan).providers.flatMap((provider) => provider.models).some((entry) => entry.allowed)).toBe(false);
  });

  it('shows the fields of the contract and no others', () => {
    const [first] = catalog.view('free').providers;
    expect(Object.keys(first ?? {}).sort()).toEqual(['id', 'keyHint', 'keyUrl', 'models', 'name']);
    for (const entry of first?.models ?? []) {
      const dates = Object.keys(entry).filter((field) => /^(?:shutdownDate|replacedBy|stopsSoon)$/.test(field));
      expect(Object.keys(entry).filter((field) => !dates.includes(field)).sort()).toEqual(['abilities', 'allowed', 'contextTokens', 'id', 'pricing', 'tier']);
    }
  });

  it('cannot be changed through what it hands out', () => {
    const [entry] = catalog.all();
    expect(() => Object.assign(entry ?? {}, { tier: 0 })).toThrow(TypeError);
    const [viewed] = catalog.view('free').providers[0]?.models ?? [];
    viewed?.abilities.push('embedding');
    if (viewed) viewed.pricing.inputRubPerMillion = -1;
    expect(catalog.view('free').providers[0]?.models[0]?.pricing.inputRubPerMillion).toBeGreaterThan(0);
    expect(entry?.abilities).not.toContain('embedding');
  });
});

function model(id: string): CatalogFileModel {
  return { id, tier: 0, contextTokens: 8_000, abilities: ['chat'], pricing: { inputRubPerMillion: 1, outputRubPerMillion: 1 } };
}

function provider(id: (typeof PROVIDERS)[number], models: CatalogFileModel[]) {
  return { id, name: id, keyUrl: '', keyHint: '', models };
}
