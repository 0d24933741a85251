const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const VALUE_OF = new Uint8Array(128).fill(255);
for (let index = 0; index < ALPHABET.length; index += 1) VALUE_OF[ALPHABET.charCodeAt(index)] = index;

/** base64url without padding (RFC 4648, section 5). */
export function encodeBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const second = bytes[index + 1];
    const third = bytes[index + 2];
    const group = ((bytes[index] as number) << 16) | ((second ?? 0) << 8) | (third ?? 0);
    text += ALPHABET[group >> 18];
    text += ALPHABET[(group >> 12) & 63];
    if (second !== undefined) text += ALPHABET[(group >> 6) & 63];
    if (third !== undefined) text += ALPHABET[group & 63];
  }
  return text;
}

/**
 * Decodes base64url without padding. Every byte string has one accepted form: padding, another
 * alphabet, an impossible length and set bits after the last byte all give undefined.
 */
export function decodeBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  const tail = text.length % 4;
  if (tail === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let position = 0;
  let buffer = 0;
  let bits = 0;
  for (let index = 0; index < text.length; index += 1) {
    const value = VALUE_OF[text.charCodeAt(index)] ?? 255;
    if (value === 255) return undefined;
    buffer = ((buffer << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[position] = (buffer >> bits) & 0xff;
      position += 1;
    }
  }
  return (buffer & ((1 << bits) - 1)) === 0 ? bytes : undefined;
}
