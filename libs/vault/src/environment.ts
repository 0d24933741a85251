import { VaultError } from './vault.error.js';

/**
 * Refuses to go on where the vault can't be safe. To be called before anything else.
 * @throws VaultError `insecure-context`, `unsupported` or `storage-missing`
 */
export function assertVaultEnvironment(scope: typeof globalThis = globalThis): void {
  // Node has no isSecureContext; a browser always has.
  if ('isSecureContext' in scope && !scope.isSecureContext) throw new VaultError('insecure-context');
  if (scope.crypto?.subtle === undefined) throw new VaultError('unsupported');
  let storage: IDBFactory | undefined;
  try {
    storage = scope.indexedDB;
  } catch (cause) {
    throw new VaultError('storage-missing', { cause });
  }
  if (storage === undefined || storage === null) throw new VaultError('storage-missing');
}
