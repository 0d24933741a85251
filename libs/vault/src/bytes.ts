import type * as contracts from '#contracts';

/** Bytes that WebCrypto accepts and that can be zero-filled: never backed by shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** A provider key in plain form. Its holder must call `zeroFill` on it, on every path. */
export type PlainKey = contracts.PlainKey<Bytes>;

/** Output of AES-GCM: safe to store. Only the codecs of this library make one. */
export type Ciphertext = contracts.Ciphertext<Bytes>;

/** Overwrites secrets once they have served. Accepts undefined so that a `finally` needs no branch. */
export function zeroFill(...secrets: (Uint8Array | undefined)[]): void {
  for (const secret of secrets) secret?.fill(0);
}

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

export function randomBytes(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

/**
 * The one encoding of a list of fields: each as a 32-bit big-endian length and its bytes, strings in UTF-8.
 * No two different lists give the same bytes.
 */
export function canonical(fields: readonly (string | Bytes)[]): Bytes {
  const parts = fields.map((field) => (typeof field === 'string' ? utf8(field) : field));
  const result = new Uint8Array(parts.reduce((length, part) => length + 4 + part.length, 0));
  const view = new DataView(result.buffer);
  let offset = 0;
  for (const part of parts) {
    view.setUint32(offset, part.length);
    result.set(part, offset + 4);
    offset += 4 + part.length;
  }
  return result;
}

export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

/** Whether a value read from storage is a byte array of an allowed length. Works across realms. */
export function isBytes(value: unknown, minimum: number, maximum: number): value is Bytes {
  return (
    Object.prototype.toString.call(value) === '[object Uint8Array]' &&
    (value as Uint8Array).length >= minimum &&
    (value as Uint8Array).length <= maximum
  );
}
