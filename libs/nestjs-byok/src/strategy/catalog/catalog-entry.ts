import type { Ability, ModelLife, ModelPricing, ProviderId, Tier } from '#contracts';

/** One model that can be called. */
export interface CatalogEntry extends Readonly<ModelLife> {
  readonly provider: ProviderId;
  readonly id: string;
  readonly tier: Tier;
  /** Tokens of input and output together. */
  readonly contextTokens: number;
  readonly abilities: readonly Ability[];
  /** Undefined: nobody knows. */
  readonly pricing: ModelPricing | undefined;
}

/** One model of the catalog. */
export interface ListedEntry extends CatalogEntry {
  readonly pricing: ModelPricing;
}

/**
 * Why a model goes out with the user's own key alone: it is not there yet, its last day is over, or the catalog
 * lacks it and an operator's pattern admits it.
 */
export type OwnKeyReason = 'upcoming' | 'ended' | 'unlisted';

/** What a caller's model name stands for. */
export interface CatalogMatch {
  readonly entry: CatalogEntry;
  /** The id to send to the provider: the entry's, or the dated version that the caller asked for. */
  readonly upstreamModel: string;
  readonly ownKeyOnly?: OwnKeyReason;
}
