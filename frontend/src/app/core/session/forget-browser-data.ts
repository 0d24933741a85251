/** What a person chose for this browser, whoever is signed in. */
const CHOSEN = ['byok.theme', 'byok.language'];

function forgetIn(storage: Storage, stays: (name: string) => boolean): void {
  for (const name of Object.keys(storage)) if (!stays(name)) storage.removeItem(name);
}

/**
 * Empties local and session storage but for theme and language: what somebody was working on is nobody else's business.
 * @param accountId what belongs to this account stays, when somebody signs in again
 */
export function forgetBrowserData(accountId?: string): void {
  const stays = (name: string): boolean => CHOSEN.includes(name) || (accountId !== undefined && name.includes(accountId));
  try {
    forgetIn(localStorage, stays);
    forgetIn(sessionStorage, stays);
  } catch {
    // A browser that forbids storage has kept nothing.
  }
}

/** Longest wait for a database that another tab still holds, in milliseconds: the browser deletes it once it is free. */
const DELETION_MS = 2_000;

/** Deletes the databases that carry an account's id in their name. Never fails. */
export async function forgetDatabases(accountId: string): Promise<void> {
  try {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.includes(accountId));
    const gone = names.map(
      (name) =>
        new Promise<void>((resolve) => {
          const deletion = indexedDB.deleteDatabase(name);
          deletion.onsuccess = deletion.onerror = () => resolve();
        }),
    );
    await Promise.race([Promise.all(gone), new Promise((resolve) => setTimeout(resolve, DELETION_MS))]);
  } catch {
    // A browser without databases holds none.
  }
}
