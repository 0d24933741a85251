/** What a call consumed. */
export interface MeasuredUsage {
  /** Tokens of the input, cached ones included; undefined where the provider counts otherwise. */
  readonly tokensIn?: number | undefined;
  /** Tokens of the output, those of hidden reasoning included. */
  readonly tokensOut?: number | undefined;
  readonly audioSeconds?: number | undefined;
  /** The provider didn't say, or the answer broke off: at least one number was counted from bytes. */
  readonly estimated: boolean;
}

/** A call that costs nothing, such as a list of models. */
export const NO_USAGE: MeasuredUsage = { tokensIn: 0, tokensOut: 0, estimated: false };
