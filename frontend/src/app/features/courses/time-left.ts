/** How much was done at a moment: Unix milliseconds, share 0..1. */
export interface Sample {
  at: number;
  share: number;
}

const MIN_MS = 6_000;
const MIN_SHARE = 0.04;

/** Seconds that the rest will take at the pace so far; undefined while that would be a guess. */
export function secondsLeft(samples: readonly Sample[], now: number): number | undefined {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.share >= 1) return undefined;
  const elapsed = last.at - first.at;
  const gained = last.share - first.share;
  if (elapsed < MIN_MS || gained < MIN_SHARE) return undefined;
  return Math.max(0, ((1 - last.share) * elapsed) / gained - (now - last.at)) / 1000;
}
