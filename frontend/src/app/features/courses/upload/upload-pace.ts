/** How much had gone at a moment: Unix milliseconds, bytes. */
export interface PaceSample {
  at: number;
  loaded: number;
}

export interface UploadPace {
  bytesPerSecond: number;
  secondsLeft: number;
}

const APART_MS = 400;
const WINDOW_MS = 20_000;
const MIN_MS = 2_500;

/** The samples with one more, when it is worth one; those that no longer tell the pace are dropped. */
export function withSample(samples: readonly PaceSample[], sample: PaceSample): readonly PaceSample[] {
  const last = samples.at(-1);
  if (last && sample.loaded < last.loaded) return [sample];
  if (last && sample.at - last.at < APART_MS) return samples;
  return [...samples.filter(({ at }) => sample.at - at <= WINDOW_MS), sample];
}

/** The pace of the last seconds; undefined while that would be a guess. */
export function paceOf(samples: readonly PaceSample[], total: number): UploadPace | undefined {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.at - first.at < MIN_MS || last.loaded <= first.loaded) return undefined;
  const bytesPerSecond = ((last.loaded - first.loaded) * 1000) / (last.at - first.at);
  return { bytesPerSecond, secondsLeft: (total - last.loaded) / bytesPerSecond };
}
