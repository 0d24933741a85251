import type { AccountView } from '#contracts';

/** Followed by the account's id: what carries it stays when the same person signs in again, and nothing else does. */
const PREFIX = 'byok.account.';

/** Keeps who is signed in, for a start without the server; gone with sign-out, or once the session turns out to be over. */
export function keepAccount(account: AccountView): void {
  dropKeptAccount();
  try {
    localStorage.setItem(PREFIX + account.id, JSON.stringify(account));
  } catch {
    // Without storage there is no start without the server.
  }
}

export function readKeptAccount(): AccountView | null {
  try {
    const name = Object.keys(localStorage).find((key) => key.startsWith(PREFIX));
    return name === undefined ? null : (JSON.parse(localStorage.getItem(name) ?? 'null') as AccountView | null);
  } catch {
    return null;
  }
}

export function dropKeptAccount(): void {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  } catch {
    // As above.
  }
}
