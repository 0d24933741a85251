import type { Segment } from '#contracts';

/** What a model heard in a whole recording: what OpenAI's answers are made of. */
export interface Transcription {
  readonly segments: readonly Segment[];
  /** English name in small letters, such as `russian`. */
  readonly language: string;
  readonly tokens: { readonly input: number; readonly output: number };
}

export function textOf({ segments }: Transcription): string {
  return segments.map(({ text }) => text).join(' ');
}

/** Seconds up to the last word. */
export function durationOf({ segments }: Transcription): number {
  return segments.reduce((latest, { end }) => Math.max(latest, end), 0);
}
