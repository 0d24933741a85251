import { decodeBase64Url } from '#transit';
import { TransitPrivateKey } from '#transit/open';

const KID = /^[A-Za-z0-9_-]{1,64}$/;

/** Bad module options. The message names the entry and what is wrong with it, never its value. */
export class TransitKeysError extends Error {
  override readonly name = 'TransitKeysError';
}

/**
 * Reads `BYOK_TRANSIT_KEYS`: `<kid>:<private scalar>` entries separated by commas, where the scalar is the
 * 32 bytes of a P-256 private key in base64url without padding. The first seals and opens, the rest only open.
 * `node tools/make-transit-key.mjs` prints one.
 * @throws TransitKeysError
 */
export function parseTransitKeys(text: string): TransitPrivateKey[] {
  const keys = text.split(',').map((entry, index) => parseEntry(entry.trim(), index + 1));
  if (new Set(keys.map((key) => key.kid)).size !== keys.length) {
    throw new TransitKeysError('two entries have the same key id; give each its own');
  }
  return keys;
}

function parseEntry(entry: string, position: number): TransitPrivateKey {
  const colon = entry.indexOf(':');
  if (colon === -1) throw new TransitKeysError(`entry ${position} is not of the form <kid>:<private key>`);
  const kid = entry.slice(0, colon);
  if (!KID.test(kid))
    throw new TransitKeysError(`the key id of entry ${position} is not 1 to 64 of A-Z, a-z, 0-9, "-" and "_"`);
  const scalar = decodeBase64Url(entry.slice(colon + 1));
  if (scalar === undefined || scalar.length !== 32) {
    throw new TransitKeysError(`the private key of entry ${position} is not 32 bytes in base64url without padding`);
  }
  try {
    return new TransitPrivateKey(kid, scalar);
  } catch {
    throw new TransitKeysError(`the private key of entry ${position} is not a private key of the curve P-256`);
  }
}
