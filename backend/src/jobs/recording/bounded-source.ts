import { open, type FileHandle } from 'node:fs/promises';
import { ADTS, CustomSource, FLAC, MATROSKA, MP3, MP4, MPEG_TS, OGG, QTFF, WAVE, WEBM, type InputFormat } from 'mediabunny';

/** Largest read at once, in bytes; the tables of a ten-hour video are a tenth of it. */
const READ_BYTES = 32 * 1024 ** 2;

/**
 * What a recording may be. Never playlists (HLS): they name other files, which the reader would open, whosever they are.
 */
export const RECORDING_FORMATS: readonly InputFormat[] = [MP4, QTFF, MATROSKA, WEBM, WAVE, OGG, FLAC, MP3, ADTS, MPEG_TS];

/**
 * One file and no other, from which nothing can be made to read more at once than memory allows, however large its
 * head says that its parts are. Closes the file when the input is disposed.
 */
export function boundedSource(path: string): CustomSource {
  let file: Promise<FileHandle> | undefined;
  return new CustomSource({
    getSize: async () => {
      file = open(path, 'r');
      return (await (await file).stat()).size;
    },
    read: async (start, end) => {
      if (file === undefined || end - start > READ_BYTES) throw new Error('A part of the recording is larger than any recording needs.');
      const bytes = new Uint8Array(end - start);
      const handle = await file;
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
        if (bytesRead === 0) throw new Error('The recording became shorter.');
        at += bytesRead;
      }
      return bytes;
    },
    dispose: () => void file?.then((handle) => handle.close()).catch(() => undefined),
    prefetchProfile: 'fileSystem',
    handleUnhandledError: () => undefined,
  });
}
