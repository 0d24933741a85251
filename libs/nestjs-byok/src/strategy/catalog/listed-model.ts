import type { CatalogModelView, ModelLife, ModelPricing, Plan, PriceStep, ProviderId, TokenPrices } from '#contracts';
import { allowsTier } from '../tier/allows-tier.js';
import type { CatalogFileModel, CatalogFilePricing } from './catalog-data.js';
import type { ListedEntry } from './catalog-entry.js';
import { stopsSoon } from './model-life.js';

/** A model of the file as the platform keeps it: frozen, without what nothing reads. */
export function toEntry(provider: ProviderId, model: CatalogFileModel): ListedEntry {
  return Object.freeze({
    provider,
    id: model.id,
    tier: model.tier,
    contextTokens: model.contextTokens,
    abilities: Object.freeze([...model.abilities]),
    pricing: pricingOf(model.pricing),
    ...lifeOf(model),
  });
}

/** A model as `GET /api/catalog` shows it: a copy, for the receiver to keep. */
export function toModelView(entry: ListedEntry, plan: Plan, day: string): CatalogModelView {
  return {
    id: entry.id,
    tier: entry.tier,
    allowed: allowsTier(plan, entry.tier),
    contextTokens: entry.contextTokens,
    abilities: [...entry.abilities],
    pricing: structuredClone(entry.pricing),
    ...lifeOf(entry),
    ...(stopsSoon(entry, day) ? { stopsSoon: true } : {}),
  };
}

function lifeOf({ availableFrom, shutdownDate, shutdownDateSecondHand, replacedBy }: ModelLife): ModelLife {
  return {
    ...(availableFrom === undefined ? {} : { availableFrom }),
    ...(shutdownDate === undefined ? {} : { shutdownDate }),
    ...(shutdownDateSecondHand === true ? { shutdownDateSecondHand } : {}),
    ...(replacedBy === undefined ? {} : { replacedBy }),
  };
}

function pricingOf({ audioRubPerHour, audioInputRubPerMillion, audioOutputRubPerMillion, batchShare, steps, ...prices }: CatalogFilePricing): ModelPricing {
  return Object.freeze({
    ...tokenPrices(prices),
    ...(audioRubPerHour === undefined ? {} : { audioRubPerHour }),
    ...(audioInputRubPerMillion === undefined ? {} : { audioInputRubPerMillion }),
    ...(audioOutputRubPerMillion === undefined ? {} : { audioOutputRubPerMillion }),
    ...(batchShare === undefined ? {} : { batchShare }),
    ...(steps === undefined ? {} : { steps: steps.map((step): PriceStep => ({ abovePromptTokens: step.abovePromptTokens, ...tokenPrices(step) })) }),
  });
}

function tokenPrices({ inputRubPerMillion, outputRubPerMillion, cachedInputRubPerMillion, cacheWriteRubPerMillion }: TokenPrices): TokenPrices {
  return {
    inputRubPerMillion,
    outputRubPerMillion,
    ...(cachedInputRubPerMillion === undefined ? {} : { cachedInputRubPerMillion }),
    ...(cacheWriteRubPerMillion === undefined ? {} : { cacheWriteRubPerMillion }),
  };
}
