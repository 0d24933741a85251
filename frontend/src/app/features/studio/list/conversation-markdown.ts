import type { ConversationHead, ExchangeRecord } from '../../../conversations/conversation-records.js';
import { fromRecord } from '../conversation/stored-exchange.js';
import { shownPath } from '../conversation/branches.js';

/** The branch of a conversation that is shown, as Markdown: questions as quotations, answers as they came. */
export function conversationMarkdown(head: Pick<ConversationHead, 'title' | 'chosen'>, records: readonly ExchangeRecord[]): string {
  const path = shownPath(records.map((record) => fromRecord(record, new Set())), head.chosen);
  const parts = path.flatMap(({ prompt, answer }) => [prompt.trim().replace(/^/gm, '> '), ...(answer.trim() === '' ? [] : [answer.trim()])]);
  return `${[`# ${head.title}`, ...parts].join('\n\n')}\n`;
}
