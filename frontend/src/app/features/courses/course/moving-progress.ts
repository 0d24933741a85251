/** Where a stage's bar comes to rest when nothing more is reported: behind it the next stage begins. */
const ENDS: Readonly<Record<string, number>> = { transcription: 58, outline: 69, lesson: 97 };
/** After this long half of what is left of a stage is shown as done, in milliseconds. */
const HALF_MS = 30_000;

/**
 * What the bar shows between two reports, in percent: it moves on, ever slower, and never past the stage that is under
 * way, so that nobody takes a long piece for a standstill. Figures in words are those that were reported.
 * @param sinceMs since the last report
 */
export function movingProgress(reported: number, stage: string, sinceMs: number): number {
  const end = ENDS[stage] ?? reported;
  if (end <= reported) return reported;
  return reported + (end - reported) * (1 - 2 ** (-Math.max(0, sinceMs) / HALF_MS));
}
