import type { PlainKey, PlainKeyText } from './secrets.js';

/** Length of a BYOK key in characters (contract, section 3). */
export const KEY_LENGTH = { min: 8, max: 512 } as const;

function isKeyLength(length: number): boolean {
  return length >= KEY_LENGTH.min && length <= KEY_LENGTH.max;
}

function isKeyCharacter(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}

/** Whether bytes have the form of a key: 8..512 printable ASCII characters, no spaces. */
export function hasKeyForm<Bytes extends Uint8Array>(bytes: Bytes): bytes is Bytes & PlainKey<Bytes> {
  return isKeyLength(bytes.length) && bytes.every(isKeyCharacter);
}

/** As `hasKeyForm`, for a key that came as text. */
export function isKeyText(text: string): text is PlainKeyText {
  if (!isKeyLength(text.length)) return false;
  for (let index = 0; index < text.length; index += 1) if (!isKeyCharacter(text.charCodeAt(index))) return false;
  return true;
}

/** Envelopes live at most this long, in seconds. */
export const ENVELOPE_MAX_SECONDS = 600;
export const ENVELOPE_PREFIX = 'byok1.';
export const TRANSIT_SUITE = 'DHKEM(P-256,HKDF-SHA256)/HKDF-SHA256/AES-256-GCM';
export const TRANSIT_INFO = 'byok/transit/v1';
