import type { VaultErrorCode } from '#vault';

/** The code of a VaultError, told by its form: the library itself loads only when a vault is opened. */
export function vaultErrorCode(error: unknown): VaultErrorCode | undefined {
  return error instanceof Error && error.name === 'VaultError' ? (error as Error & { code: VaultErrorCode }).code : undefined;
}

/** Milliseconds to wait after too many wrong passwords. */
export function retryAfterMs(error: unknown): number {
  return vaultErrorCode(error) === undefined ? 0 : ((error as Error & { retryAfterMs?: number }).retryAfterMs ?? 0);
}

/** The sentence for a failure of the vault, as a dictionary key. */
export function vaultProblemKey(error: unknown): string {
  return `vault.error.${vaultErrorCode(error) ?? 'unknown'}`;
}
