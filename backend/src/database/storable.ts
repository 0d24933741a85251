// PostgreSQL's text and jsonb hold neither U+0000 nor one half of a surrogate pair. Models write either at times, and
// what was paid for must not be lost for it.

/** Stands for a character that is none, as Unicode and CommonMark have it. */
const REPLACEMENT = '\uFFFD';

/** The escapes under which JSON.stringify writes what jsonb refuses; text may hold the same letters, harmlessly. */
const SUSPECT = /\\u(?:0000|d[89a-f])/;

/** The same text, with U+FFFD for whatever a column of type text refuses. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', REPLACEMENT);
}

/** JSON for a column of type jsonb, every string and every name in it made storable. @param value plain data, not undefined */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  return SUSPECT.test(json) ? JSON.stringify(value, clean) : json;
}

function clean(_name: string, value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [storableText(name), entry]));
}
