import { AUDIO_TOKENS_PER_SECOND, audioRubPerMillion, cacheWritePrices, pricesFor, type ProviderId, type TokenPrices } from '#contracts';
import { mediaTokens, type CatalogEntry, type ExpectedUsage, type SpokenBy } from '#nestjs-byok';

/** Estimates of tokens are right to about a third: a dearer step is reckoned with as soon as the prompt may reach it. */
const ESTIMATE_MARGIN = 1.5;

/** The field by which a provider is asked for sound; a translation leaves that of others out. */
const SPOKEN_BY: Readonly<Partial<Record<ProviderId, SpokenBy>>> = { openai: 'modalities', cloudru: 'modalities', gemini: 'generationConfig.responseModalities' };

type PricedModel = Pick<CatalogEntry, 'provider' | 'id' | 'contextTokens' | 'pricing'>;

/** What one call costs at most at list prices, in roubles; 0 for calls without a model, such as a list of models. */
export function expectedCost({ inputTokens, outputTokens, audioSeconds = 0, media, cacheLife, spokenBy }: ExpectedUsage, entry: PricedModel | undefined): number {
  if (entry?.pricing === undefined) return 0;
  const { pricing, provider, id, contextTokens } = entry;
  const { audioRubPerHour } = pricing;
  // Gemini alone hears in a chat, and counts the words that it writes; what others ask by the hour holds them.
  if (audioSeconds > 0 && audioRubPerHour !== undefined && provider !== 'gemini') return (audioSeconds / 3600) * audioRubPerHour;
  const { sound, other } = media === undefined ? { sound: 0, other: 0 } : mediaTokens(media, provider, id, contextTokens);
  const soundTokens = sound + audioSeconds * AUDIO_TOKENS_PER_SECOND;
  const promptTokens = inputTokens + other + soundTokens;
  const prices = pricesFor(pricing, promptTokens * ESTIMATE_MARGIN);
  const outputRubPerMillion = Math.max(prices.outputRubPerMillion, spokenBy === undefined ? 0 : (pricing.audioOutputRubPerMillion ?? 0));
  const inputRubPerMillion = inputPrice(prices, provider, cacheLife);
  const soundRubPerMillion = Math.max(inputRubPerMillion, audioRubPerMillion(pricing) ?? 0);
  return ((promptTokens - soundTokens) * inputRubPerMillion + soundTokens * soundRubPerMillion + outputTokens * outputRubPerMillion) / 1e6;
}

/** The field by which a call takes or makes sound, at a model whose price of that nobody knows; undefined where there is none. */
export function unpricedSoundOf({ media, spokenBy }: ExpectedUsage, { provider, pricing }: Pick<PricedModel, 'provider' | 'pricing'>): SpokenBy | 'messages' | undefined {
  if (pricing === undefined) return undefined;
  if (spokenBy !== undefined && spokenBy === SPOKEN_BY[provider] && pricing.audioOutputRubPerMillion === undefined) return spokenBy;
  return (media?.audioLength ?? 0) > 0 && audioRubPerMillion(pricing) === undefined ? 'messages' : undefined;
}

/**
 * At most: any part of a prompt may be written into a cache, at Anthropic where the request marks one, elsewhere
 * unasked (https://developers.openai.com/api/docs/guides/prompt-caching).
 */
function inputPrice(prices: TokenPrices, provider: ProviderId, cacheLife: ExpectedUsage['cacheLife']): number {
  const { inputRubPerMillion } = prices;
  if (provider === 'anthropic' && cacheLife === undefined) return inputRubPerMillion;
  const { short, hour } = cacheWritePrices(prices);
  return Math.max(inputRubPerMillion, short, cacheLife === 'hour' && provider === 'anthropic' ? hour : 0);
}
