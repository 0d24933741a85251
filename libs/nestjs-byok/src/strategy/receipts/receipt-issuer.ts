import type { Receipt } from '#contracts';

/** Whose call it was, and where it came in. */
export interface ReceiptOwner {
  readonly userId: string;
  /** The route's pattern; undefined in jobs. */
  readonly route?: string | undefined;
}

/** Gives the caller of each provider call a receipt. A port: the application that hosts the module provides it. */
export interface ReceiptIssuer {
  /**
   * A provider has answered or failed, and the caller is about to be told: from now on the receipt can be read by its
   * id, with its cost pending. Takes no time. The code that records the ended call hands the receipt on to be finished.
   * @returns the receipt with its id
   */
  open(receipt: Receipt, owner: ReceiptOwner): Receipt;
}

/** Injection token of the `ReceiptIssuer`; without one receipts have no id. */
export const RECEIPT_ISSUER = Symbol('RECEIPT_ISSUER');
