import type { Bytes } from './bytes.js';
import { randomBytes } from './bytes.js';
import { MINIMUM_ITERATIONS, type KdfParameters } from './format.js';

/** Fresh parameters for a new password. More iterations than the minimum are fine, fewer are raised to it. */
export function newKdfParameters(iterations = MINIMUM_ITERATIONS): KdfParameters {
  return { name: 'PBKDF2', hash: 'SHA-256', iterations: Math.max(iterations, MINIMUM_ITERATIONS), salt: randomBytes(32) };
}

/**
 * The KEK: can wrap and unwrap a DEK, can't be exported.
 * @param password UTF-8 of the vault password after NFKC; the caller zero-fills it
 */
export async function deriveKek(password: Bytes, kdf: KdfParameters): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: kdf.hash, iterations: kdf.iterations, salt: kdf.salt },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['wrapKey', 'unwrapKey'],
  );
}
