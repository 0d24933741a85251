/** One subtitle; seconds from the beginning. */
export interface Subtitle {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const seconds = (clock: string): number => {
  const [hours = 0, minutes = 0, rest = 0] = clock.replace(',', '.').split(':').map(Number);
  return hours * 3600 + minutes * 60 + rest;
};

/** Reads SubRip. */
export function subtitlesIn(srt: string): Subtitle[] {
  return srt
    .trim()
    .split(/\n{2,}/)
    .map((block) => {
      const [, times = '', ...lines] = block.split('\n');
      const [start = '', end = ''] = times.split(' --> ');
      return { start: seconds(start), end: seconds(end), text: lines.join(' ') };
    });
}
