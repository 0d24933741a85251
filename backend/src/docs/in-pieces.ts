import { Readable } from 'node:stream';
import { setImmediate as turnOfLoop } from 'node:timers/promises';

/** In bytes. */
export const PIECE_BYTES = 16 * 1024;

/**
 * A file as a stream, of which each turn of the loop sends one piece. The system takes megabytes at once of what is
 * written at once, and hundreds of strangers may ask at once: others are served in between.
 */
export function inPieces(bytes: Buffer): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      yield bytes.subarray(at, at + PIECE_BYTES);
      await turnOfLoop();
    }
  }
  return Readable.from(pieces(), { objectMode: false, highWaterMark: PIECE_BYTES });
}
