export { Vault, type VaultOptions } from './vault.js';
export type { EntryView, VaultKeys } from './vault-keys.js';
export { VAULT_ERROR_CODES, VaultError, isVaultError, type VaultErrorCode } from './vault.error.js';
export { zeroFill, type Bytes, type Ciphertext, type PlainKey } from './bytes.js';
export {
  MAXIMUM_KEY_LABEL_LENGTH,
  MAXIMUM_KEYS_PER_PROVIDER,
  type EntryMetadata,
  type EntryRecord,
  type KeyCall,
  type KeyCheck,
  type KeyDetails,
  type ProviderAccounts,
  type ProviderPolicies,
} from './format.js';
export type { Clock } from './clock.js';
export { LOCK_REASONS, type LockReason, type VaultChannel } from './vault-channel.js';
export type { AnsweredPasskey, KnownPasskey, PasskeyAuthenticator, PasskeyAvailability, PasskeyRegistration } from './passkey-authenticator.js';
export type { SealedData, VaultData } from './vault-data.js';
export type { PasskeyView, VaultPasskeys } from './vault-passkeys.js';
export type { SessionEvent } from './vault-session.js';
export { LOCK_MINUTES_CHOICES, MAXIMUM_LOCK_MINUTES } from './lock-policy.js';
export {
  MINIMUM_PASSWORD_LENGTH,
  assessPassword,
  type PasswordStrength,
  type PasswordWeakness,
} from './strength/password-strength.js';
export type { CrackTime, CrackTimeUnit } from './strength/crack-time.js';
