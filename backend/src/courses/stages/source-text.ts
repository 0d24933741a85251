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

/** Tells the model in which language to write. */
export function languageRule(language: string | undefined): string {
  return language === undefined ? 'Write in the language of the text.' : `Write in the language with the code "${language}".`;
}

/** How much the position in the text counts beside shared words. */
const POSITION_WEIGHT = 0.3;

const WORD = /[\p{L}\p{N}]{4,}/gu;

/** Word stems, roughly: the first letters tell Russian and English words of one root alike. */
function stemsOf(text: string): Set<string> {
  return new Set((text.toLowerCase().match(WORD) ?? []).map((word) => word.slice(0, 4)));
}

/**
 * The parts of a text that speak of a topic, in their order, at most `room` characters: by the words they share,
 * and where nothing tells them apart by their position (`share`: 0 beginning to 1 end).
 */
export function partsAbout(parts: readonly string[], topic: string, share: number, room: number): string {
  const wanted = stemsOf(topic);
  const ranked = parts
    .map((part, index) => {
      let shared = 0;
      for (const stem of stemsOf(part)) if (wanted.has(stem)) shared += 1;
      const distance = Math.abs((index + 0.5) / parts.length - share);
      return { index, part, score: shared / Math.max(1, wanted.size) - distance * POSITION_WEIGHT };
    })
    .sort((a, b) => b.score - a.score);
  const taken: typeof ranked = [];
  let length = 0;
  for (const entry of ranked) {
    if (length + entry.part.length > room && taken.length > 0) continue;
    taken.push(entry);
    length += entry.part.length;
  }
  return taken.sort((a, b) => a.index - b.index).map(({ part }) => part).join('\n\n').slice(0, room);
}
