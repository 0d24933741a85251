import type { ByokProviderId, ErrorCode, Verdict } from '#contracts';
import type { Bytes, SealedBytes } from './bytes.js';

/** Version of the records below; part of every AAD. */
export const FORMAT_VERSION = 1;

export const MINIMUM_ITERATIONS = 600_000;
/** Above this a record is taken as damaged, so that it can't stall the page for minutes. */
export const MAXIMUM_ITERATIONS = 20_000_000;
export const SALT_LENGTH = { min: 16, max: 64 } as const;
/** 96 bits, as AES-GCM wants it. */
export const IV_LENGTH = 12;
/** A 256-bit key and the 128-bit tag. */
export const WRAPPED_DEK_LENGTH = 48;

/** How the KEK comes from the vault password. */
export interface KdfParameters {
  name: 'PBKDF2';
  hash: 'SHA-256';
  iterations: number;
  salt: Bytes;
}

/** The one row `vault` of table `meta`. */
export interface VaultRecord {
  name: 'vault';
  formatVersion: number;
  kdf: KdfParameters;
  wrappedDek: { iv: Bytes; ciphertext: SealedBytes };
  /** SHA-256 over user id and all fields: tells damage from a wrong password. Holds no secret. */
  checksum: Bytes;
}

/** A row of table `entries`. */
export interface EntryRecord {
  id: string;
  provider: ByokProviderId;
  formatVersion: number;
  iv: Bytes;
  ciphertext: SealedBytes;
}

/** The outcome of the last test of a key. */
export interface KeyCheck {
  verdict: Verdict;
  code?: ErrorCode;
  /** The server's sentence, free of keys. */
  detail: string;
  /** Catalog ids that the key reaches. */
  models: readonly string[];
  /** ISO 8601. */
  at: string;
}

/** What is stored beside the key, inside the same ciphertext. */
export interface EntryMetadata {
  /** ISO 8601. */
  addedAt: string;
  check?: KeyCheck;
}
