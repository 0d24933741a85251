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

/** A PRF's input as we choose it, and its output as WebAuthn has it. */
export const PRF_LENGTH = 32;
/** WebAuthn's limit. */
export const MAXIMUM_CREDENTIAL_ID_LENGTH = 1023;
export const MAXIMUM_PASSKEY_LABEL_LENGTH = 60;

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

/** A row of table `meta`: the same DEK, wrapped for one passkey. There may be none, or several. */
export interface PasskeyRecord {
  /** `passkey/` and the credential id in base64url. */
  name: string;
  formatVersion: number;
  credentialId: Bytes;
  /** What the passkey's PRF is asked about: random, a new one for each passkey. */
  prfSalt: Bytes;
  wrappedDek: { iv: Bytes; ciphertext: SealedBytes };
  /** What the user calls it. This and all below is for show only, and protected by nothing. */
  label: string;
  /** How the browser reaches it, such as `internal` or `usb`. */
  transports: readonly string[];
  /** ISO 8601. */
  addedAt: string;
  lastUsedAt?: string;
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
