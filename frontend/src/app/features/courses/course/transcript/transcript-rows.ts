import type { Transcript } from '#contracts';

/** A stretch of the transcript that is shown as one: a segment, or a paragraph of a text without time stamps. */
export interface TranscriptRow {
  /** Place among all rows. */
  index: number;
  /** Seconds; undefined without time stamps. */
  start: number | undefined;
  text: string;
}

/** Rows that are laid out, and checked for changes, together. */
export interface RowChunk {
  first: number;
  rows: readonly TranscriptRow[];
}

const CHUNK = 40;

export function rowsOf({ text, segments }: Transcript): TranscriptRow[] {
  if (segments.length > 0) return segments.map(({ start, text: words }, index) => ({ index, start, text: words.trim() }));
  const paragraphs = text.split(/\n+/).map((words) => words.trim());
  return paragraphs.filter((words) => words !== '').map((words, index) => ({ index, start: undefined, text: words }));
}

export function chunksOf(rows: readonly TranscriptRow[]): RowChunk[] {
  return Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_entry, at) => ({ first: at * CHUNK, rows: rows.slice(at * CHUNK, (at + 1) * CHUNK) }));
}

/** The row that is spoken at a moment; -1 before the first. */
export function rowAt(rows: readonly TranscriptRow[], seconds: number): number {
  // Players stop a hair before the moment they were sent to.
  return rows.findLastIndex(({ start }) => start !== undefined && start <= seconds + 0.05);
}
