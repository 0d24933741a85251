import { TEXT_LIMIT } from './input-check.js';

const TEXT_NAME = /\.(txt|text|md|markdown|srt|vtt)$/i;
const SUBTITLES = /\.(srt|vtt)$/i;
/** Cue numbers, times, and what WebVTT has besides. */
const NOT_SPEECH = /^(\d+|WEBVTT.*|(NOTE|STYLE|REGION)\b.*|.*-->.*)$/;

/** What the file dialog offers for texts. */
export const TEXT_TYPES = 'text/plain,.txt,.md,.srt,.vtt';

/** Whether a file is a text, to be read and not heard. */
export function isTextFile({ name, type }: Pick<File, 'name' | 'type'>): boolean {
  return TEXT_NAME.test(name) || type === 'text/plain' || type === 'text/markdown' || type === 'text/vtt';
}

/** Whether a text file could be a course's, before it is read: UTF-16 has twice the bytes. */
export const isTextFileTooLarge = ({ size }: Pick<File, 'size'>): boolean => size > 2 * TEXT_LIMIT;

/** What is spoken in subtitles; any other text as it is. */
function speechOf(name: string, text: string): string {
  if (!SUBTITLES.test(name)) return text;
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !NOT_SPEECH.test(line))
    .join('\n');
}

/** Decodes UTF-8 and UTF-16, and Windows-1251, in which old Russian texts are. @throws DOMException when the file can't be read */
export async function readTextFile(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return speechOf(file.name, decode(bytes)).trim();
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1251').decode(bytes);
  }
}
