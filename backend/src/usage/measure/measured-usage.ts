import type { ErrorCode } from '#contracts';

/** What a call consumed. */
export interface MeasuredUsage {
  /** Tokens of the input, cached ones included; undefined where the provider counts otherwise. */
  readonly tokensIn?: number | undefined;
  /** Tokens of the input that the provider had in its cache; undefined for none. */
  readonly cachedTokens?: number | undefined;
  /** Tokens of the input that were sound, where the provider counts them beside text; undefined for none. */
  readonly audioTokens?: number | undefined;
  /** Tokens of the input that were written into a cache; undefined for none. */
  readonly cacheWriteTokens?: number | undefined;
  /** Those of them that are kept for an hour, which costs more; undefined for none. */
  readonly hourCacheWriteTokens?: number | undefined;
  /** Tokens of the output that were sound; undefined for none. */
  readonly audioOutputTokens?: number | undefined;
  /** Tokens of the output, those of hidden reasoning included. */
  readonly tokensOut?: number | undefined;
  readonly audioSeconds?: number | undefined;
  /** The provider didn't say, or the answer broke off: at least one number was counted from bytes. */
  readonly estimated: boolean;
  /** The input is among those numbers. */
  readonly isInputEstimated?: boolean | undefined;
  /** Why nothing was counted, though the provider may charge for it. */
  readonly uncounted?: UncountedReason | undefined;
}

/** The provider works and charges later, as for a batch; or the call failed in a way that may have been charged. */
export type UncountedReason = 'paid_later' | 'may_be_charged';

/** A call that costs nothing, such as a list of models. */
export const NO_USAGE: MeasuredUsage = { tokensIn: 0, tokensOut: 0, estimated: false };

/** A call of which nobody counted what it consumed. */
export const UNCOUNTED: MeasuredUsage = { estimated: false };

/** A batch, a cached content that is kept by the hour, an answer in the background. */
export const PAID_LATER: MeasuredUsage = { estimated: false, uncounted: 'paid_later' };

/** A call that went out, and whose answer nobody saw. */
export const MAY_BE_CHARGED: MeasuredUsage = { estimated: false, uncounted: 'may_be_charged' };

/** Of a call that failed before anything of an answer came: nothing, unless its provider was only late. */
export function usageOfFailure(code: ErrorCode): MeasuredUsage {
  return code === 'provider_timeout' ? MAY_BE_CHARGED : NO_USAGE;
}
