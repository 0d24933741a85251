import { readFileSync } from 'node:fs';
import { BYOK_PROVIDERS, PROVIDERS, type Tier } from '#contracts';
import { readCatalogFile } from './catalog-file.js';
import type { CatalogData } from './catalog-data.js';
import { Catalog } from './catalog.js';

interface PricedProvider {
  priceDate?: string;
  priceSource?: string;
  priceNote?: string;
}

const data = readCatalogFile();
const catalog = Catalog.load();
const models = data.providers.flatMap((provider) => provider.models.map((model) => ({ provider: provider.id, ...model })));
const chatModels = models.filter((model) => model.provider !== 'cloudru' && model.abilities.includes('chat'));

/** Tier of a chat model by its dollars per million tokens of output. */
const tierByPrice = (usd: number): Tier => (usd <= 3 ? 0 : usd <= 6 ? 1 : usd <= 15 ? 2 : 3);

describe('the built-in catalog', () => {
  it('has all four providers', () => {
    expect(data.providers.map((provider) => provider.id)).toEqual([...PROVIDERS]);
  });

  it.each(BYOK_PROVIDERS.flatMap((provider) => ([0, 1, 2, 3] as const).map((tier) => [provider, tier] as const)))(
    'has a chat model with tools, JSON and vision of %s at tier %i',
    (provider, tier) => {
      const fitting = catalog.modelsOf(provider).filter((entry) => entry.tier === tier);
      expect(fitting.some((entry) => ['chat', 'tools', 'json', 'vision'].every((a) => entry.abilities.includes(a as 'chat')))).toBe(true);
    },
  );

  it('has chat and transcription of Cloud.ru for the free plan', () => {
    const free = catalog.modelsOf('cloudru').filter((entry) => entry.tier <= 1);
    expect(free.some((entry) => entry.abilities.includes('chat'))).toBe(true);
    expect(free.some((entry) => entry.abilities.includes('transcription'))).toBe(true);
  });

  it('gives no Anthropic model audio', () => {
    expect(catalog.modelsOf('anthropic').some(({ abilities }) => abilities.includes('transcription') || abilities.includes('audio'))).toBe(false);
  });

  it.each(models.filter((model) => model.provider !== 'cloudru').map((model) => [model.id, model] as const))(
    'has rouble prices of %s that follow from the dollars and the rate',
    (_id, { pricing }) => {
      const rate = data.rubPerUsd?.rate ?? Number.NaN;
      expect(pricing.inputRubPerMillion).toBeCloseTo((pricing.inputUsdPerMillion ?? Number.NaN) * rate, 3);
      expect(pricing.outputRubPerMillion).toBeCloseTo((pricing.outputUsdPerMillion ?? Number.NaN) * rate, 3);
      expect(pricing.audioRubPerHour === undefined).toBe(pricing.audioUsdPerHour === undefined);
      if (pricing.audioUsdPerHour !== undefined) expect(pricing.audioRubPerHour).toBeCloseTo(pricing.audioUsdPerHour * rate, 3);
    },
  );

  it.each(chatModels.map((model) => [model.id, model] as const))('has %s in the tier of its price', (_id, model) => {
    expect(model.tier).toBe(tierByPrice(model.pricing.outputUsdPerMillion ?? Number.NaN));
  });

  it('prices every model that can transcribe by the hour', () => {
    for (const model of models) {
      if (model.abilities.includes('transcription')) expect(model.pricing.audioRubPerHour).toBeGreaterThan(0);
      else expect(model.pricing.audioRubPerHour).toBeUndefined();
    }
  });

  it('says where and when its prices were read, or that they were not', () => {
    for (const provider of data.providers as (CatalogData['providers'][number] & PricedProvider)[]) {
      const read = provider.priceDate !== undefined && provider.priceSource?.startsWith('https://');
      expect(read || provider.priceNote?.includes('not read')).toBe(true);
    }
  });

  it('has no pattern that takes the id of another model, and no id that two patterns take', () => {
    for (const { id } of models) {
      expect(catalog.resolve(id)).toMatchObject({ entry: { id }, upstreamModel: id });
      const takers = models.filter((other) => other.id !== id && (other.patterns ?? []).some((p) => new RegExp(p).test(id)));
      expect(takers).toEqual([]);
    }
    const dated = models.map(({ id }) => [`${id}-2026-01-02`, `${id}-20260102`, `${id}-001`, `${id}-preview-09-2026`]).flat();
    for (const name of dated) {
      const takers = models.filter((model) => (model.patterns ?? []).some((p) => new RegExp(p).test(name)));
      expect(takers.length).toBeLessThanOrEqual(1);
    }
  });

  it.each([
    ['openai', 'node_modules/openai/resources/shared.d.ts', /'((?:gpt-(?:3\.5-turbo|4|5|6)[\w.-]*|o[34]-mini[\w-]*|o3(?:-\d[\d-]*)?))'/g, /codex|pro|cyber|search|rosalind|32k|16k|vision|preview|5\.1-mini/],
    ['anthropic', 'node_modules/@anthropic-ai/sdk/resources/messages/messages.d.ts', /'(claude-(?:haiku|sonnet|opus)-[\d-]+)'/g, /^$/],
    ['gemini', 'node_modules/@ai-sdk/google/dist/index.d.ts', /'(gemini-[2-4][\w.-]*)'/g, /2\.0|image|tts|audio|live|transcribe|computer|robotics|3-pro/],
  ] as const)("knows the chat models of %s's own package", (provider, file, ids, left) => {
    const text = readFileSync(new URL(`../../../../../${file}`, import.meta.url), 'utf8');
    const listed = [...new Set([...text.matchAll(ids)].map(([, id]) => id ?? ''))].filter((id) => !left.test(id));
    expect(listed.length).toBeGreaterThan(5);
    expect(listed.filter((id) => catalog.resolve(id)?.entry.provider !== provider)).toEqual([]);
  });
});
