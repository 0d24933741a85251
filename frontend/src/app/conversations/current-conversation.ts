const SETTING = 'byok.conversation';

/** Which conversation this tab shows, through a reload: a random id, no words. */
export function currentConversation(): string | null {
  try {
    return sessionStorage.getItem(SETTING);
  } catch {
    return null;
  }
}

export function setCurrentConversation(id: string): void {
  try {
    sessionStorage.setItem(SETTING, id);
  } catch {
    // Without storage a reload begins with the latest.
  }
}

export function forgetCurrentConversation(): void {
  try {
    sessionStorage.removeItem(SETTING);
  } catch {
    // Nothing to forget.
  }
}
