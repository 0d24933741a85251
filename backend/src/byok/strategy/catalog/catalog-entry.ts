import type { Ability, ModelPricing, ProviderId, Tier } from '#contracts';

/** One model of the catalog. */
export interface CatalogEntry {
  readonly provider: ProviderId;
  readonly id: string;
  readonly tier: Tier;
  /** Tokens of input and output together. */
  readonly contextTokens: number;
  readonly abilities: readonly Ability[];
  readonly pricing: ModelPricing;
}

/** What a caller's model name stands for. */
export interface CatalogMatch {
  readonly entry: CatalogEntry;
  /** The id to send to the provider: the entry's, or the dated version that the caller asked for. */
  readonly upstreamModel: string;
}
