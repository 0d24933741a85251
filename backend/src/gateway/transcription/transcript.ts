import type { Segment } from '../../transcripts/segment.js';

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
