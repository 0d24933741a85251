import type { ReceiptCostReason, ReceiptPayload, SignedReceipt } from '#receipts';

/** A receipt as a line of the list. */
export interface ReceiptLine {
  readonly id: string;
  readonly number: number | null;
  /** ISO 8601. */
  readonly time: string;
  readonly provider: string;
  readonly model: string | null;
  readonly isOwnKey: boolean;
  readonly tokens: number | null;
  /** Roubles; undefined when it isn't known, or not yet. */
  readonly cost: number | undefined;
  /** Why there is no cost. */
  readonly costWord: ReceiptCostReason | 'pending' | undefined;
  readonly hasFailed: boolean;
}

/** Reads a receipt for the list; undefined for one that can't be read, which the check reports. */
export function receiptLine({ payload: text }: SignedReceipt): ReceiptLine | undefined {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
    const payload = JSON.parse(new TextDecoder().decode(bytes)) as ReceiptPayload;
    const { id, number, time, provider, model, credentialSource, tokensIn, tokensOut, cost, costReason, code } = payload;
    return {
      id,
      number,
      time,
      provider,
      model,
      isOwnKey: credentialSource === 'byok',
      tokens: tokensIn === null && tokensOut === null ? null : (tokensIn ?? 0) + (tokensOut ?? 0),
      cost: typeof cost === 'number' ? cost : undefined,
      costWord: cost === 'pending' ? 'pending' : (costReason ?? undefined),
      hasFailed: code !== null,
    };
  } catch {
    return undefined;
  }
}
