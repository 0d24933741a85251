import type { ModelPricing } from '#contracts';
import type { ExpectedUsage } from '../byok/strategy/spending/spending-guard.js';

/** A model that takes recordings as part of a chat counts them as tokens of its input (Gemini: 32 a second). */
const AUDIO_TOKENS_PER_SECOND = 32;

/** What one call costs at most at list prices, in roubles; 0 for calls without a model, such as a list of models. */
export function expectedCost({ inputTokens, outputTokens, audioSeconds = 0 }: ExpectedUsage, pricing: ModelPricing | undefined): number {
  if (pricing === undefined) return 0;
  const { audioRubPerHour, inputRubPerMillion, outputRubPerMillion } = pricing;
  if (audioSeconds > 0 && audioRubPerHour !== undefined) return (audioSeconds / 3600) * audioRubPerHour;
  return ((inputTokens + audioSeconds * AUDIO_TOKENS_PER_SECOND) * inputRubPerMillion + outputTokens * outputRubPerMillion) / 1e6;
}
