import type { Ability, ModelLife, ModelPricing, PriceStep, ProviderId, Tier } from '#contracts';

/** US dollars beside the roubles, for people: they tell where the roubles come from. */
export interface UsdPrices {
  inputUsdPerMillion?: number;
  outputUsdPerMillion?: number;
  cachedInputUsdPerMillion?: number;
  cacheWriteUsdPerMillion?: number;
}

/** Prices as the file has them: roubles decide. */
export interface CatalogFilePricing extends ModelPricing, UsdPrices {
  audioUsdPerHour?: number;
  audioInputUsdPerMillion?: number;
  audioOutputUsdPerMillion?: number;
  steps?: (PriceStep & UsdPrices)[];
}

export interface CatalogFileModel extends ModelLife {
  id: string;
  tier: Tier;
  contextTokens: number;
  abilities: Ability[];
  pricing: CatalogFilePricing;
  /** Regular expressions for further ids of the same model, such as dated versions. */
  patterns?: string[];
}

export interface CatalogFileProvider {
  id: ProviderId;
  name: string;
  keyUrl: string;
  keyHint: string;
  models: CatalogFileModel[];
}

/** Ids that no model of the file has, admitted at the user's own key. */
export interface UnknownModels {
  provider: ProviderId;
  /** A regular expression, as in `CatalogFileModel.patterns`. */
  pattern: string;
  /** Absent: the highest. */
  tier?: Tier;
}

/** A catalog file once `catalog.schema.json` accepts it; fields that nothing reads are left out here. */
export interface CatalogData {
  rubPerUsd?: { rate: number; date: string; source?: string };
  providers: CatalogFileProvider[];
  unknownModels?: UnknownModels[];
}
