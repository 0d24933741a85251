import { readFileSync } from 'node:fs';
import { BYOK_PROVIDERS, PROVIDERS, pricesFor, type ModelPricing, type Tier } from '#contracts';
import { readCatalogFile } from './catalog-file.js';
import { clockAt } from '../../clock/index.js';
import type { CatalogData, CatalogFilePricing } from './catalog-data.js';
import { Catalog } from './catalog.js';

interface PricedProvider {
  priceDate?: string;
  priceSource?: string;
  priceNote?: string;
}

/** The day of writing, and a year later. */
const DAYS = ['2026-11-29', '2027-11-29'] as const;

const data = readCatalogFile();
const catalog = Catalog.load(undefined, clockAt('2026-11-29T12:00:00Z'));
const models = data.providers.flatMap((provider) => provider.models.map((model) => ({ provider: provider.id, ...model })));
const chatModels = models.filter((model) => model.provider !== 'cloudru' && model.abilities.includes('chat'));

/** Tier of a chat model by its dollars per million tokens of output. */
const tierByPrice = (usd: number): Tier => (usd <= 3 ? 0 : usd <= 6 ? 1 : usd <= 15 ? 2 : 3);

describe('the built-in catalog', () => {
  it('has all four providers', () => {
    expect(data.providers.map((provider) => provider.id)).toEqual([...PROVIDERS]);
  });

  it.each(DAYS.flatMap((day) => BYOK_PROVIDERS.flatMap((provider) => ([0, 1, 2, 3] as const).map((tier) => [day, provider, tier] as const))))(
    'has on %s a chat model with tools, JSON and vision of %s at tier %i',
    (day, provider, tier) => {
      const fitting = Catalog.load(undefined, clockAt(day)).modelsOf(provider).filter((entry) => entry.tier === tier);
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
      for (const prices of [pricing, ...(pricing.steps ?? [])]) {
        for (const name of ['input', 'output', 'cachedInput', 'cacheWrite', 'audioInput', 'audioOutput'] as const) {
          const [roubles, dollars] = [(prices as ModelPricing)[`${name}RubPerMillion`], (prices as CatalogFilePricing)[`${name}UsdPerMillion`]];
          expect(roubles === undefined).toBe(dollars === undefined);
          if (roubles !== undefined) expect(roubles).toBeCloseTo((dollars ?? Number.NaN) * rate, 3);
        }
      }
    },
  );

  it.each(chatModels.map((model) => [model.id, model] as const))('has %s in the tier of its price', (_id, model) => {
    expect(model.tier).toBe(tierByPrice(model.pricing.outputUsdPerMillion ?? Number.NaN));
  });

  it('prices every model that hears or speaks by the hour', () => {
    for (const model of models) {
      if (model.abilities.includes('transcription') || model.abilities.includes('speech')) expect(model.pricing.audioRubPerHour).toBeGreaterThan(0);
      else expect(model.pricing.audioRubPerHour).toBeUndefined();
    }
  });

  it('says of each model that speaks where its price was read, and how it becomes one by the hour', () => {
    const speaking = models.filter(({ abilities }) => abilities.includes('speech')) as (PricedProvider & { id: string; pricing: { audioUsdPerHour?: number } })[];
    expect(speaking.map(({ id }) => id)).toEqual(['gpt-4o-mini-tts', 'tts-1', 'tts-1-hd']);
    for (const { priceSource, priceNote } of speaking) expect([priceSource, priceNote]).toEqual([expect.stringMatching(/^https:\/\/developers\.openai\.com\//), expect.stringMatching(/dollars/)]);
    // 10 characters a second, as they are counted for a call: 36,000 an hour, at 15 and 30 dollars a million; 60 minutes at 0.015.
    expect(speaking.map(({ pricing }) => pricing.audioUsdPerHour)).toEqual([0.9, 0.54, 1.08]);
  });

  it('names as successor only models that it has, and that live longer', () => {
    for (const { id, provider, shutdownDate, replacedBy } of models) {
      if (replacedBy === undefined) continue;
      const next = models.find((other) => other.provider === provider && other.id === replacedBy);
      expect([id, next?.shutdownDate ?? '9999']).toEqual([id, expect.stringMatching(/^\d{4}/)]);
      expect(next).toBeDefined();
      expect((next?.shutdownDate ?? '9999') > (shutdownDate ?? '')).toBe(true);
    }
  });

  it('says of each date where it was read', () => {
    const dated = models.filter(({ shutdownDate, availableFrom }) => shutdownDate !== undefined || availableFrom !== undefined);
    expect(dated.length).toBeGreaterThan(20);
    for (const model of dated) expect((model as { source?: string }).source).toMatch(/\w/);
  });

  it.each([
    ['2026-11-29', ['gemini-3.1-flash-lite-preview', 'gpt-3.5-turbo', 'gpt-4', 'gpt-4-turbo', 'o3-mini', 'o4-mini', 'gpt-4.1-nano']],
    ['2026-12-02', ['gemini-2.5-pro', 'gemini-2.5-flash']],
    ['2026-12-12', ['gpt-5', 'gpt-5-mini', 'gpt-5-nano', 'o3']],
    ['2027-01-15', ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'gpt-4.1-mini']],
    ['2027-01-21', ['gpt-audio', 'gpt-audio-mini']],
    ['2027-02-27', ['whisper-1', 'gpt-4o-transcribe', 'gpt-4o-mini-transcribe', 'gpt-4o-transcribe-diarize']],
    ['2027-04-02', ['gpt-5.1']],
  ])('has let go by %s what the providers shut down', (day, gone) => {
    const listed = Catalog.load(undefined, clockAt(day)).all().map(({ id }) => id);
    for (const id of gone) expect(listed).not.toContain(id);
    for (const id of ['claude-sonnet-4-5', 'claude-sonnet-4-0', 'claude-opus-4-1', 'gpt-6-luna', 'gemini-2.5-flash-lite']) expect(listed).toContain(id);
  });

  it('has a dearer step for long prompts where the providers have one', () => {
    const priceOf = (id: string, tokens: number) => pricesFor(catalog.resolve(id)?.entry.pricing as ModelPricing, tokens).inputRubPerMillion;
    expect([priceOf('claude-haiku-5-5', 100_000), priceOf('claude-haiku-5-5', 100_001)]).toEqual([8, 40]);
    expect([priceOf('gpt-6.1-terra', 272_000), priceOf('gpt-6.1-terra', 272_001)]).toEqual([80, 160]);
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
