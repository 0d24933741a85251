import type { Receipt } from '#contracts';
import type { TokenUsage } from '../shared/money/cost.js';
import type { AttachmentRecord, FileRecord } from './attachment-record.js';

/** A conversation as the list shows it, with what is being written in it. */
export interface ConversationHead {
  id: string;
  /** The first words of it, or what the person called it; empty while there are no words. */
  title: string;
  /** The person gave the name: it stays as it is. */
  named: boolean;
  /** Unix milliseconds. */
  createdAt: number;
  updatedAt: number;
  /** Not sent yet. */
  draft: string;
  /** What would go with it. */
  attached?: readonly AttachmentRecord[];
  /** `auto` or `<provider>/<id>`. */
  model: string;
  /** Where the conversation branches, the child that is shown, by its parent's id; '' stands for the beginning. */
  chosen: Readonly<Record<string, string>>;
}

/** A question and its answer. `parent` is the exchange before it; several may have the same one. */
export interface ExchangeRecord {
  id: string;
  conversation: string;
  parent: string | null;
  /** Unix milliseconds. */
  at: number;
  prompt: string;
  /** What went with the question. */
  attachments?: readonly AttachmentRecord[];
  model: string;
  answer: string;
  /** `waiting` and `streaming` of a page that is gone mean: cut. */
  state: 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed' | 'cut';
  receipt?: Receipt;
  finish?: 'stop' | 'length' | 'content_filter';
  usage?: TokenUsage;
  error?: { status: number; code: string; detail: string; allowedModels?: readonly string[]; retryAfterSeconds?: number };
}

/** The tables of the database: beside conversations prompts that the person saved by name, and the contents of attachments. */
export const CONVERSATION_TABLES = ['heads', 'exchanges', 'prompts', 'files'] as const;
export type ConversationTable = (typeof CONVERSATION_TABLES)[number];

/** A prompt that the person saved. */
export interface SavedPrompt {
  id: string;
  name: string;
  text: string;
  createdAt: number;
}

/** What stands in each table, once it is open. */
export interface ConversationContents {
  heads: ConversationHead;
  exchanges: ExchangeRecord;
  prompts: SavedPrompt;
  files: FileRecord;
}
