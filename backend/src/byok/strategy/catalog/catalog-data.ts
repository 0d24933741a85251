import type { ModelPricing, ProviderId, Tier, Ability } from '#contracts';

/** Prices as the file has them: roubles decide, US dollars tell where they come from. */
export interface CatalogFilePricing extends ModelPricing {
  inputUsdPerMillion?: number;
  outputUsdPerMillion?: number;
  audioUsdPerHour?: number;
}

export interface CatalogFileModel {
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

/** A catalog file once `catalog.schema.json` accepts it; fields that nothing reads are left out here. */
export interface CatalogData {
  rubPerUsd?: { rate: number; date: string; source?: string };
  providers: CatalogFileProvider[];
}
