import { movingProgress } from './moving-progress.js';

describe('the bar between two reports', () => {
  it('moves on, ever slower, and never into the next stage', () => {
    const shown = [0, 5_000, 10_000, 60_000, 3_600_000].map((since) => movingProgress(1, 'transcription', since));
    expect(shown[0]).toBe(1);
    for (const [index, value] of shown.slice(1).entries()) expect(value).toBeGreaterThan(shown[index] ?? 100);
    expect(shown.at(-1)).toBeLessThanOrEqual(58);
  });

  it('stays where it is at the end of a stage, or in one that it does not know', () => {
    expect(movingProgress(60, 'transcription', 10_000)).toBe(60);
    expect(movingProgress(10, 'somewhere', 10_000)).toBe(10);
  });
});
