import { EncodedPacket, type AudioCodec, type InputAudioTrack } from 'mediabunny';
import { ByokError } from '#contracts';
import { RecordingReader, UnreadableError } from './recording-reader.js';
import type { OpenedTrack, ReadPiece } from './recording-reader.thread.js';
import { canRender } from './render-piece.js';

/** What a container must be told of its codec. */
type DecoderConfig = NonNullable<Awaited<ReturnType<InputAudioTrack['getDecoderConfig']>>>;

/** A stretch of a recording, as its encoder made it. */
export interface Piece {
  /** From 0. */
  readonly index: number;
  /** Seconds from the beginning of the recording. */
  readonly start: number;
  readonly end: number;
  readonly codec: AudioCodec;
  readonly decoderConfig: DecoderConfig;
  readonly packets: readonly EncodedPacket[];
}

export interface PieceLimits {
  readonly seconds: number;
  readonly bytes: number;
}

/** Below every provider's limit: 25 MB as a file, 20 MB as base64 with the rest of a request. */
export const PIECE_LIMITS: PieceLimits = { seconds: 300, bytes: 13 * 1024 * 1024 };

/** Longest time that reading a recording's head may take, and each of its pieces, in milliseconds: some are built to take for ever. */
const OPEN_MS = 30_000;
const PIECE_MS = 60_000;

function unusable(problem: string): ByokError {
  const message = `${problem} Send a recording with sound, such as mp3, m4a, ogg, wav, webm or mp4.`;
  return new ByokError('invalid_input', message, { errors: [{ field: 'file', message }] });
}

/** An opened recording. Close it. */
export class Recording {
  private constructor(
    private readonly reader: RecordingReader,
    private readonly codec: AudioCodec,
    private readonly decoderConfig: DecoderConfig,
    /** Seconds of sound; as exact as the file says, or else judged by its beginning. */
    readonly duration: number,
  ) {}

  /**
   * Looks at what is in the file, whatever it is called, in bounded time and memory.
   * @throws ByokError invalid_input when there is no sound in it that can be used
   */
  static async open(path: string): Promise<Recording> {
    const reader = new RecordingReader(path);
    try {
      const { opened } = (await reader.ask({ ask: 'open' }, OPEN_MS)) as { opened: OpenedTrack };
      const codec = opened.codec as AudioCodec | null;
      if (codec === null || opened.decoderConfig === null || !canRender(codec)) {
        throw unusable(`The sound of the recording is encoded in a way that can't be passed on${codec === null ? '' : ` (${codec})`}.`);
      }
      return new Recording(reader, codec, opened.decoderConfig, opened.duration);
    } catch (error) {
      reader.close();
      throw explained(error, 'The recording is damaged, cut off or of no known format.');
    }
  }

  /**
   * Cuts the sound, without encoding it anew, into pieces within the limits. The same file is always cut in the same places.
   * @throws ByokError invalid_input when the file is damaged further on
   */
  async *pieces({ seconds, bytes }: PieceLimits = PIECE_LIMITS): AsyncGenerator<Piece, void> {
    try {
      await this.reader.ask({ ask: 'begin', seconds, bytes }, PIECE_MS);
      for (let index = 0; ; index += 1) {
        const { piece } = (await this.reader.ask({ ask: 'next' }, PIECE_MS)) as { piece: ReadPiece | null };
        if (piece === null) return;
        yield this.pieceOf(index, piece);
      }
    } catch (error) {
      throw explained(error, 'The recording is damaged or cut off.');
    }
  }

  close(): void {
    this.reader.close();
  }

  private pieceOf(index: number, { data, sizes, timestamps, durations, keys }: ReadPiece): Piece {
    const packets: EncodedPacket[] = [];
    let at = 0;
    for (const [place, size] of sizes.entries()) {
      packets.push(new EncodedPacket(data.subarray(at, at + size), keys[place] === 1 ? 'key' : 'delta', timestamps[place] as number, durations[place] as number));
      at += size;
    }
    const last = packets.at(-1) as EncodedPacket;
    const start = Math.max(0, (packets[0] as EncodedPacket).timestamp);
    return { index, start, end: Math.max(start, last.timestamp + last.duration), codec: this.codec, decoderConfig: this.decoderConfig, packets };
  }
}

/** @param otherwise for what has no words of its own */
function explained(error: unknown, otherwise: string): unknown {
  return error instanceof UnreadableError ? unusable(error.message === '' ? otherwise : error.message) : error;
}
