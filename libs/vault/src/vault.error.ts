/** Everything that can go wrong in the vault; the client has a sentence and a next step for each. */
export const VAULT_ERROR_CODES = [
  'insecure-context',
  'unsupported',
  'storage-missing',
  'storage-silent',
  'storage-full',
  'storage-unreadable',
  'newer-version',
  'absent',
  'exists',
  'weak-password',
  'estimator-missing',
  'wrong-password',
  'too-many-attempts',
  'damaged',
  'tampered-entry',
  'tampered-data',
  'not-found',
  'key-malformed',
  'too-many-keys',
  'locked',
  'expired',
  'conflict',
  'passkey-unsupported',
  'passkey-needs-name',
  'passkey-without-prf',
  'passkey-known',
  'passkey-cancelled',
  'passkey-wrong',
] as const;
export type VaultErrorCode = (typeof VAULT_ERROR_CODES)[number];

const MESSAGES: Readonly<Record<VaultErrorCode, string>> = {
  'insecure-context': 'The vault works only over https or on localhost; open the page that way.',
  unsupported: 'This browser lacks the cryptography the vault needs; use a current one.',
  'storage-missing': 'This browser refuses storage to the page; leave private mode or allow site data.',
  'storage-silent': 'The browser storage does not answer; close other tabs of this site, restart the browser and try again.',
  'storage-full': 'The browser has no room left for the vault; free some and try again. Nothing was lost.',
  'storage-unreadable': 'The vault could not be read from the browser storage; try again, or reset it.',
  'newer-version': 'A newer version of the page wrote this vault; reload the page.',
  absent: 'There is no vault in this browser yet; create one.',
  exists: 'There is a vault in this browser already; unlock it.',
  'weak-password': 'The vault password is too easy to guess; choose a longer one.',
  'estimator-missing': 'What judges a new password could not be loaded; check the connection and try again.',
  'wrong-password': 'The vault password is wrong.',
  'too-many-attempts': 'Too many wrong passwords; wait before the next one.',
  damaged: 'The vault record in this browser was changed or damaged; restore it or reset the vault.',
  'tampered-entry': 'This stored key was changed or damaged and cannot be opened; delete it and add the key again.',
  'tampered-data': 'This stored record was changed or damaged and cannot be opened.',
  'not-found': 'This key is no longer in the vault.',
  'key-malformed': 'A key has 8 to 512 printable Latin characters without spaces.',
  'too-many-keys': 'The vault keeps at most three keys of one provider; delete one, or replace it.',
  locked: 'The vault is locked; unlock it first.',
  expired: 'The vault locked itself after the time without interaction; unlock it again.',
  conflict: 'The vault changed in another tab meanwhile; try again.',
  'passkey-unsupported': 'This browser cannot open a vault with a passkey; use the password.',
  'passkey-needs-name': 'Passkeys belong to a host name; open the page by its name, such as localhost, not by an address.',
  'passkey-without-prf': 'This passkey provider lacks the PRF extension that a vault needs; use another, or the password.',
  'passkey-known': 'A passkey of this device or security key opens the vault already.',
  'passkey-cancelled': 'The passkey was not used: cancelled, too late, or not at hand; try again or use the password.',
  'passkey-wrong': 'This passkey does not open this vault; use the password, then remove the passkey and add it anew.',
};

/** The only error this library throws on purpose. Carries no key, no password and no record. */
export class VaultError extends Error {
  constructor(
    readonly code: VaultErrorCode,
    options: { cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(MESSAGES[code], options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'VaultError';
    this.retryAfterMs = options.retryAfterMs;
  }

  /** How long to wait, for `too-many-attempts`. */
  readonly retryAfterMs: number | undefined;
}

export function isVaultError(error: unknown, code?: VaultErrorCode): error is VaultError {
  return error instanceof VaultError && (code === undefined || error.code === code);
}
