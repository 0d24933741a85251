/** Where a text may be cut, best first: between paragraphs, lines, sentences, clauses, words. */
const SEAMS = [/\n\s*\n/g, /\n/g, /(?<=[.!?…])\s+/g, /(?<=[,;:])\s+/g, /\s+/g];
/** The share of a part behind which a seam is looked for: a better seam is worth a shorter part. */
const LATEST_SHARE = 0.6;

/** Offset of the best cut in `text`, at most `limit`. */
function cutOf(text: string, limit: number): number {
  const earliest = Math.floor(limit * LATEST_SHARE);
  for (const seam of SEAMS) {
    let best = 0;
    seam.lastIndex = earliest;
    for (let match = seam.exec(text); match !== null && match.index <= limit; match = seam.exec(text)) {
      best = match.index;
      if (match[0] === '') seam.lastIndex += 1;
    }
    if (best > 0) return best;
  }
  // Never between the halves of a surrogate pair.
  return /[\uD800-\uDBFF]/.test(text[limit - 1] ?? '') ? limit - 1 : limit;
}

/** Cuts a text into parts of at most `limit` characters, of about equal size, at the best seams. Nothing but white space is lost. */
export function splitText(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > limit) {
    const even = Math.ceil(rest.length / Math.ceil(rest.length / limit));
    const cut = cutOf(rest, Math.max(1, Math.min(limit, Math.ceil(even * 1.1))));
    const part = rest.slice(0, cut).trim();
    if (part !== '') parts.push(part);
    rest = rest.slice(cut).trimStart();
  }
  if (rest !== '') parts.push(rest);
  return parts;
}
