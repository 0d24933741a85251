import type { TranscriptRow } from './transcript-rows.js';

/** Where a row has what is looked for; `from` and `to` are places in its text. */
export interface Found {
  row: number;
  from: number;
  to: number;
}

/** A piece of a row's text; `found` is its number among all that was found. */
export interface TextPiece {
  text: string;
  found: number | undefined;
}

/** More would tell nobody anything. */
const MAX_HITS = 2_000;

function patternOf(query: string): RegExp | undefined {
  const words = query.trim().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return undefined;
  const parts = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/[её]/gi, '[её]'));
  return new RegExp(parts.join('\\s+'), 'giu');
}

/** In reading order. Case doesn't count, nor do `е` and `ё`, nor how much space there is between words. */
export function findInRows(rows: readonly TranscriptRow[], query: string): Found[] {
  const pattern = patternOf(query);
  const found: Found[] = [];
  if (pattern === undefined) return found;
  for (const { index, text } of rows) {
    for (const match of text.matchAll(pattern)) {
      if (found.length >= MAX_HITS) return found;
      found.push({ row: index, from: match.index, to: match.index + match[0].length });
    }
  }
  return found;
}

/** @param found what was found in this text, in order; @param first number of the first of them */
export function piecesOf(text: string, found: readonly Found[], first: number): TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  found.forEach(({ from, to }, index) => {
    if (from > at) pieces.push({ text: text.slice(at, from), found: undefined });
    pieces.push({ text: text.slice(from, to), found: first + index });
    at = to;
  });
  if (at < text.length || pieces.length === 0) pieces.push({ text: text.slice(at), found: undefined });
  return pieces;
}
