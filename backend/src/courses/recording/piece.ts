import type { AudioCodec, EncodedPacket, InputAudioTrack } from 'mediabunny';

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
