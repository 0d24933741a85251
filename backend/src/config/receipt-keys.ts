/** One key of `BYOK_RECEIPT_KEYS`. */
export interface ReceiptKeySetting {
  readonly kid: string;
  /** 32 bytes of an Ed25519 private key (RFC 8032), base64url. */
  readonly seed: string;
}

const KID = /^[A-Za-z0-9_-]{1,64}$/;
/** 32 bytes: the last character has two bits of them. */
const SEED = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/**
 * Reads `BYOK_RECEIPT_KEYS`: `<kid>:<private key>` entries separated by commas; the first signs, the others are published.
 * @throws Error whose message continues "BYOK_RECEIPT_KEYS …" and never quotes the text
 */
export function receiptKeys(text: string): readonly ReceiptKeySetting[] {
  const keys = text.split(',').map((entry, index) => parseEntry(entry.trim(), index + 1));
  if (new Set(keys.map(({ kid }) => kid)).size !== keys.length) throw new Error('has two entries with the same key id; give each its own');
  return keys;
}

function parseEntry(entry: string, position: number): ReceiptKeySetting {
  const [kid = '', seed, ...more] = entry.split(':');
  if (seed === undefined || more.length > 0) throw new Error(`has an entry ${position} that is not of the form <kid>:<private key>`);
  if (!KID.test(kid)) throw new Error(`has in entry ${position} a key id that is not 1 to 64 of A-Z, a-z, 0-9, "-" and "_"`);
  if (!SEED.test(seed)) throw new Error(`has in entry ${position} a private key that is not 32 bytes in base64url without padding`);
  return { kid, seed };
}
