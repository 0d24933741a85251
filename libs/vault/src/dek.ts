import { canonical, equalBytes, isBytes, randomBytes, type Bytes, type Ciphertext } from './bytes.js';
import {
  FORMAT_VERSION,
  IV_LENGTH,
  MAXIMUM_ITERATIONS,
  MINIMUM_ITERATIONS,
  SALT_LENGTH,
  WRAPPED_DEK_LENGTH,
  type KdfParameters,
  type VaultRecord,
} from './format.js';
import { VaultError } from './vault.error.js';

const DEK_USAGES: KeyUsage[] = ['encrypt', 'decrypt'];

/** What the wrapped DEK is bound to. */
export function dekAad(userId: string, kdf: KdfParameters): Bytes {
  return canonical(['byok-vault/dek', `${FORMAT_VERSION}`, userId, kdf.name, kdf.hash, `${kdf.iterations}`, kdf.salt]);
}

async function checksumOf(userId: string, kdf: KdfParameters, iv: Bytes, ciphertext: Bytes): Promise<Bytes> {
  const fields = canonical(['byok-vault/meta', dekAad(userId, kdf), iv, ciphertext]);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', fields));
}

/** A fresh DEK. Extractable, so that it can be wrapped: use it for nothing else. */
export async function generateDek(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, DEK_USAGES);
}

/** The record that holds `dek` under `kek`. The DEK must be extractable; its bytes never reach script. */
export async function wrapDek(dek: CryptoKey, kek: CryptoKey, kdf: KdfParameters, userId: string): Promise<VaultRecord> {
  const iv = randomBytes(IV_LENGTH);
  const algorithm = { name: 'AES-GCM', iv, additionalData: dekAad(userId, kdf) };
  const ciphertext = new Uint8Array(await crypto.subtle.wrapKey('raw', dek, kek, algorithm)) as Ciphertext;
  const checksum = await checksumOf(userId, kdf, iv, ciphertext);
  return { name: 'vault', formatVersion: FORMAT_VERSION, kdf, wrappedDek: { iv, ciphertext }, checksum };
}

/**
 * Opens the DEK. `extractable` only to wrap it again at once.
 * @throws VaultError `wrong-password`; the record must have passed `checkVaultRecord`
 */
export async function unwrapDek(
  record: VaultRecord,
  kek: CryptoKey,
  userId: string,
  extractable = false,
): Promise<CryptoKey> {
  const { iv, ciphertext } = record.wrappedDek;
  const algorithm = { name: 'AES-GCM', iv, additionalData: dekAad(userId, record.kdf) };
  try {
    return await crypto.subtle.unwrapKey('raw', ciphertext, kek, algorithm, 'AES-GCM', extractable, DEK_USAGES);
  } catch {
    throw new VaultError('wrong-password');
  }
}

/**
 * Checks a record as read from storage, before any password is asked of it.
 * @throws VaultError `absent`, `newer-version`, `damaged`
 */
export async function checkVaultRecord(value: unknown, userId: string): Promise<VaultRecord> {
  if (value === undefined) throw new VaultError('absent');
  if (isNewer(value)) throw new VaultError('newer-version');
  if (!hasRecordForm(value)) throw new VaultError('damaged');
  const { kdf, wrappedDek, checksum } = value;
  if (!equalBytes(checksum, await checksumOf(userId, kdf, wrappedDek.iv, wrappedDek.ciphertext))) {
    throw new VaultError('damaged');
  }
  return value;
}

/** Made by code that is yet to be written: to be left alone, not to be called damaged. */
function isNewer(value: unknown): boolean {
  const { formatVersion } = (value ?? {}) as Partial<VaultRecord>;
  return Number.isInteger(formatVersion) && (formatVersion as number) > FORMAT_VERSION;
}

function hasRecordForm(value: unknown): value is VaultRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Partial<VaultRecord>;
  const kdf: Partial<KdfParameters> = record.kdf ?? {};
  const wrapped: Partial<VaultRecord['wrappedDek']> = record.wrappedDek ?? {};
  return (
    record.formatVersion === FORMAT_VERSION &&
    kdf.name === 'PBKDF2' &&
    kdf.hash === 'SHA-256' &&
    Number.isInteger(kdf.iterations) &&
    (kdf.iterations as number) >= MINIMUM_ITERATIONS &&
    (kdf.iterations as number) <= MAXIMUM_ITERATIONS &&
    isBytes(kdf.salt, SALT_LENGTH.min, SALT_LENGTH.max) &&
    isBytes(wrapped.iv, IV_LENGTH, IV_LENGTH) &&
    isBytes(wrapped.ciphertext, WRAPPED_DEK_LENGTH, WRAPPED_DEK_LENGTH) &&
    isBytes(record.checksum, 32, 32)
  );
}
