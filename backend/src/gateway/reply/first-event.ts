import { StreamEvents, parseJson } from '#providers';

/** The first event of a stream is looked for in this many bytes. */
const START_BYTES = 8192;

/** Names of events whose data is JSON in every provider's format; of another name it may be anything. */
const OF_A_FORMAT = /^(?:message|content|response|interaction|transcript|speech)/;
const NAMED = /^event:/m;
/** How the first data begins that says something. */
const FIRST_DATA = /^data:[ \t]*(\S)/m;
/** How JSON begins that is no object and no list. */
const VALUE_START = /["\-\dtfn]/;

/**
 * Whether the first event of a stream that says something is not JSON at all, such as a proxy's words. One of which only
 * the beginning came is judged by its first letter; an object or a list is not judged, of whatever kind it is.
 * @param isWhole nothing follows the bytes
 */
export function beginsWithWords(first: Buffer, isWhole: boolean): boolean {
  const text = first.toString('latin1', 0, START_BYTES);
  const letter = FIRST_DATA.exec(text)?.[1];
  if (letter === undefined || letter === '{' || letter === '[') return false;
  const reader = new StreamEvents();
  const events = reader.feed(first.subarray(0, START_BYTES));
  if (isWhole && first.length <= START_BYTES) events.push(...reader.end());
  const said = events.filter(({ data }) => data.trim() !== '');
  if (said.length === 0) return !NAMED.test(text) && !VALUE_START.test(letter);
  const judged = said.find(({ event, data }) => data !== '[DONE]' && (event === undefined || OF_A_FORMAT.test(event)));
  return judged !== undefined && !/^\s*[[{]/.test(judged.data) && parseJson(judged.data) === undefined;
}
