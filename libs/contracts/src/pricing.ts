/** Roubles for a million tokens. */
export interface TokenPrices {
  inputRubPerMillion: number;
  outputRubPerMillion: number;
  /** Input that the provider had in its cache; absent: priced as other input, or not known. */
  cachedInputRubPerMillion?: number;
  /** Input that is written into the cache, at the shortest life that the provider sells; absent as above. */
  cacheWriteRubPerMillion?: number;
}

/** The prices that hold for the whole call once its prompt has more tokens than this. */
export interface PriceStep extends TokenPrices {
  abovePromptTokens: number;
}

/** List prices of one model. */
export interface ModelPricing extends TokenPrices {
  audioRubPerHour?: number;
  /** A million tokens of sound, heard and spoken, where a chat sells them at prices of their own; absent: not known, unless there is one by the hour. */
  audioInputRubPerMillion?: number;
  audioOutputRubPerMillion?: number;
  /** What a batch costs, as a share of these prices: 0.5 is half. Absent: no batches, or not known. */
  batchShare?: number;
  /** Sorted by size, smallest first. */
  steps?: PriceStep[];
}

/** Whether tokens have a price: 0 in both directions says that they have none, as of models that are sold by the hour, or that nobody knows it. */
export function hasTokenPrice({ inputRubPerMillion, outputRubPerMillion }: TokenPrices): boolean {
  return inputRubPerMillion > 0 || outputRubPerMillion > 0;
}

/** The prices of a call with a prompt of this many tokens: those of the highest step that it exceeds. */
export function pricesFor(pricing: ModelPricing, promptTokens: number): TokenPrices {
  return pricing.steps?.findLast(({ abovePromptTokens }) => promptTokens > abovePromptTokens) ?? pricing;
}

/** Of an hour's life, as a share of the price of input (https://docs.claude.com/en/docs/build-with-claude/prompt-caching#pricing). */
const HOUR_SHARE = 2;

/** Roubles for a million tokens that are written into a cache: at the shortest life, and at an hour's, which Anthropic alone sells. */
export function cacheWritePrices({ inputRubPerMillion, cacheWriteRubPerMillion = inputRubPerMillion }: TokenPrices): { readonly short: number; readonly hour: number } {
  return { short: cacheWriteRubPerMillion, hour: HOUR_SHARE * inputRubPerMillion };
}

/** Models that take recordings as part of a chat count them as tokens of their input (https://ai.google.dev/gemini-api/docs/audio). */
export const AUDIO_TOKENS_PER_SECOND = 32;

/** Roubles for a million tokens of sound that is heard; undefined where nobody knows it. */
export function audioRubPerMillion({ audioInputRubPerMillion, audioRubPerHour }: ModelPricing): number | undefined {
  if (audioInputRubPerMillion !== undefined) return audioInputRubPerMillion;
  return audioRubPerHour === undefined ? undefined : (audioRubPerHour / 3600 / AUDIO_TOKENS_PER_SECOND) * 1e6;
}
