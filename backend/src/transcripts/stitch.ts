import type { Segment, Transcript } from '#contracts';

/** What was heard in one piece; seconds from the beginning of the piece. */
export interface TranscribedPiece {
  readonly text: string;
  /** Empty when the model gives no times: then the piece is one segment. */
  readonly segments: readonly Segment[];
}

/** Where a piece stands in the recording, in seconds. */
export interface PieceSpan {
  readonly start: number;
  readonly end: number;
}

const hundredths = (seconds: number): number => Math.round(seconds * 100) / 100;

/** Segments with times of the whole recording, inside their piece, in order. */
export function placeSegments(heard: TranscribedPiece, { start, end }: PieceSpan): Segment[] {
  const text = heard.text.trim();
  const given = heard.segments.filter((segment) => segment.text.trim() !== '' && Number.isFinite(segment.start) && Number.isFinite(segment.end));
  if (given.length === 0) return text === '' ? [] : [{ start: hundredths(start), end: hundredths(end), text }];
  const inside = (seconds: number) => Math.min(end, start + Math.max(0, seconds));
  return given
    .map((segment) => ({ start: hundredths(inside(segment.start)), end: hundredths(inside(Math.max(segment.start, segment.end))), text: segment.text.trim() }))
    .sort((a, b) => a.start - b.start);
}

/** One transcript from the pieces, in their order. */
export function stitch(pieces: readonly { readonly heard: TranscribedPiece; readonly span: PieceSpan }[]): Transcript {
  const segments = pieces.flatMap(({ heard, span }) => placeSegments(heard, span));
  const text = pieces.map(({ heard }) => heard.text.trim()).filter((part) => part !== '').join(' ');
  return { text, segments };
}
