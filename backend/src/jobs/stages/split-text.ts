/** Where a text may be cut, best first: between paragraphs, lines, sentences, clauses, words. */
const SEAMS = [/\n\s*\n/g, /\n/g, /(?<=[.!?…])\s+/g, /(?<=[,;:])\s+/g, /\s+/g];
/** The share of a part behind which a seam is looked for: a better seam is worth a shorter part. */
const LATEST_SHARE = 0.6;

/** Offset of the best seam up to `wanted`; without one the last white space up to `limit`; without that `limit`. */
function cutOf(text: string, wanted: number, limit: number): number {
  const earliest = Math.floor(wanted * LATEST_SHARE);
  for (const seam of SEAMS) {
    const best = lastSeam(text, seam, earliest, wanted);
    if (best > 0) return best;
  }
  const space = lastSeam(text, /\s+/g, 1, limit);
  if (space > 0) return space;
  // Never between the halves of a surrogate pair.
  return /[\uD800-\uDBFF]/.test(text[limit - 1] ?? '') ? limit - 1 : limit;
}

function lastSeam(text: string, seam: RegExp, from: number, to: number): number {
  let best = 0;
  seam.lastIndex = from;
  for (let match = seam.exec(text); match !== null && match.index <= to; match = seam.exec(text)) best = match.index;
  return best;
}

/** Cuts a text into parts of at most `limit` characters, of about equal size, at the best seams. Nothing but white space is lost. */
export function splitText(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > limit) {
    const even = Math.ceil(rest.length / Math.ceil(rest.length / limit));
    const cut = cutOf(rest, Math.min(limit, Math.ceil(even * 1.1)), limit);
    const part = rest.slice(0, cut).trim();
    if (part !== '') parts.push(part);
    rest = rest.slice(cut).trimStart();
  }
  if (rest !== '') parts.push(rest);
  return parts;
}
