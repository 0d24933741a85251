import { isObject, parseJson } from './json.js';
import { StreamEvents } from './stream-events.js';

/** One server-sent event, its data parsed. */
export interface StartEvent {
  event: string | undefined;
  data: unknown;
}

/** What comes before an answer says anything: an error after it is still an error in place of the answer. */
const OPENINGS: ReadonlySet<unknown> = new Set(['ping', 'message_start', 'response.created', 'response.queued', 'response.in_progress', 'interaction.created', 'interaction.status_update']);

/**
 * The first event of a stream that says something, or the JSON body, in the first bytes of an answer. Comments,
 * events without data and those that only open an answer are passed over. Undefined when nothing in the bytes
 * mentions an error, or when that event is not whole yet: then there is nothing to judge.
 */
export function startOf(firstBytes: string): StartEvent | undefined {
  if (!firstBytes.includes('error')) return undefined;
  const text = firstBytes.trimStart();
  if (text.startsWith('{') || text.startsWith('[')) return { event: undefined, data: wholeOrFirst(text) };
  const events = new StreamEvents();
  for (const { event, data } of [...events.feed(Buffer.from(text)), ...events.end()]) {
    if (data.trim() === '' || OPENINGS.has(event)) continue;
    const parsed = wholeOrFirst(data);
    if (isObject(parsed) && OPENINGS.has(parsed['type'])) continue;
    return { event, data: parsed === undefined && event === 'error' ? { message: data } : parsed };
  }
  return undefined;
}

/** How what stands for an answer begins when it is an error, without its white space. */
const ERROR_STARTS = ['event:error', ...['{', '[{'].flatMap((open) => [`${open}"error"`, `${open}"type":"error"`]).flatMap((json) => [json, `data:${json}`])];

/**
 * Whether the first bytes of an answer end within what can still become an error in place of it: networks cut where
 * they like, and what has not come whole can't be judged by `startOf`. False as soon as anything else is said.
 */
export function mayStartError(firstBytes: string): boolean {
  const events = firstBytes.replaceAll('\r\n', '\n').trimStart().split('\n\n');
  const last = events.pop() as string;
  if (last === '' || !events.every(saysNothing)) return false;
  if (isWholeJson(last)) return false;
  const said = last.split('\n').filter((line) => !/^(?::|id:|retry:|event:(?! ?error\s*$))/.test(line));
  const start = said.join('').replace(/\s+/g, '');
  return ERROR_STARTS.some((error) => error.startsWith(start) || start.startsWith(error));
}

/** A comment, or an event that only opens an answer. */
function saysNothing(event: string): boolean {
  const [said] = new StreamEvents().feed(Buffer.from(`${event}\n\n`));
  if (said === undefined) return true;
  const data = parseJson(said.data);
  return OPENINGS.has(said.event) || (isObject(data) && OPENINGS.has(data['type']));
}

/** @param text that is no event */
function isWholeJson(text: string): boolean {
  return /^[{[]/.test(text) && wholeOrFirst(text) !== undefined;
}

/** A JSON body; of an array (Gemini's stream without `alt=sse`) its first element. */
function wholeOrFirst(text: string): unknown {
  const whole = parseJson(text) ?? (text.startsWith('[') ? parseJson(`${text}]`) : undefined);
  return Array.isArray(whole) ? (whole[0] as unknown) : whole;
}
