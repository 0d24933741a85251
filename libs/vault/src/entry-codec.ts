import { isByokProvider, type ByokProviderId } from '#contracts';
import { canonical, isBytes, randomBytes, zeroFill, type Bytes, type Ciphertext, type PlainKey } from './bytes.js';
import { packEntry, unpackEntry } from './entry-frame.js';
import { FORMAT_VERSION, IV_LENGTH, type EntryMetadata, type EntryRecord } from './format.js';
import { VaultError } from './vault.error.js';

/** What an entry's ciphertext is bound to: moved to another user, provider or id it doesn't open. */
export function entryAad(userId: string, provider: string, id: string): Bytes {
  return canonical(['byok-vault/entry', `${FORMAT_VERSION}`, userId, provider, id]);
}

export interface EntryContent {
  id: string;
  provider: ByokProviderId;
  metadata: EntryMetadata;
}

/** Encrypts a key with its metadata under a fresh IV. Leaves `key` to the caller, who zero-fills it. */
export async function sealEntry(dek: CryptoKey, userId: string, content: EntryContent, key: PlainKey): Promise<EntryRecord> {
  const { id, provider, metadata } = content;
  const iv = randomBytes(IV_LENGTH);
  const frame = packEntry(metadata, key);
  try {
    const algorithm = { name: 'AES-GCM', iv, additionalData: entryAad(userId, provider, id) };
    const ciphertext = new Uint8Array(await crypto.subtle.encrypt(algorithm, dek, frame)) as Ciphertext;
    return { id, provider, formatVersion: FORMAT_VERSION, iv, ciphertext };
  } finally {
    zeroFill(frame);
  }
}

/**
 * Decrypts an entry and lends its parts to `use`; the plaintext is zero-filled before this returns.
 * `use` must not keep `key` or a copy of it.
 * @throws VaultError `tampered-entry` whatever is wrong with the record
 */
export async function openEntry<T>(
  dek: CryptoKey,
  userId: string,
  record: EntryRecord,
  use: (metadata: EntryMetadata, key: PlainKey) => T | Promise<T>,
): Promise<T> {
  const frame = await decrypt(dek, userId, record);
  try {
    const { metadata, key } = parse(frame);
    return await use(metadata, key);
  } finally {
    zeroFill(frame);
  }
}

async function decrypt(dek: CryptoKey, userId: string, record: EntryRecord): Promise<Bytes> {
  const { id, provider, formatVersion, iv, ciphertext } = record;
  if (
    typeof id !== 'string' ||
    !isByokProvider(provider) ||
    formatVersion !== FORMAT_VERSION ||
    !isBytes(iv, IV_LENGTH, IV_LENGTH) ||
    !isBytes(ciphertext, 16, 1 << 20)
  ) {
    throw new VaultError('tampered-entry');
  }
  try {
    const algorithm = { name: 'AES-GCM', iv, additionalData: entryAad(userId, provider, id) };
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, dek, ciphertext));
  } catch {
    throw new VaultError('tampered-entry');
  }
}

function parse(frame: Bytes): { metadata: EntryMetadata; key: PlainKey } {
  try {
    return unpackEntry(frame);
  } catch {
    throw new VaultError('tampered-entry');
  }
}
