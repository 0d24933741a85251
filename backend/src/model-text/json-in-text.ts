import { parseJson } from '#providers';

/** An opening brace that nothing closes is passed over, at most so often: each time costs a walk to the end. */
const MAX_RESTARTS = 8;
/** An answer with more objects than this is not an answer in JSON. */
const MAX_OBJECTS = 100;

/**
 * The JSON in what a model wrote, with or without fences and words around it, best guess first: the whole, each
 * object that stands in it, and those with the slips that models make (commas at the end of a list, line breaks and
 * stray backslashes in strings). Takes time linear in the text.
 */
export function* jsonIn(text: string): Generator<unknown> {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  const whole = parseJson(trimmed);
  // JSON inside a JSON string.
  if (typeof whole === 'string') yield* jsonIn(whole);
  else if (whole !== undefined) yield whole;
  for (const span of objectsIn(trimmed)) {
    const value = parseJson(span) ?? parseJson(mended(span));
    if (value !== undefined) yield value;
  }
}

/** Stretches from an opening brace to the one that closes it, none inside another. */
function* objectsIn(text: string): Generator<string> {
  let begin = text.indexOf('{');
  for (let restarts = 0, objects = 0; begin !== -1 && restarts < MAX_RESTARTS && objects < MAX_OBJECTS; ) {
    const end = endOfObject(text, begin);
    if (end === -1) restarts += 1;
    else {
      objects += 1;
      yield text.slice(begin, end);
    }
    begin = text.indexOf('{', end === -1 ? begin + 1 : end);
  }
}

/** Behind the brace that closes the one at `begin`; -1 without one. */
function endOfObject(text: string, begin: number): number {
  // Escapes are taken many at a time, and not all at once: V8's stack would not hold as many.
  const marks = /["{}]|(?:\\[^]){1,1000}/g;
  marks.lastIndex = begin;
  let depth = 0;
  let isString = false;
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    const [mark] = found;
    if (mark === '"') isString = !isString;
    else if (!isString && !mark.startsWith('\\')) {
      depth += mark === '{' ? 1 : -1;
      if (depth === 0) return marks.lastIndex;
    }
  }
  return -1;
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The same JSON without the slips of models. */
function mended(json: string): string {
  const parts: string[] = [];
  let begin = 0;
  for (let quote = json.indexOf('"'); quote !== -1; quote = json.indexOf('"', begin)) {
    parts.push(mendedPunctuation(json.slice(begin, quote)));
    begin = endOfString(json, quote);
    parts.push(mendedString(json.slice(quote, begin)));
  }
  return parts.join('') + mendedPunctuation(json.slice(begin));
}

/** Behind the quote that ends the string which begins at `quote`, or the end of all. */
function endOfString(json: string, quote: number): number {
  const marks = /"|(?:\\[^]){1,1000}/g;
  marks.lastIndex = quote + 1;
  for (let found = marks.exec(json); found !== null; found = marks.exec(json)) if (found[0] === '"') return marks.lastIndex;
  return json.length;
}

function mendedString(literal: string): string {
  return literal
    .replace(/(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})){1,1000}|\\/g, (escapes) => (escapes === '\\' ? '\\\\' : escapes))
    .replace(/[\u0000-\u001F]/g, (control) => ESCAPES[control] ?? `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What stands between two strings: a comma is for nothing when a bracket closes behind it. */
function mendedPunctuation(part: string): string {
  return part.replace(/,(?=\s{0,200}[}\]])/g, '');
}
