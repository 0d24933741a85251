import { hash } from 'node:crypto';
import { commitmentText, type PersonalField, type ReceiptPayload } from '#receipts';
import type { ReceiptFacts } from '../receipt-draft.js';

/** A receipt's place: after which one of which chain it stands. */
export interface ReceiptPlace {
  readonly chain: string | null;
  readonly number: number | null;
  readonly previous: string | null;
}

/** Of a call that has not ended: outside every chain. */
export const NO_PLACE: ReceiptPlace = { chain: null, number: null, previous: null };

/** The JSON of a receipt, whose bytes are signed. */
export function composeReceipt(id: string, { chain, number, previous }: ReceiptPlace, facts: ReceiptFacts, commitments: Readonly<Record<string, string>>): string {
  // Read back from the database the facts may come in another order.
  const { time, endedAt, route, provider, model, tier, credentialSource, attempts, fallbackReason, envelopeKid, status, code, aborted, tokensIn, tokensOut, audioSeconds, estimated, cost, costReason } = facts;
  const payload: ReceiptPayload = { v: 1, id, chain, number, previous, time, endedAt, route, provider, model, tier, credentialSource, attempts, fallbackReason, envelopeKid, status, code, aborted, tokensIn, tokensOut, audioSeconds, estimated, cost, costReason, currency: 'RUB', commitments };
  return JSON.stringify(payload);
}

/** SHA-256 of a receipt's bytes, base64url. */
export function hashOfPayload(payload: string): string {
  return hash('sha256', payload, 'base64url');
}

/** Salted SHA-256 of a personal field, base64url. */
export function commitTo(name: string, field: PersonalField): string {
  return hash('sha256', commitmentText(name, field), 'base64url');
}
