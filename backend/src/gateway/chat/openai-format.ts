const BYTE_ORDER_MARK = 0xfeff;
/** How a line of a stream begins: a field, a comment, or JSON in place of a stream. */
const STREAM = /^(?:data|event|id|retry)\s*:|^[:{]|^\[\s*\{/;

const BEGINNINGS = ['data:', 'event:', 'id:', 'retry:', '[{'];

/**
 * Whether the first bytes of a chat's answer can be of OpenAI's format. Looks at no more than it must: bytes pass on
 * as they came, and what a format can't begin with is enough to tell a proxy's words from an answer.
 * @param isWhole nothing follows the bytes
 * @param stream the answer was asked for as a stream
 */
export function mayBeOpenAiFormat(first: Buffer, isWhole: boolean, stream: boolean): boolean {
  const start = first.toString('utf8', 0, 64);
  const said = (start.charCodeAt(0) === BYTE_ORDER_MARK ? start.slice(1) : start).trimStart();
  if (said === '') return !isWhole;
  if (stream && said[0] !== '{') return STREAM.test(said) || (!isWhole && BEGINNINGS.some((beginning) => beginning.startsWith(said)));
  if (said[0] !== '{') return false;
  return !isWhole || (/\}\s*$/.test(first.toString('latin1', Math.max(0, first.length - 16))) && first.includes('"choices"'));
}
