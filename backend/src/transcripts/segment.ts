/** A stretch of speech; times in seconds from the recording's beginning. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
