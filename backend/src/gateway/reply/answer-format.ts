import { beginsWithWords } from './first-event.js';
import { isWholeAnswer, type AnswerKind } from './whole-answer.js';

/** How a line of a stream begins: a field, or a comment. */
const EVENTS = /^(?:data|event|id|retry)\s*:|^:/;
const FIELDS = ['data:', 'event:', 'id:', 'retry:'];
const BYTE_ORDER_MARK = 0xfeff;
/** Sound, pictures and files have no form that could be told here. */
const BINARY = /^(?:audio|image|video)\/|^application\/(?:octet-stream|pdf|zip)\b/i;

/** Whether an answer is said to be one JSON document. */
export function isJson(contentType: string): boolean {
  return /^application\/json\b/i.test(contentType);
}

/** What a call asked for, and what its answer is said to be. */
export interface AskedFor {
  /** The answer's. */
  readonly contentType: string;
  /** The answer was asked for as a stream. */
  readonly isStream: boolean;
  /** As one JSON array, written element by element. */
  readonly isArrayStream: boolean;
  /** What a complete answer must be; absent: it is not looked at. */
  readonly kind?: AnswerKind | undefined;
}

/**
 * Whether the first bytes of an answer of status 200 can be of the provider's format: a JSON object, events, or
 * Gemini's array of objects. What is complete is also judged by what it holds: one JSON answer, or the first event of a
 * stream. Nothing waits for that, since bytes pass on as they came.
 * @param isWhole nothing follows the bytes
 */
export function mayBeAnswer(first: Buffer, isWhole: boolean, { contentType, isStream, isArrayStream, kind }: AskedFor): boolean {
  if (BINARY.test(contentType)) return true;
  const start = first.toString('utf8', 0, 64);
  const said = (start.charCodeAt(0) === BYTE_ORDER_MARK ? start.slice(1) : start).trimStart();
  if (said === '') return !isWhole;
  if (said[0] === '{') return !isWhole || kind === undefined || isWholeAnswer(first, kind);
  if (said[0] === '[') return isArrayStream && !(isWhole && /^\[\s*\]?\s*$/.test(said));
  if (!isStream) return false;
  return EVENTS.test(said) ? kind === undefined || !beginsWithWords(first, isWhole) : !isWhole && FIELDS.some((field) => field.startsWith(said));
}
