/** What can be wrong with a list of receipts. */
export type ReceiptProblemKind =
  /** It is no receipt. */
  | 'malformed'
  /** Its payload is not what was signed. */
  | 'changed'
  /** It is signed by a key that is not among the published ones, or does not fit the key that it names. */
  | 'foreign_signature'
  /** The numbers before it are not there. */
  | 'missing'
  /** It stands behind a later one. */
  | 'order'
  /** Its number was there before. */
  | 'duplicate'
  /** It follows its predecessor by number, but not by hash: one of the two was made anew. */
  | 'fork'
  /** It belongs to another chain than the first. */
  | 'foreign_chain'
  /** A personal field is not what the payload commits to. */
  | 'personal'
  /** A receipt that was seen before is not in the chain any more. */
  | 'unknown_head';

/** One thing that is wrong, and where. */
export interface ReceiptProblem {
  readonly kind: ReceiptProblemKind;
  /** Place in the list, from 0; undefined for what is wrong with the list as a whole. */
  readonly index: number | undefined;
  /** The receipt's own number; undefined where it has none or can't be read. */
  readonly number: number | undefined;
  /** A sentence for people. */
  readonly message: string;
}

/** A receipt by its number and the hash of its payload: what a reader remembers, to see that history stays as it was. */
export interface ReceiptHead {
  readonly number: number;
  /** SHA-256 of the payload bytes, base64url. */
  readonly hash: string;
}

/** What became of a check. */
export interface ReceiptCheck {
  /** Receipts that have a number. */
  readonly checked: number;
  /** Receipts of calls that have not ended, which stand outside the chain. */
  readonly pending: number;
  /** The first number of the list; undefined for an empty one. */
  readonly first: number | undefined;
  /** The last receipt of the chain, to be remembered; undefined for an empty one. */
  readonly last: ReceiptHead | undefined;
  /** Empty when all is well. */
  readonly problems: readonly ReceiptProblem[];
}
