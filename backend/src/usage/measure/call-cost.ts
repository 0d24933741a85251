import type { CredentialSource, ModelPricing } from '#contracts';
import type { MeasuredUsage } from './measured-usage.js';

/** Roubles that a call cost, or would have cost, the platform. */
export interface CallCost {
  readonly rubPaid: number;
  readonly rubAvoided: number;
}

const FREE: CallCost = { rubPaid: 0, rubAvoided: 0 };
const PRECISION = 1e6;

/** List price without discounts for caches or batches; by tokens, or by the hour where only seconds are known. */
function priceOf(usage: MeasuredUsage, pricing: ModelPricing): number {
  const { tokensIn, tokensOut = 0, audioSeconds } = usage;
  if (audioSeconds !== undefined && (tokensIn === undefined || pricing.audioRubPerHour !== undefined)) {
    return (audioSeconds / 3600) * (pricing.audioRubPerHour ?? 0);
  }
  return ((tokensIn ?? 0) * pricing.inputRubPerMillion + tokensOut * pricing.outputRubPerMillion) / 1e6;
}

/** Paid with the platform's key, avoided with the user's own. */
export function costOf(usage: MeasuredUsage, pricing: ModelPricing | undefined, source: CredentialSource): CallCost {
  if (pricing === undefined) return FREE;
  const roubles = Math.round(priceOf(usage, pricing) * PRECISION) / PRECISION;
  return source === 'platform' ? { rubPaid: roubles, rubAvoided: 0 } : { rubPaid: 0, rubAvoided: roubles };
}
