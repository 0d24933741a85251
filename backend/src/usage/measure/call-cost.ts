import { audioRubPerMillion, cacheWritePrices, hasTokenPrice, pricesFor, type CredentialSource, type ModelPricing } from '#contracts';
import type { MeasuredUsage } from './measured-usage.js';

/** What a call cost. */
export interface CallCost {
  /** Roubles, whoever pays; undefined when the model has no price, or nobody counted what the call consumed. */
  readonly roubles: number | undefined;
  /** Of them the platform's; null where nobody knows. */
  readonly rubPaid: number | null;
  /** Of them those that the user's own key saved the platform; null where nobody knows. */
  readonly rubAvoided: number | null;
}

const PRECISION = 1e6;

/**
 * Roubles at list prices: the step of the prompt's size, what was in a cache or was written into one at the price of
 * that, sound at its own. By the hour where only that has a price, or nothing but seconds is known; a batch's discount is not in it.
 * @returns undefined when nothing was counted, or what was counted has no price: tokens at 0 in both directions have
 *   none, nor has sound at the price of words
 */
export function priceOf(usage: MeasuredUsage, pricing: ModelPricing): number | undefined {
  const { tokensIn, tokensOut, audioSeconds } = usage;
  if (audioSeconds !== undefined && (tokensIn === undefined || isByHour(pricing))) {
    return pricing.audioRubPerHour === undefined ? undefined : (audioSeconds / 3600) * pricing.audioRubPerHour;
  }
  if (!hasTokenPrice(pricing) || (tokensIn === undefined && tokensOut === undefined)) return undefined;
  const [input, output] = [inputOf(usage, pricing), outputOf(usage, pricing)];
  return input === undefined || output === undefined ? undefined : (input + output) / 1e6;
}

/** Some models that transcribe have no price by tokens, though they may count them. */
const isByHour = (pricing: ModelPricing) => pricing.audioRubPerHour !== undefined && !hasTokenPrice(pricing);

/** Millionths of roubles; undefined where it was spoken, and nobody knows the price of that. */
function outputOf({ tokensIn = 0, tokensOut = 0, audioOutputTokens = 0 }: MeasuredUsage, pricing: ModelPricing): number | undefined {
  const { outputRubPerMillion } = pricesFor(pricing, tokensIn);
  const spoken = Math.min(tokensOut, audioOutputTokens);
  if (spoken === 0) return tokensOut * outputRubPerMillion;
  return pricing.audioOutputRubPerMillion === undefined ? undefined : (tokensOut - spoken) * outputRubPerMillion + spoken * pricing.audioOutputRubPerMillion;
}

/** Millionths of roubles; undefined where nobody knows the price of its sound. Parts of the input are never more than the whole, whatever a provider says. */
function inputOf({ tokensIn = 0, audioTokens = 0, cachedTokens = 0, cacheWriteTokens = 0, hourCacheWriteTokens = 0 }: MeasuredUsage, pricing: ModelPricing): number | undefined {
  const prices = pricesFor(pricing, tokensIn);
  const { inputRubPerMillion, cachedInputRubPerMillion = inputRubPerMillion } = prices;
  const { short, hour } = cacheWritePrices(prices);
  let left = tokensIn;
  const take = (tokens: number, price: number): number => {
    const taken = Math.min(left, tokens);
    left -= taken;
    return taken * price;
  };
  const hourWritten = Math.min(cacheWriteTokens, hourCacheWriteTokens);
  const sound = audioRubPerMillion(pricing);
  if (sound === undefined && audioTokens > 0) return undefined;
  return (
    take(hourWritten, hour) +
    take(cacheWriteTokens - hourWritten, short) +
    take(cachedTokens, cachedInputRubPerMillion) +
    (sound === undefined ? 0 : take(audioTokens, sound)) +
    left * inputRubPerMillion
  );
}

/** Paid with the platform's key, avoided with the user's own. What consumed nothing cost nothing, whatever the price. */
export function costOf(usage: MeasuredUsage, pricing: ModelPricing | undefined, source: CredentialSource): CallCost {
  const price = isNothing(usage) ? 0 : pricing && priceOf(usage, pricing);
  const roubles = price === undefined ? undefined : Math.round(price * PRECISION) / PRECISION;
  const known = roubles ?? null;
  return source === 'platform' ? { roubles, rubPaid: known, rubAvoided: 0 } : { roubles, rubPaid: 0, rubAvoided: known };
}

const isNothing = ({ tokensIn, tokensOut, audioSeconds }: MeasuredUsage) => tokensIn === 0 && tokensOut === 0 && audioSeconds === undefined;
