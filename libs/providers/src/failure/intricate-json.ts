/** Smaller texts cost nothing to parse, whatever they hold, in characters. */
const LARGE = 256 * 1024;
/** No answer nests deeper; JSON.parse takes seconds for millions of levels. */
const MAX_LEVELS = 500;
/** Objects and lists of one answer: a transcript of hours with each word by itself has a tenth. */
const MAX_OBJECTS = 250_000;
/** Texts of one answer, names of fields included. */
const MAX_TEXTS = 1_500_000;

const MARKS = /["[\]{}]/g;

/**
 * Whether a large JSON text nests so deep, or holds so much, that to parse it would stop everybody else for seconds.
 * Linear, and a small part of what parsing costs.
 */
export function isIntricate(text: string): boolean {
  if (text.length <= LARGE) return false;
  let level = 0;
  let objects = 0;
  let texts = 0;
  MARKS.lastIndex = 0;
  for (let found = MARKS.exec(text); found !== null; found = MARKS.exec(text)) {
    const [mark] = found;
    if (mark === '"') {
      MARKS.lastIndex = endOfText(text, MARKS.lastIndex);
      texts += 1;
    } else if (mark === '{' || mark === '[') {
      level += 1;
      objects += 1;
    } else level -= 1;
    if (level > MAX_LEVELS || objects > MAX_OBJECTS || texts > MAX_TEXTS) return true;
  }
  return false;
}

/** Behind the quote that ends a text; `from` is behind the one that begins it. */
function endOfText(text: string, from: number): number {
  for (let quote = text.indexOf('"', from); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let before = quote;
    while (before > from && text[before - 1] === '\\') before -= 1;
    if ((quote - before) % 2 === 0) return quote + 1;
  }
  return text.length;
}
