import { StreamEvents, parseJson } from '#providers';

/** The first event of a stream is looked for in this many bytes. */
const START_BYTES = 8192;

/** Names of events whose data is JSON in every provider's format; of another name it may be anything. */
const OF_A_FORMAT = /^(?:message|content|response|interaction|transcript|speech)/;
const NAMED = /^event:/m;
/** How the data of the first event begins. */
const FIRST_DATA = /^data:[ \t]*(\S)/m;
/** How JSON begins. */
const JSON_START = /[[{"\-\dtfn]/;

/**
 * Whether the first event of a stream that says something is not JSON at all, such as a proxy's words. One of which only
 * the beginning came is judged by its first letter; an object or a list is not judged, of whatever kind it is.
 * @param isWhole nothing follows the bytes
 */
export function beginsWithWords(first: Buffer, isWhole: boolean): boolean {
  const start = first.subarray(0, START_BYTES);
  const reader = new StreamEvents();
  const events = reader.feed(start);
  if (isWhole && start.length === first.length) events.push(...reader.end());
  for (const { event, data } of events) {
    if (data.trim() === '' || data === '[DONE]' || (event !== undefined && !OF_A_FORMAT.test(event))) continue;
    return !/^\s*[[{]/.test(data) && parseJson(data) === undefined;
  }
  if (events.length > 0) return false;
  const text = start.toString('latin1');
  const letter = FIRST_DATA.exec(text)?.[1];
  return letter !== undefined && !NAMED.test(text) && !JSON_START.test(letter);
}
