import type { ExchangeRecord } from '../../../conversations/conversation-records.js';
import { conversationMarkdown } from './conversation-markdown.js';

const record: ExchangeRecord = { id: '1', conversation: 'c', parent: null, at: 1, prompt: 'Что это?\nКоротко.', model: 'auto', answer: ' Роза ', state: 'done' };
const file = (name: string) => ({ id: name, name, kind: 'text' as const, size: 1, textLength: 1, bodyBytes: 1 });

describe('a conversation as Markdown', () => {
  it('has questions as quotations and answers as they came', () => {
    expect(conversationMarkdown({ title: 'Цветы', chosen: {} }, [record])).toBe('# Цветы\n\n> Что это?\n> Коротко.\n\nРоза\n');
  });

  it('names what went with a question', () => {
    const attachments = [file('роза_1.png'), file('цены\n[2].csv')];
    expect(conversationMarkdown({ title: 'Цветы', chosen: {} }, [{ ...record, attachments }])).toBe(
      '# Цветы\n\n> Что это?\n> Коротко.\n> \n> 📎 роза\\_1.png, цены \\[2\\].csv\n\nРоза\n',
    );
  });
});
