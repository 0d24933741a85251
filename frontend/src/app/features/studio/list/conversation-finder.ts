import type { ConversationHead } from '../../../conversations/conversation-records.js';
import type { Conversations } from '../../../conversations/conversations.service.js';

export interface FoundConversation {
  head: ConversationHead;
  /** The beginning of what is being written in it. */
  draft: string;
  /** Where the words were found; empty when they stand in the title, or nothing was looked for. */
  excerpt: string;
}

export interface FoundConversations {
  conversations: readonly FoundConversation[];
  /** Ids of conversations whose record can't be opened. */
  unreadable: readonly string[];
}

/** Characters on either side of what was found. */
const AROUND = 50;
const DRAFT_LENGTH = 60;

/** ё and е, capital and small are the same to who looks for something. */
function folded(text: string): string {
  return text.toLowerCase().replaceAll('ё', 'е');
}

function excerptOf(text: string, query: string): string | undefined {
  const at = folded(text).indexOf(query);
  if (at < 0) return undefined;
  const from = Math.max(0, at - AROUND);
  const to = at + query.length + AROUND;
  return `${from > 0 ? '…' : ''}${text.slice(from, to).toWellFormed().replace(/\s+/g, ' ').trim()}${to < text.length ? '…' : ''}`;
}

/** Looks for words in titles, questions, answers and names of attachments, in this browser. */
export class ConversationFinder {
  constructor(private readonly conversations: Conversations) {}

  /** The latest first. @param words empty: all of them */
  async find(words: string): Promise<FoundConversations> {
    const { heads, unreadable } = await this.conversations.list();
    const query = folded(words.trim());
    const sorted = heads.sort((one, other) => other.updatedAt - one.updatedAt);
    const rows = sorted.map((head) => ({ head, draft: head.draft.trim().slice(0, DRAFT_LENGTH).toWellFormed(), excerpt: '' }));
    if (query === '') return { conversations: rows, unreadable };
    const texts = new Map<string, string[]>();
    for (const { conversation, prompt, answer, attachments = [] } of await this.conversations.all('exchanges')) {
      texts.set(conversation, [...(texts.get(conversation) ?? []), prompt, answer, ...attachments.map(({ name }) => name)]);
    }
    const conversations = rows.flatMap((row) => {
      if (folded(row.head.title).includes(query)) return [row];
      for (const text of [row.head.draft, ...(texts.get(row.head.id) ?? [])]) {
        const excerpt = excerptOf(text, query);
        if (excerpt !== undefined) return [{ ...row, excerpt }];
      }
      return [];
    });
    return { conversations, unreadable: [] };
  }
}
