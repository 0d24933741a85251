/** Length of a BYOK key in characters (contract, section 3). */
export const KEY_LENGTH = { min: 8, max: 512 } as const;

/** Whether bytes have the form of a key: 8..512 printable ASCII characters, no spaces. */
export function hasKeyForm(bytes: Uint8Array): boolean {
  if (bytes.length < KEY_LENGTH.min || bytes.length > KEY_LENGTH.max) return false;
  return bytes.every((byte) => byte > 0x20 && byte < 0x7f);
}

/** Envelopes live at most this long, in seconds. */
export const ENVELOPE_MAX_SECONDS = 600;
export const ENVELOPE_PREFIX = 'byok1.';
export const TRANSIT_SUITE = 'DHKEM(P-256,HKDF-SHA256)/HKDF-SHA256/AES-256-GCM';
export const TRANSIT_INFO = 'byok/transit/v1';
