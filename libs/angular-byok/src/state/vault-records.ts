import type { Vault } from '#vault';
import type { VaultRecords } from './vault-state.js';

const DEFAULT_LOCK_MINUTES = 30;

/** All that the vault stores, metadata only where it is open. @throws VaultError */
export async function readRecords(vault: Vault): Promise<VaultRecords> {
  if (!(await vault.exists())) return { exists: false, entries: [], passkeys: [], lockMinutes: DEFAULT_LOCK_MINUTES, policies: {} };
  const entries = await vault.entries();
  const passkeys = await vault.passkeys.list();
  const lockMinutes = await vault.lockMinutes();
  const policies = await vault.policies();
  return { exists: true, entries, passkeys, lockMinutes, policies };
}
