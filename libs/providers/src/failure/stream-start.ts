import { parseJson } from './json.js';

/** One server-sent event, its data parsed. */
export interface StartEvent {
  event: string | undefined;
  data: unknown;
}

/**
 * The first event of a stream, or the JSON body, in the first bytes of an answer. Comments and events without
 * data are passed over. Undefined when nothing in the bytes mentions an error, or when the first event is not
 * whole yet: then there is nothing to judge.
 */
export function startOf(firstBytes: string): StartEvent | undefined {
  if (!firstBytes.includes('error')) return undefined;
  const text = firstBytes.trimStart();
  if (text.startsWith('{') || text.startsWith('[')) return { event: undefined, data: wholeOrFirst(text) };
  for (const block of firstBytes.replaceAll('\r\n', '\n').split('\n\n')) {
    const lines = block.split('\n');
    const data = fieldOf(lines, 'data');
    const event = fieldOf(lines, 'event');
    if (data === undefined || event === 'ping') continue;
    return { event, data: parseJson(data) };
  }
  return undefined;
}

/** A JSON body; of an array (Gemini's stream without `alt=sse`) its first element. */
function wholeOrFirst(text: string): unknown {
  const whole = parseJson(text) ?? (text.startsWith('[') ? parseJson(`${text}]`) : undefined);
  return Array.isArray(whole) ? (whole[0] as unknown) : whole;
}

function fieldOf(lines: readonly string[], name: string): string | undefined {
  const values = lines
    .filter((line) => line.startsWith(`${name}:`))
    .map((line) => line.slice(name.length + 1).trimStart());
  return values.length === 0 ? undefined : values.join('\n');
}
