import type { Segment } from './jobs.js';

/** A cue lasts at least this long, in seconds. */
const MIN_CUE_SECONDS = 0.001;

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

/** Longest line of a cue, in characters, and most lines: what fits on a screen and is read in time. */
const LINE_LENGTH = 42;
const LINES = 2;

/** Words of a text; one that is longer than a line is cut. */
function wordsOf(text: string): string[] {
  return text.split(' ').flatMap((word) => {
    const characters = [...word];
    return Array.from({ length: Math.ceil(characters.length / LINE_LENGTH) }, (_, index) => characters.slice(index * LINE_LENGTH, (index + 1) * LINE_LENGTH).join(''));
  });
}

const lengthOf = (text: string): number => [...text].length;

/** What is shown at once: lines of at most 42 characters, two at most. */
function screens(text: string): string[][] {
  const lines: string[] = [];
  for (const word of wordsOf(text)) {
    const last = lines.at(-1);
    if (last !== undefined && lengthOf(last) + 1 + lengthOf(word) <= LINE_LENGTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return Array.from({ length: Math.ceil(lines.length / LINES) }, (_, index) => lines.slice(index * LINES, (index + 1) * LINES));
}

/** One segment as cues that follow each other, each as long as its share of the text. */
function cuesOf({ start, end, text }: Segment): { start: number; end: number; lines: string[] }[] {
  const shown = screens(line(text));
  const last = Math.max(end, start + MIN_CUE_SECONDS * shown.length);
  const total = shown.reduce((sum, lines) => sum + lines.join(' ').length, 0);
  let begin = start;
  return shown.map((lines, index) => {
    const length = ((last - start) * lines.join(' ').length) / total;
    const until = index === shown.length - 1 ? last : Math.max(begin + MIN_CUE_SECONDS, begin + length);
    const cue = { start: begin, end: until, lines };
    begin = until;
    return cue;
  });
}

function cues(segments: readonly Segment[], separator: ',' | '.', numbered: boolean, write: (words: string) => string): string {
  return segments
    .filter(({ text }) => line(text) !== '')
    .flatMap(cuesOf)
    .map(({ start, end, lines }, index) => {
      const times = `${clock(start, separator)} --> ${clock(end, separator)}`;
      return `${numbered ? `${index + 1}\n` : ''}${times}\n${lines.map(write).join('\n')}\n`;
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
