import type { TransitKeyFlaw } from '#transit';

/** Why nothing may be sealed to what the server calls its transit key. */
export const TRANSIT_KEY_ERROR_CODES = ['transit_root_changed', 'transit_root_missing', 'transit_unsigned', 'transit_expired', 'transit_unverifiable'] as const;
export type TransitKeyErrorCode = (typeof TRANSIT_KEY_ERROR_CODES)[number];

const CODES: Readonly<Record<TransitKeyFlaw, TransitKeyErrorCode>> = {
  root_changed: 'transit_root_changed',
  root_missing: 'transit_root_missing',
  unsigned: 'transit_unsigned',
  expired: 'transit_expired',
  unverifiable: 'transit_unverifiable',
};

/** The pinned root does not vouch for the server's transit key. Nothing was sealed or sent. */
export class TransitKeyError extends Error {
  readonly code: TransitKeyErrorCode;

  constructor(flaw: TransitKeyFlaw) {
    super(`The server's transit key is not to be sealed to: ${flaw}.`);
    this.name = 'TransitKeyError';
    this.code = CODES[flaw];
  }
}
