import { newId } from '../../../conversations/new-id.js';
import type { Exchange } from '../chat/chat-message.js';
import type { ChosenBranches } from './branches.js';

/** A conversation as a whole, apart from what is being written. */
export interface ConversationState {
  id: string;
  /** What the person called it; empty when they did not. */
  name: string;
  createdAt: number;
  exchanges: readonly Exchange[];
  chosen: ChosenBranches;
}

/** What is asked, apart from where and of whom. */
export type Asked = Pick<Exchange, 'prompt' | 'attachments'>;

/** Something to be asked, and where in the conversation. */
export interface Question extends Asked {
  model: string;
  parent: string | null;
  /** It was typed just now and stands nowhere else. */
  isFresh: boolean;
}

export function emptyConversation(): ConversationState {
  return { id: newId(), name: '', createdAt: Date.now(), exchanges: [], chosen: {} };
}

export function askedIn({ prompt, attachments }: Asked): Asked {
  return { prompt, ...(attachments && attachments.length > 0 ? { attachments } : {}) };
}
