import { subRip, transcriptText, webVtt, type Transcript, type TranscriptFormat } from '#contracts';

const CONTENT_TYPES: Readonly<Record<TranscriptFormat, string>> = {
  json: 'application/json; charset=utf-8',
  text: 'text/plain; charset=utf-8',
  srt: 'application/x-subrip; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
};

/** A transcript as the download of a job's. */
export interface TranscriptFile {
  readonly contentType: string;
  readonly contentDisposition: string;
  readonly body: string;
}

const RENDERERS: Readonly<Record<TranscriptFormat, (transcript: Transcript) => string>> = {
  json: ({ text, segments }) => JSON.stringify({ text, segments }),
  text: (transcript) => transcriptText(transcript),
  srt: ({ segments }) => subRip(segments),
  vtt: ({ segments }) => webVtt(segments, true),
};

/** RFC 6266, with the name as UTF-8 and a plain one for those who can't read that. */
function attachment(title: string | null, extension: string): string {
  const name = (title ?? '').replaceAll(/[\\/:*?"<>|\p{C}]/gu, ' ').replaceAll(/\s+/g, ' ').trim().replace(/[. ]+$/, '') || 'transcript';
  const encoded = encodeURIComponent(`${name}.${extension}`).replaceAll(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="transcript.${extension}"; filename*=UTF-8''${encoded}`;
}

/** @param title names the file */
export function transcriptFile(transcript: Transcript, format: TranscriptFormat, title: string | null): TranscriptFile {
  return {
    contentType: CONTENT_TYPES[format],
    contentDisposition: attachment(title, format === 'text' ? 'txt' : format),
    body: RENDERERS[format](transcript),
  };
}
