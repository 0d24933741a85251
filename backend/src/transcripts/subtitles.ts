import type { Segment } from './segment.js';

/** A cue ends after it begins, by at least so many seconds. */
const SHORTEST_CUE = 0.001;

const LINE_END = /[\n\r\v\f\u0085\u2028\u2029]/;

/** In one line: an empty one would end a cue. */
function line(text: string): string {
  const lines = text.replaceAll('\u0000', '\uFFFD').split(LINE_END);
  return lines.map((part) => part.trim()).filter((part) => part !== '').join(' ');
}

/** `hh:mm:ss` and thousandths. */
function clock(seconds: number, separator: ',' | '.'): string {
  const thousandths = Math.round(seconds * 1000);
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0');
  return `${part(thousandths / 3_600_000, 2)}:${part((thousandths / 60_000) % 60, 2)}:${part((thousandths / 1000) % 60, 2)}${separator}${part(thousandths % 1000, 3)}`;
}

function cues(segments: readonly Segment[], separator: ',' | '.', numbered: boolean, write: (words: string) => string): string {
  return segments
    .filter(({ text }) => text.trim() !== '')
    .map(({ start, end, text }, index) => {
      const times = `${clock(start, separator)} --> ${clock(Math.max(end, start + SHORTEST_CUE), separator)}`;
      return `${numbered ? `${index + 1}\n` : ''}${times}\n${write(line(text))}\n`;
    })
    .join('\n');
}

/** SubRip, where no character can be escaped: an arrow in the text becomes another arrow. */
export function subRip(segments: readonly Segment[]): string {
  return cues(segments, ',', true, (words) => words.replaceAll('-->', '→'));
}

/** WebVTT. @param numbered whether each cue has its number above it, as editors like it */
export function webVtt(segments: readonly Segment[], numbered: boolean): string {
  const escape = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `WEBVTT\n\n${cues(segments, '.', numbered, escape)}`;
}
