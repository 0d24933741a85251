/** Roubles, `pending` until the call has ended, or null when nobody knows: `costReason` says why. */
export type ReceiptCost = number | 'pending' | null;

/**
 * Why a cost is null: the catalog has no price, nothing was counted, the call failed in a way that may have been
 * charged, or the provider works and charges later, as for a batch.
 */
export type ReceiptCostReason = 'no_price' | 'not_counted' | 'may_be_charged' | 'paid_later' | 'server_stopped';

/** What a receipt states (docs/receipts.md); the JSON whose bytes are signed. Never a key, a prompt or an answer. */
export interface ReceiptPayload {
  readonly v: 1;
  /** `x-byok-receipt-id`. */
  readonly id: string;
  /** Names the chain; random, and says nothing about the user. Null while the cost is `pending`, as are number and previous. */
  readonly chain: string | null;
  /** From 1, without gaps within a chain. */
  readonly number: number | null;
  /** SHA-256 of the payload bytes of the receipt before, base64url; null for the first. */
  readonly previous: string | null;
  /** When the provider had answered or failed, ISO 8601. */
  readonly time: string;
  /** When the call had ended, ISO 8601; null while it is pending. */
  readonly endedAt: string | null;
  /** The route's pattern, or the stage of a job. */
  readonly route: string | null;
  readonly provider: string;
  readonly model: string | null;
  readonly tier: number | null;
  readonly credentialSource: string;
  /** As in `x-byok-attempts`. */
  readonly attempts: string;
  readonly fallbackReason: string | null;
  /** The transit key to which the envelope of the own key that served was sealed; null for a plain or the platform's key. */
  readonly envelopeKid: string | null;
  /** HTTP status of the answer; null while it is pending. */
  readonly status: number | null;
  /** Our code of the error that was the answer; null for a success. */
  readonly code: string | null;
  /** The client went away before the end. */
  readonly aborted: boolean;
  readonly tokensIn: number | null;
  readonly tokensOut: number | null;
  readonly audioSeconds: number | null;
  /** At least one of the counts is ours, not the provider's. */
  readonly estimated: boolean;
  /** Of the call that served, at the catalog's prices, whoever paid. */
  readonly cost: ReceiptCost;
  readonly costReason: ReceiptCostReason | null;
  readonly currency: 'RUB';
  /** By the name of a personal field its salted SHA-256, base64url (see `commitmentText`). */
  readonly commitments: Readonly<Record<string, string>>;
}

/** A personal field, which stands apart from the chain so that it can be erased. */
export interface PersonalField {
  readonly value: string;
  /** 16 random bytes, base64url. */
  readonly salt: string;
}

/** A receipt as the API gives it. */
export interface SignedReceipt {
  /** JSON of a `ReceiptPayload` as UTF-8, in base64url without padding. */
  readonly payload: string;
  /** Names the key in `/.well-known/byok-receipts.json`. */
  readonly kid: string;
  /** Ed25519 over the decoded bytes of `payload`, base64url; empty when the server found its own records changed. */
  readonly signature: string;
  /** By name; what the payload's `commitments` commit to. */
  readonly personal?: Readonly<Record<string, PersonalField>>;
}

/** A receipt as a list of the API has it: by its id. */
export type ReceiptView = SignedReceipt & { readonly id: string };

/** A public key of `/.well-known/byok-receipts.json` (RFC 8037). */
export interface ReceiptPublicKey {
  readonly kty: string;
  readonly crv?: string;
  readonly kid?: string;
  /** The 32 bytes of the public key, base64url. */
  readonly x?: string;
  readonly use?: string;
  readonly alg?: string;
}

/** `/.well-known/byok-receipts.json` (RFC 7517). */
export interface ReceiptKeySet {
  readonly keys: readonly ReceiptPublicKey[];
}

/** What is hashed for the commitment to a personal field. */
export function commitmentText(name: string, { salt, value }: PersonalField): string {
  return `byok-receipt|${name}|${salt}|${value}`;
}
