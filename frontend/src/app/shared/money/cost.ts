import { hasTokenPrice, pricesFor, type ModelPricing } from '#contracts';

/** What a call used, as its provider counted. */
export interface TokenUsage {
  tokensIn: number;
  tokensOut: number;
  /** Of `tokensIn`: what the provider had in its cache. */
  cachedTokensIn?: number;
}

/** A question of a page and an answer of a page: what "an answer" costs where there is none yet. */
export const TYPICAL_ANSWER: TokenUsage = { tokensIn: 500, tokensOut: 500 };

/** Tokens of a character: Russian takes about one for three, which is more than English does. */
export const TOKENS_PER_CHARACTER = 1 / 3;

const MILLION = 1_000_000;

/** Roubles at the catalog's prices; undefined when they are not known. */
export function costOf(pricing: ModelPricing | undefined, { tokensIn, tokensOut, cachedTokensIn = 0 }: TokenUsage): number | undefined {
  if (!pricing || !hasTokenPrice(pricing)) return undefined;
  const prices = pricesFor(pricing, tokensIn);
  const cached = Math.min(cachedTokensIn, tokensIn) * (prices.cachedInputRubPerMillion ?? prices.inputRubPerMillion);
  const fresh = Math.max(0, tokensIn - cachedTokensIn) * prices.inputRubPerMillion;
  return (cached + fresh + tokensOut * prices.outputRubPerMillion) / MILLION;
}
