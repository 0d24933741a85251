import type { Segment, Transcript } from '../job-types.js';

/** Forms in which a transcript can be had, with their content types. */
const CONTENT_TYPES = {
  json: 'application/json; charset=utf-8',
  text: 'text/plain; charset=utf-8',
  srt: 'application/x-subrip; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
} as const;

export type TranscriptFormat = keyof typeof CONTENT_TYPES;
export const TRANSCRIPT_FORMATS = Object.keys(CONTENT_TYPES) as TranscriptFormat[];

/** A transcript as it is sent. */
export interface TranscriptFile {
  readonly contentType: string;
  readonly contentDisposition: string;
  readonly body: string;
}

/** A cue ends after it begins, by at least so many seconds. */
const SHORTEST_CUE = 0.001;

/** `hh:mm:ss` and thousandths. */
function clock(seconds: number, separator: ',' | '.'): string {
  const thousandths = Math.round(seconds * 1000);
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0');
  return `${part(thousandths / 3_600_000, 2)}:${part((thousandths / 60_000) % 60, 2)}:${part((thousandths / 1000) % 60, 2)}${separator}${part(thousandths % 1000, 3)}`;
}

function cues(segments: readonly Segment[], separator: ',' | '.', write: (text: string) => string): string {
  return segments
    .filter(({ text }) => text.trim() !== '')
    .map(({ start, end, text }, index) => {
      const words = text.trim().replaceAll(/\s*\n\s*/g, ' ');
      return `${index + 1}\n${clock(start, separator)} --> ${clock(Math.max(end, start + SHORTEST_CUE), separator)}\n${write(words)}\n`;
    })
    .join('\n');
}

const RENDERERS: Readonly<Record<TranscriptFormat, (transcript: Transcript) => string>> = {
  json: ({ text, segments }) => JSON.stringify({ text, segments }),
  text: ({ text }) => `${text}\n`,
  srt: ({ segments }) => cues(segments, ',', (text) => text.replaceAll('-->', '→')),
  // What WebVTT would take for markup.
  vtt: ({ segments }) => `WEBVTT\n\n${cues(segments, '.', (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'))}`,
};

/** RFC 6266, with the name as UTF-8 and a plain one for those who can't read that. */
function attachment(title: string | null, extension: string): string {
  const name = (title ?? '').replaceAll(/[\\/:*?"<>|\p{C}]/gu, ' ').replaceAll(/\s+/g, ' ').trim().replace(/[. ]+$/, '') || 'transcript';
  const encoded = encodeURIComponent(`${name}.${extension}`).replaceAll(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="transcript.${extension}"; filename*=UTF-8''${encoded}`;
}

/** @param title names the file */
export function renderTranscript(transcript: Transcript, format: TranscriptFormat, title: string | null): TranscriptFile {
  return {
    contentType: CONTENT_TYPES[format],
    contentDisposition: attachment(title, format === 'text' ? 'txt' : format),
    body: RENDERERS[format](transcript),
  };
}
