import { ADTS, FLAC, Input, MATROSKA, MP3, MP4, MPEG_TS, OGG, QTFF, WAVE, WEBM, type InputFormat } from 'mediabunny';
import { nameOf } from './format-names.ts';
import { sourceOf, type Part } from './part.ts';
import { ebmlParts, flacParts, oggParts } from './parts-by-signature.ts';
import { adtsParts, mp3Parts } from './parts-of-frames.ts';
import { mp4Parts } from './parts-of-mp4.ts';
import { tsParts } from './parts-of-ts.ts';
import { wavParts } from './parts-of-wav.ts';
import { Problem, type RecordingFile } from './recording-file.ts';

/** Never playlists (HLS): they name other files, which the reader would open, whosever they are. */
const PARTS = new Map<InputFormat, (file: RecordingFile) => readonly Part[]>([
  [MP4, mp4Parts],
  [QTFF, mp4Parts],
  [MATROSKA, ebmlParts],
  [WEBM, ebmlParts],
  [WAVE, wavParts],
  [OGG, oggParts],
  [FLAC, flacParts],
  [MP3, mp3Parts],
  [ADTS, adtsParts],
  [MPEG_TS, tsParts],
]);

export const FORMATS: InputFormat[] = [...PARTS.keys()];

/** At most this much is read before the format is known. */
const HEAD_BYTES = 256 * 1024 ** 2;

/**
 * Finds the recordings that a file is put together of; mostly it is one.
 * @throws Problem that names the format when it is none that can be used
 */
export async function partsOf(file: RecordingFile): Promise<{ format: InputFormat; parts: readonly Part[] }> {
  if (file.size === 0) throw new Problem('The file is empty: it holds no recording.');
  const input = new Input({ source: sourceOf(file, [{ start: 0, end: file.size }], { left: HEAD_BYTES }), formats: FORMATS });
  const format = await input.getFormat().catch(() => undefined);
  input.dispose();
  const name = nameOf(file, format === MPEG_TS);
  if (name !== undefined) throw new Problem(`The file is no recording of a format that is taken, but ${name}.`);
  if (format === undefined) throw new Problem('The file is no recording of a known format.');
  return { format, parts: (PARTS.get(format) as (file: RecordingFile) => readonly Part[])(file) };
}
