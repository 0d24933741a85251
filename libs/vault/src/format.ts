import { KEY_PLACES, type ByokProviderId, type ErrorCode, type FallbackPolicy, type KeyHint, type Verdict } from '#contracts';
import type { Bytes, Ciphertext } from './bytes.js';

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
export const MAXIMUM_KEY_LABEL_LENGTH = 40;
/** Keys of one provider that a vault keeps: as many as a request can carry (contract, section 3). */
export const MAXIMUM_KEYS_PER_PROVIDER = KEY_PLACES.length;

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
  wrappedDek: { iv: Bytes; ciphertext: Ciphertext };
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
  wrappedDek: { iv: Bytes; ciphertext: Ciphertext };
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
  ciphertext: Ciphertext;
}

/** The outcome of the last test of a key. */
export interface KeyCheck {
  verdict: Verdict;
  code?: ErrorCode;
  /** Why a key of this kind can't work. */
  hint?: KeyHint;
  /** The server's sentence, free of keys. */
  detail: string;
  /** Catalog ids that the key reaches. */
  models: readonly string[];
  /** Catalog ids of the plan that the provider doesn't list; older records have none. */
  missing?: readonly string[];
  /** ISO 8601. */
  at: string;
}

/** How the last call with a key ended, as far as it says something of the key. */
export interface KeyCall {
  outcome: ErrorCode | 'ok';
  /** Catalog id of the model that was asked for; absent when the outcome doesn't depend on it. */
  model?: string;
  /** ISO 8601. */
  at: string;
}

/** Names of request headers that choose an account at the provider, with their values. */
export type ProviderAccounts = Readonly<Record<string, string>>;

/** What is stored beside the key, inside the same ciphertext. Records of older versions have `addedAt` and `check` alone. */
export interface EntryMetadata {
  /** ISO 8601. */
  addedAt: string;
  check?: KeyCheck;
  call?: KeyCall;
  /** What the user calls the key. */
  label?: string;
  /** Among the keys of one provider the lowest is tried first; absent: the milliseconds of `addedAt`. */
  order?: number;
  accounts?: ProviderAccounts;
}

/** What the user says of a key when storing it. */
export type KeyDetails = Pick<EntryMetadata, 'label' | 'accounts'>;

/**
 * The row `policies` of table `meta`: whether the platform may step in for the keys of one provider, where that differs
 * from the account's preference. Not secret; read with suspicion.
 */
export interface PoliciesRecord {
  name: 'policies';
  values: ProviderPolicies;
}

/** The row `notices` of table `meta`: what the user has been told already. Not secret; read with suspicion. */
export interface NoticesRecord {
  name: 'notices';
  /** ISO 8601: failures of keys in work that ended until then (an older version: began). */
  failuresSeenUntil: string;
}

export type ProviderPolicies = Readonly<Partial<Record<ByokProviderId, FallbackPolicy>>>;
