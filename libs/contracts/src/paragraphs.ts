import type { Transcript } from './jobs.js';

/** A pause of the speaker that begins a new paragraph, in seconds. */
const PAUSE_SECONDS = 2;
/** A paragraph ends with the sentence behind this many characters, or without one behind `MAX_CHARACTERS`. */
const LONG = 500;
const MAX_CHARACTERS = 1_200;

const ENDS_SENTENCE = /[.!?…]["»”’)]*$/;

/** Stretches of speech that belong together. */
export interface Paragraph {
  /** Seconds from the beginning of the recording; undefined where the transcript has no times. */
  readonly start: number | undefined;
  readonly text: string;
}

/** Sentences of a text, with what follows the last one. */
const sentencesOf = (text: string): string[] => text.match(/[^.!?…]+(?:[.!?…]+["»”’)]*|$)\s*/g) ?? [text];

/** Divides at its own line ends, and long stretches behind a sentence. */
function divide(text: string): string[] {
  return text.split(/\s*\n\s*/).flatMap((block) => {
    const paragraphs: string[] = [];
    let current = '';
    for (const sentence of sentencesOf(block)) {
      current += sentence;
      if (current.length < LONG) continue;
      paragraphs.push(current.trim());
      current = '';
    }
    return [...paragraphs, current.trim()].filter((paragraph) => paragraph !== '');
  });
}

/** A transcript as people read it: a new paragraph behind a pause, or behind a sentence once it has become long. */
export function paragraphsOf({ text, segments }: Transcript): Paragraph[] {
  if (segments.length === 0) return divide(text).map((paragraph) => ({ start: undefined, text: paragraph }));
  const paragraphs: { start: number; text: string; end: number }[] = [];
  for (const segment of segments) {
    const words = segment.text.replace(/\s+/g, ' ').trim();
    const last = paragraphs.at(-1);
    if (words === '') continue;
    const full = last !== undefined && (last.text.length >= MAX_CHARACTERS || (last.text.length >= LONG && ENDS_SENTENCE.test(last.text)));
    if (last === undefined || full || segment.start - last.end >= PAUSE_SECONDS) paragraphs.push({ start: segment.start, text: words, end: segment.end });
    else {
      last.text += ` ${words}`;
      last.end = segment.end;
    }
  }
  // One long segment has no pauses to go by.
  return paragraphs.flatMap(({ start, text: whole }) => (whole.length <= MAX_CHARACTERS ? [{ start, text: whole }] : divide(whole).map((part, index) => ({ start: index === 0 ? start : undefined, text: part }))));
}

/** Seconds as `4:07` or `1:04:07`. */
export function readableTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** A transcript as plain text, with an empty line between paragraphs. @param timed whether each begins with its time, as far as it has one */
export function transcriptText(transcript: Transcript, timed = false): string {
  const paragraphs = paragraphsOf(transcript).map(({ start, text }) => (timed && start !== undefined ? `[${readableTime(start)}] ${text}` : text));
  return `${paragraphs.join('\n\n')}\n`;
}
