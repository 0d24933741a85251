import type { Segment } from '../../jobs/job.js';
import { subtitleStamp } from '../time-stamp.js';

const LINE_END = /[\n\r\v\f\u0085\u2028\u2029]/;

/** Without empty lines: one of them would end the cue. */
function lines(text: string): string {
  return text.split(LINE_END).map((line) => line.trim()).filter((line) => line !== '').join('\n');
}

function cues(segments: readonly Segment[], separator: ',' | '.'): string {
  return segments
    .filter(({ text }) => text.trim() !== '')
    .map(({ start, end, text }, index) => {
      const words = lines(text).replaceAll('-->', '→');
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
