import { EncodedPacket, type AudioCodec } from 'mediabunny';
import { ByokError } from '#contracts';
import type { Piece } from './piece.js';
import { RecordingReader, UnreadableError } from './recording-reader.js';
import type { OpenedSound, ReadPiece } from './recording-reader.thread.js';
import { RENDERED_CODECS } from './render-piece.js';

export interface PieceLimits {
  readonly seconds: number;
  readonly bytes: number;
}

/** Below every provider's limit: 25 MB as a file, 20 MB as base64 with the rest of a request. */
export const PIECE_LIMITS: PieceLimits = { seconds: 300, bytes: 13 * 1024 * 1024 };

/** Longest time that reading a recording's head may take, and each of its pieces, in milliseconds: some are built to take for ever. */
const OPEN_MS = 30_000;
const PIECE_MS = 60_000;

/** Which formats are read, and what to do with the rest. */
const TAKEN =
  'Taken are mp3, m4a, aac, ogg (Opus or Vorbis), flac, wav, webm, mkv, mp4, mov, 3gp (AAC) and ts, sound alone or with video. Convert another format first with any audio converter, such as FFmpeg: ffmpeg -i recording -vn -b:a 64k recording.mp3';

function unusable(problem: string): ByokError {
  const message = `${problem} ${TAKEN}`;
  return new ByokError('invalid_input', message, { errors: [{ field: 'file', message }] });
}

/** An opened recording, perhaps of several parts one after the other. Close it. */
export class Recording {
  private constructor(
    private readonly reader: RecordingReader,
    /** Seconds of sound; as exact as the file says, or else judged by its beginning. */
    readonly duration: number,
  ) {}

  /**
   * Looks at what is in the file, whatever it is called, in bounded time and memory.
   * @throws ByokError invalid_input when there is no sound in it that can be used; says which format it is
   */
  static async open(path: string): Promise<Recording> {
    const reader = new RecordingReader(path, RENDERED_CODECS);
    try {
      const { opened } = (await reader.ask({ ask: 'open' }, OPEN_MS)) as { opened: OpenedSound };
      return new Recording(reader, opened.duration);
    } catch (error) {
      reader.close();
      throw explained(error, 'The recording is damaged or cut off, or put together in an unusual way.');
    }
  }

  /**
   * Cuts the sound, without encoding it anew, into pieces within the limits, none of them too short for a provider; none at all when there is nothing to hear. The same file is always cut in the same places.
   * @throws ByokError invalid_input when the file is damaged further on
   */
  async *pieces({ seconds, bytes }: PieceLimits = PIECE_LIMITS): AsyncGenerator<Piece, void> {
    try {
      await this.reader.ask({ ask: 'begin', seconds, bytes }, PIECE_MS);
      for (let index = 0; ; index += 1) {
        const { piece } = (await this.reader.ask({ ask: 'next' }, PIECE_MS)) as { piece: ReadPiece | null };
        if (piece === null) return;
        yield this.#pieceOf(index, piece);
      }
    } catch (error) {
      throw explained(error, 'The recording is damaged or cut off.');
    }
  }

  close(): void {
    this.reader.close();
  }

  #pieceOf(index: number, { codec, decoderConfig, data, sizes, timestamps, durations, keys }: ReadPiece): Piece {
    const packets: EncodedPacket[] = [];
    let at = 0;
    for (const [packet, size] of sizes.entries()) {
      packets.push(new EncodedPacket(data.subarray(at, at + size), keys[packet] === 1 ? 'key' : 'delta', timestamps[packet] as number, durations[packet] as number));
      at += size;
    }
    const last = packets.at(-1) as EncodedPacket;
    const start = Math.max(0, (packets[0] as EncodedPacket).timestamp);
    return { index, start, end: Math.max(start, last.timestamp + last.duration), codec: codec as AudioCodec, decoderConfig, packets };
  }
}

/** @param otherwise for what has no words of its own */
function explained(error: unknown, otherwise: string): unknown {
  return error instanceof UnreadableError ? unusable(error.message === '' ? otherwise : error.message) : error;
}
