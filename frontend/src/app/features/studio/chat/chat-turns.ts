import { questionContent, type ContentPart } from '../attachments/question-content.js';
import type { Exchange } from './chat-message.js';

export interface ChatTurn {
  role: 'user' | 'assistant';
  content: string | ContentPart[];
}

/** What is sent: what has been said, as far as it was answered, and then the question, each with what was attached to it. */
export function chatTurns(before: readonly Exchange[], question: Pick<Exchange, 'prompt' | 'attachments'>, seesPictures: boolean): ChatTurn[] {
  const asked = ({ prompt, attachments }: Pick<Exchange, 'prompt' | 'attachments'>): ChatTurn => ({ role: 'user', content: questionContent(prompt, attachments, seesPictures) });
  const said = before.filter(({ answer }) => answer !== '').flatMap((exchange): ChatTurn[] => [asked(exchange), { role: 'assistant', content: exchange.answer }]);
  return [...said, asked(question)];
}
