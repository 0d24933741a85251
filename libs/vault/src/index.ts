export { Vault, type EntryView, type VaultOptions } from './vault.js';
export { VAULT_ERROR_CODES, VaultError, isVaultError, type VaultErrorCode } from './vault.error.js';
export { zeroFill, type Bytes, type PlainKey, type SealedBytes } from './bytes.js';
export type { EntryMetadata, EntryRecord, KeyCheck } from './format.js';
export { LOCK_REASONS, type LockReason } from './vault-channel.js';
export type { PasskeyAuthenticator, PasskeyAvailability } from './passkey-authenticator.js';
export type { PasskeyView } from './vault-passkeys.js';
export type { SessionEvent } from './vault-session.js';
export { LOCK_MINUTES_CHOICES, MAXIMUM_LOCK_MINUTES } from './lock-policy.js';
export {
  MINIMUM_PASSWORD_LENGTH,
  assessPassword,
  type PasswordStrength,
  type PasswordWeakness,
} from './strength/password-strength.js';
export type { CrackTime, CrackTimeUnit } from './strength/crack-time.js';
