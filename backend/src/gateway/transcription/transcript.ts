/** A stretch of speech; times in seconds from the recording's beginning. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What was said. */
export interface Transcript {
  readonly segments: readonly Segment[];
  /** English name in small letters, such as `russian`. */
  readonly language: string;
  readonly tokens: { readonly input: number; readonly output: number };
}

export function textOf({ segments }: Transcript): string {
  return segments.map(({ text }) => text).join(' ');
}

/** Seconds up to the last word. */
export function durationOf({ segments }: Transcript): number {
  return segments.reduce((latest, { end }) => Math.max(latest, end), 0);
}

/** Segments out of a model's answer: in order, without empty ones, their times never negative or backwards. */
export function segmentsIn(answer: unknown): Segment[] {
  const { segments } = (answer ?? {}) as { segments?: unknown };
  if (!Array.isArray(segments)) return [];
  return segments.flatMap(segmentIn).sort((a, b) => a.start - b.start);
}

function segmentIn(value: unknown): Segment[] {
  const { start, end, text } = (value ?? {}) as Record<string, unknown>;
  if (typeof text !== 'string' || text.trim() === '' || !isTime(start)) return [];
  return [{ start, end: isTime(end) ? Math.max(start, end) : start, text: text.trim() }];
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
