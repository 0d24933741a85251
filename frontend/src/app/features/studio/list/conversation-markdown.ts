import type { ConversationHead, ExchangeRecord } from '../../../conversations/conversation-records.js';
import type { Exchange } from '../chat/chat-message.js';
import { fromRecord } from '../conversation/stored-exchange.js';
import { shownPath } from '../conversation/branches.js';

/** What went with a question, by name: the file holds no others. */
function namesOf(attachments: Exchange['attachments']): string {
  const names = (attachments ?? []).map(({ name }) => name.replace(/[\\`*_[\]<>#|]/g, '\\$&').replace(/\s+/g, ' '));
  return names.length === 0 ? '' : `\n\n📎 ${names.join(', ')}`;
}

/** The branch of a conversation that is shown, as Markdown: questions as quotations, answers as they came. */
export function conversationMarkdown(head: Pick<ConversationHead, 'title' | 'chosen'>, records: readonly ExchangeRecord[]): string {
  const path = shownPath(records.map((record) => fromRecord(record, new Set())), head.chosen);
  const parts = path.flatMap(({ prompt, attachments, answer }) => [`${prompt.trim()}${namesOf(attachments)}`.replace(/^/gm, '> '), ...(answer.trim() === '' ? [] : [answer.trim()])]);
  return `${[`# ${head.title}`, ...parts].join('\n\n')}\n`;
}
