import type { Searcher } from '#redaction/search';

const BACKSLASH = 0x5c;

/** Searches what programs wrote as text: lines of JSON, rows, labels of metrics. They double the backslashes of what they write. */
export function lookAtText(searcher: Searcher, where: string, content: Buffer | string): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  searcher.look(where, bytes);
  if (bytes.includes(BACKSLASH)) searcher.lookAgain(where, withSingleBackslashes(bytes));
}

function withSingleBackslashes(bytes: Buffer): Buffer {
  const out = Buffer.alloc(bytes.length);
  let [from, to] = [0, 0];
  for (let at = bytes.indexOf(BACKSLASH); at !== -1; at = bytes.indexOf(BACKSLASH, from)) {
    to += bytes.copy(out, to, from, at + 1);
    from = at + (bytes[at + 1] === BACKSLASH ? 2 : 1);
  }
  to += bytes.copy(out, to, from);
  return out.subarray(0, to);
}
