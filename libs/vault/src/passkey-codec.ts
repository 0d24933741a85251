import { canonical, isBytes, randomBytes, utf8, type Bytes, type Ciphertext } from './bytes.js';
import {
  FORMAT_VERSION,
  IV_LENGTH,
  MAXIMUM_CREDENTIAL_ID_LENGTH,
  PRF_LENGTH,
  WRAPPED_DEK_LENGTH,
  type PasskeyRecord,
} from './format.js';
import { VaultError } from './vault.error.js';

export const PASSKEY_ROW_PREFIX = 'passkey/';

/** A credential id as WebAuthn's JSON has it: base64url without padding. */
export function credentialName(credentialId: Bytes): string {
  const binary = Array.from(credentialId, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** What the DEK's wrap for a passkey is bound to. */
export function passkeyAad(userId: string, credentialId: Bytes, prfSalt: Bytes): Bytes {
  return canonical(['byok-vault/passkey', `${FORMAT_VERSION}`, userId, credentialId, prfSalt]);
}

/** HKDF's info: keeps the KEK apart from whatever else the same PRF output might ever be used for. */
export function passkeyInfo(userId: string, credentialId: Bytes): Bytes {
  return canonical(['byok-vault/passkey-kek', `${FORMAT_VERSION}`, userId, credentialId]);
}

/**
 * The KEK of a passkey: HKDF-SHA-256 of its PRF output, without salt. Can wrap and unwrap a DEK, can't be exported.
 * @param prf the caller zero-fills it
 */
export async function derivePasskeyKek(prf: Bytes, info: Bytes): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', prf, 'HKDF', false, ['deriveKey']);
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: utf8(''), info };
  return crypto.subtle.deriveKey(algorithm, material, { name: 'AES-GCM', length: 256 }, false, ['wrapKey', 'unwrapKey']);
}

/** The wrap of an extractable `dek` for a passkey. Leaves `prf` to the caller, who zero-fills it. */
export async function wrapDekForPasskey(
  dek: CryptoKey,
  userId: string,
  { credentialId, prfSalt, prf }: { credentialId: Bytes; prfSalt: Bytes; prf: Bytes },
): Promise<PasskeyRecord['wrappedDek']> {
  const kek = await derivePasskeyKek(prf, passkeyInfo(userId, credentialId));
  const iv = randomBytes(IV_LENGTH);
  const algorithm = { name: 'AES-GCM', iv, additionalData: passkeyAad(userId, credentialId, prfSalt) };
  const ciphertext = new Uint8Array(await crypto.subtle.wrapKey('raw', dek, kek, algorithm)) as Ciphertext;
  return { iv, ciphertext };
}

/**
 * The DEK; `extractable` only to wrap it again at once. Leaves `prf` to the caller, who zero-fills it.
 * @throws VaultError `passkey-wrong` whatever is wrong with the record or the PRF's output
 */
export async function unwrapDekByPasskey(record: unknown, userId: string, prf: Bytes, extractable = false): Promise<CryptoKey> {
  if (!isPasskeyRecord(record) || !isBytes(prf, PRF_LENGTH, PRF_LENGTH)) throw new VaultError('passkey-wrong');
  const { credentialId, prfSalt, wrappedDek } = record;
  try {
    const kek = await derivePasskeyKek(prf, passkeyInfo(userId, credentialId));
    const additionalData = passkeyAad(userId, credentialId, prfSalt);
    const algorithm = { name: 'AES-GCM', iv: wrappedDek.iv, additionalData };
    return await crypto.subtle.unwrapKey('raw', wrappedDek.ciphertext, kek, algorithm, 'AES-GCM', extractable, ['encrypt', 'decrypt']);
  } catch {
    throw new VaultError('passkey-wrong');
  }
}

/** Whether a row read from storage has a passkey's form. Says nothing of what it opens. */
export function isPasskeyRecord(value: unknown): value is PasskeyRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Partial<PasskeyRecord>;
  const wrapped: Partial<PasskeyRecord['wrappedDek']> = record.wrappedDek ?? {};
  return (
    record.formatVersion === FORMAT_VERSION &&
    isBytes(record.credentialId, 1, MAXIMUM_CREDENTIAL_ID_LENGTH) &&
    record.name === PASSKEY_ROW_PREFIX + credentialName(record.credentialId) &&
    isBytes(record.prfSalt, PRF_LENGTH, PRF_LENGTH) &&
    isBytes(wrapped.iv, IV_LENGTH, IV_LENGTH) &&
    isBytes(wrapped.ciphertext, WRAPPED_DEK_LENGTH, WRAPPED_DEK_LENGTH)
  );
}
