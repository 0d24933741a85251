import type { Segment } from '../../jobs/job.js';
import { subtitleStamp } from '../time-stamp.js';

function cues(segments: readonly Segment[], separator: ',' | '.'): string {
  return segments
    .filter(({ text }) => text.trim() !== '')
    .map(({ start, end, text }, index) => {
      // An empty line would end the cue.
      const words = text.trim().replace(/\s*\n\s*/g, '\n').replaceAll('-->', '→');
      return `${index + 1}\n${subtitleStamp(start, separator)} --> ${subtitleStamp(Math.max(start, end), separator)}\n${words}\n`;
    })
    .join('\n');
}

export function subRip(segments: readonly Segment[]): string {
  return cues(segments, ',');
}

/** In WebVTT `<` and `&` begin markup. */
export function webVtt(segments: readonly Segment[]): string {
  const plain = segments.map((segment) => ({ ...segment, text: segment.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;') }));
  return `WEBVTT\n\n${cues(plain, '.')}`;
}
