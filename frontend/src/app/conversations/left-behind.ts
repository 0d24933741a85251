import type { ConversationHead, ExchangeRecord } from './conversation-records.js';

const PREFIX = 'byok.left.';

/** What a page had not stored yet when it went. */
export interface LeftBehind {
  head: ConversationHead;
  exchanges: readonly ExchangeRecord[];
}

/**
 * Written while the page goes, when nothing can be waited for: databases need longer. Plain, so for accounts without a
 * vault alone; the next page stores it and takes it away.
 */
export function leaveBehind(userId: string, left: LeftBehind): void {
  try {
    localStorage.setItem(nameOf(userId, left.head.id), JSON.stringify(left));
  } catch {
    // No room, or no storage: the page loses its last moment.
  }
}

/** Everything that pages of the account have left in this browser. */
export function leftBehind(userId: string): LeftBehind[] {
  try {
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(nameOf(userId, '')))
      .map((name) => JSON.parse(localStorage.getItem(name) ?? 'null') as LeftBehind);
  } catch {
    return [];
  }
}

export function forgetLeftBehind(userId: string, conversation: string): void {
  try {
    localStorage.removeItem(nameOf(userId, conversation));
  } catch {
    // Nothing to forget.
  }
}

function nameOf(userId: string, conversation: string): string {
  return `${PREFIX}${userId}.${conversation}`;
}
