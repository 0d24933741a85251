import { EncodedPacketSink, Input, type AudioCodec, type EncodedPacket, type InputAudioTrack } from 'mediabunny';
import { ByokError } from '#contracts';
import { RECORDING_FORMATS, boundedSource } from './bounded-source.js';
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

/** Longest time that reading a recording's head may take, in milliseconds: some are built to take for ever. */
const PROBE_MS = 20_000;

function unusable(problem: string): ByokError {
  const message = `${problem} Send a recording with sound, such as mp3, m4a, ogg, wav, webm or mp4.`;
  return new ByokError('invalid_input', message, { errors: [{ field: 'file', message }] });
}

/** An opened recording. Close it. */
export class Recording {
  private constructor(
    private readonly input: Input,
    private readonly track: InputAudioTrack,
    private readonly codec: AudioCodec,
    private readonly decoderConfig: DecoderConfig,
    /** Seconds of sound; as exact as the file says. */
    readonly duration: number,
  ) {}

  /**
   * Looks at what is in the file, whatever it is called.
   * @throws ByokError invalid_input when there is no sound in it that can be used
   */
  static async open(path: string): Promise<Recording> {
    const input = new Input({ source: boundedSource(path), formats: [...RECORDING_FORMATS] });
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(unusable('The recording could not be understood in reasonable time.')), PROBE_MS);
    try {
      return await Promise.race([Recording.probe(input), late]);
    } catch (error) {
      input.dispose();
      if (error instanceof ByokError) throw error;
      throw unusable('The recording is damaged, cut off or of no known format.');
    } finally {
      clearTimeout(timer);
    }
  }

  private static async probe(input: Input): Promise<Recording> {
    if (!(await input.canRead())) throw unusable('The file is no recording of a known format.');
    const track = await input.getPrimaryAudioTrack();
    if (track === null) throw unusable('The recording has no sound: there is no audio track in it.');
    const codec = await track.getCodec();
    const decoderConfig = await track.getDecoderConfig();
    if (codec === null || decoderConfig === null || !canRender(codec)) {
      throw unusable(`The sound of the recording is encoded in a way that can't be passed on${codec === null ? '' : ` (${codec})`}.`);
    }
    if ((await new EncodedPacketSink(track).getFirstPacket({ metadataOnly: true })) === null) throw unusable('The recording is empty: its audio track has no sound in it.');
    const duration = (await track.getDurationFromMetadata()) ?? (await track.computeDuration());
    if (!(duration > 0)) throw unusable('The recording is empty: it has no duration.');
    return new Recording(input, track, codec, decoderConfig, duration);
  }

  /**
   * Cuts the sound, without encoding it anew, into pieces within the limits. The same file is always cut in the same places.
   * @throws ByokError invalid_input when the file is damaged further on
   */
  async *pieces(limits: PieceLimits = PIECE_LIMITS): AsyncGenerator<Piece, void> {
    let packets: EncodedPacket[] = [];
    let bytes = 0;
    let index = 0;
    const { codec, decoderConfig } = this;
    const piece = (): Piece => {
      const last = packets.at(-1) as EncodedPacket;
      const start = Math.max(0, (packets[0] as EncodedPacket).timestamp);
      return { index, start, end: Math.max(start, last.timestamp + last.duration), codec, decoderConfig, packets };
    };
    try {
      for await (const packet of new EncodedPacketSink(this.track).packets()) {
        const first = packets[0];
        if (first !== undefined && (bytes + packet.byteLength > limits.bytes || packet.timestamp - first.timestamp >= limits.seconds)) {
          yield piece();
          index += 1;
          packets = [];
          bytes = 0;
        }
        packets.push(packet);
        bytes += packet.byteLength;
      }
    } catch (error) {
      if (error instanceof ByokError) throw error;
      throw unusable('The recording is damaged or cut off.');
    }
    if (packets.length > 0) yield piece();
  }

  close(): void {
    this.input.dispose();
  }
}
