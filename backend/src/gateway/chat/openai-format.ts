import { beginsWithWords } from '../reply/first-event.js';
import { isWholeAnswer } from '../reply/whole-answer.js';

const BYTE_ORDER_MARK = 0xfeff;
/** How a line of a stream begins: a field, a comment, or JSON in place of a stream. */
const STREAM = /^(?:data|event|id|retry)\s*:|^[:{]|^\[\s*\{/;

const BEGINNINGS = ['data:', 'event:', 'id:', 'retry:', '[{'];

/**
 * Whether the first bytes of a chat's answer can be of OpenAI's format. Nothing waits for that, since bytes pass on as
 * they came: what is complete is judged by what it holds, and else by what a format can't begin with.
 * @param isWhole nothing follows the bytes
 * @param stream the answer was asked for as a stream
 */
export function mayBeOpenAiFormat(first: Buffer, isWhole: boolean, stream: boolean): boolean {
  const start = first.toString('utf8', 0, 64);
  const said = (start.charCodeAt(0) === BYTE_ORDER_MARK ? start.slice(1) : start).trimStart();
  if (said === '') return !isWhole;
  if (stream && said[0] !== '{') return STREAM.test(said) ? !beginsWithWords(first, isWhole) : !isWhole && BEGINNINGS.some((beginning) => beginning.startsWith(said));
  if (said[0] !== '{') return false;
  return !isWhole || isWholeAnswer(first, 'chat');
}
