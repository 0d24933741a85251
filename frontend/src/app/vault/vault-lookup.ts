/**
 * Whether this browser surely keeps no vault of the account, asked of the browser itself: a first visit then
 * loads nothing of the vault's code. False when in doubt; the vault then finds out, and says what is wrong.
 */
export async function surelyHasNoVault(userId: string): Promise<boolean> {
  if (!globalThis.isSecureContext || typeof globalThis.indexedDB?.databases !== 'function') return false;
  try {
    const databases = await indexedDB.databases();
    return databases.every(({ name }) => name !== vaultName(userId));
  } catch {
    return false;
  }
}

/**
 * Calls back once, when another tab of the account makes or opens a vault. Returns what ends the listening.
 * A tab's greeting alone says nothing of a vault.
 */
export function whenVaultAppears(userId: string, appeared: () => void): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined;
  const channel = new BroadcastChannel(vaultName(userId));
  channel.onmessage = ({ data }: MessageEvent<{ type?: unknown } | null>) => {
    if (data?.type === 'hello') return;
    channel.close();
    appeared();
  };
  return () => channel.close();
}

/** Of the database and of the channel between tabs alike (contract, section 10). */
function vaultName(userId: string): string {
  return `byok-vault-${userId}`;
}
