import type { LanguageModelV4Message } from '@ai-sdk/provider';

type Turn = Exclude<LanguageModelV4Message, { role: 'system' }>;

/** Stands where OpenAI takes an empty message of the user, which the other providers refuse. */
const NOTHING_SAID = '.';
/** Asks for the next message after one of the assistant's, which OpenAI just writes. */
const GO_ON = 'Continue.';

/**
 * Turns as Anthropic and Gemini take them: none empty and no blank text in any, roles in alternation, the user
 * first and, unless tool results stand there, last.
 */
export function fittingTurns(turns: readonly Turn[]): Turn[] {
  const fitting: Turn[] = [];
  turns.forEach((turn, index) => {
    const isLast = index === turns.length - 1;
    const filled = turn.role === 'tool' ? turn : withoutBlanks(turn, isLast);
    if (filled.content.length > 0) add(fitting, filled);
  });
  if (fitting[0]?.role !== 'user') fitting.unshift(userTurn(NOTHING_SAID));
  const last = fitting.at(-1);
  const waits = last?.role === 'assistant' && last.content.some((part) => part.type === 'tool-call');
  if (last?.role === 'assistant' && !waits) fitting.push(userTurn(GO_ON));
  return fitting;
}

/** A turn of the user with this text. */
export function userTurn(text: string): Turn {
  return { role: 'user', content: [{ type: 'text', text }] };
}

function withoutBlanks<T extends Exclude<Turn, { role: 'tool' }>>(turn: T, isLast: boolean): T {
  const content = turn.content.filter((part) => part.type !== 'text' || part.text.trim() !== '');
  if (content.length === 0 && isLast && turn.role === 'user') return userTurn(NOTHING_SAID) as T;
  return { ...turn, content } as T;
}

function add(turns: Turn[], turn: Turn): void {
  const last = turns.at(-1);
  if (last?.role === 'user' && turn.role === 'user') last.content.push(...turn.content);
  else if (last?.role === 'assistant' && turn.role === 'assistant') last.content.push(...turn.content);
  else turns.push(turn);
}
