/** Of the database and of the channel between tabs alike. */
export function conversationDatabase(userId: string): string {
  return `byok-conversations-${userId}`;
}

/** Whether this browser may keep conversations of the account. True when in doubt. Never throws. */
export async function mayHaveConversations(userId: string): Promise<boolean> {
  try {
    const databases = await indexedDB.databases();
    return databases.some(({ name }) => name === conversationDatabase(userId));
  } catch {
    return true;
  }
}
