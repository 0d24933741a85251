/** What a matcher of Jest or Vitest answers. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}
