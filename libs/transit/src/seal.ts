import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { TRANSIT_INFO, hasKeyForm, type Ciphertext, type RequestEnvelope } from '#contracts';
import { envelopeAad } from './aad.js';
import { decodeBase64Url } from './base64url.js';
import { POINT_LENGTH, formatEnvelope } from './envelope.js';

export interface SealRequest {
  /** From `GET /api/byok/transit-key`. */
  transitKey: { kid: string; publicKey: string };
  provider: string;
  userId: string;
  /** The key's bytes. They stay the caller's, who must zero-fill them once this has settled. */
  key: Uint8Array;
  /** End of the envelope's life, Unix seconds; at most 10 minutes ahead of the server's clock. */
  expiresAt: number;
  /** Binds to a queued job instead of a request. */
  jobId?: string;
}

const info = new TextEncoder().encode(TRANSIT_INFO);
let suite: CipherSuite | undefined;

/**
 * Seals a key to the backend's transit key; for browsers and other callers with WebCrypto. The key
 * never becomes a string. An envelope may go with any number of requests until it expires.
 * @throws RangeError when the key is not of key form, the expiry no whole number, or the transit key no P-256 point
 * @throws Error where there is no WebCrypto (a page outside a secure context)
 */
export async function sealEnvelope(request: SealRequest): Promise<RequestEnvelope> {
  const { transitKey, provider, userId, key, expiresAt, jobId } = request;
  if (!hasKeyForm(key)) throw new RangeError('A key has 8 to 512 printable ASCII characters and no spaces.');
  if (!Number.isSafeInteger(expiresAt) || expiresAt <= 0) throw new RangeError('expiresAt must be whole Unix seconds.');
  const point = decodeBase64Url(transitKey.publicKey);
  if (point === undefined || point.length !== POINT_LENGTH) {
    throw new RangeError('The transit key is not an uncompressed P-256 point in base64url without padding.');
  }
  suite ??= new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const recipientPublicKey = await suite.kem.deserializePublicKey(point.buffer);
  const aad = envelopeAad({ kid: transitKey.kid, exp: expiresAt, provider, userId, jobId });
  const { enc, ct } = await suite.seal({ recipientPublicKey, info }, key, aad);
  return formatEnvelope({ kid: transitKey.kid, exp: expiresAt, enc: new Uint8Array(enc), ct: new Uint8Array(ct) as Ciphertext });
}
