/** How long the browser may take to say what it keeps, in milliseconds; some never do. */
const LOOKUP_MS = 3_000;

/** Made and deleted to see whether the browser would keep anything at all. */
const PROBE = 'byok-probe';

/**
 * Whether this browser surely keeps no vault of the account, asked of the browser itself: a first visit then loads
 * nothing of the vault's code. False when in doubt, or when no answer comes in time; the vault then finds out, and
 * says what is wrong. Never throws.
 */
export function isKnownEmpty(userId: string, milliseconds = LOOKUP_MS): Promise<boolean> {
  return inTime(hasNone(vaultName(userId)), milliseconds);
}

/** Whether the browser would keep a vault if one were made. False when in doubt, as above. Never throws. */
export function wouldKeepVault(milliseconds = LOOKUP_MS): Promise<boolean> {
  return inTime(opens(PROBE), milliseconds);
}

/** The answer, or false when it fails or comes late. */
async function inTime(answer: Promise<boolean>, milliseconds: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([answer, silence]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** Even a look at `indexedDB` throws where storage is forbidden. */
async function hasNone(name: string): Promise<boolean> {
  if (!globalThis.isSecureContext || typeof globalThis.indexedDB?.databases !== 'function') return false;
  const databases = await indexedDB.databases();
  return databases.every((database) => database.name !== name);
}

function opens(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const opening = indexedDB.open(name);
    opening.onerror = opening.onblocked = () => resolve(false);
    opening.onsuccess = () => {
      opening.result.close();
      indexedDB.deleteDatabase(name);
      resolve(true);
    };
  });
}

/**
 * Calls back once, when another tab of the account makes or opens a vault. Returns what ends the listening.
 * A tab's greeting alone says nothing of a vault.
 */
export function onVaultCreated(userId: string, appeared: () => void): () => void {
  let channel: BroadcastChannel;
  try {
    channel = new BroadcastChannel(vaultName(userId));
  } catch {
    // The browser has none, or forbids it with all storage.
    return () => undefined;
  }
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
