import {
  AdtsOutputFormat,
  BufferTarget,
  EncodedAudioPacketSource,
  FlacOutputFormat,
  Mp3OutputFormat,
  Mp4OutputFormat,
  OggOutputFormat,
  Output,
  WavOutputFormat,
  type AudioCodec,
  type OutputFormat,
} from 'mediabunny';
import type { Piece } from './piece.js';

/** A piece as a file of its own. */
export interface RenderedPiece {
  readonly bytes: Buffer;
  /** Also the format's name in OpenAI's `input_audio`. */
  readonly extension: string;
  readonly mediaType: string;
}

interface Container {
  readonly extension: string;
  readonly mediaType: string;
  readonly format: () => OutputFormat;
}

const MP3: Container = { extension: 'mp3', mediaType: 'audio/mpeg', format: () => new Mp3OutputFormat({ xingHeader: false }) };
const M4A: Container = { extension: 'm4a', mediaType: 'audio/mp4', format: () => new Mp4OutputFormat({ fastStart: 'in-memory' }) };
const AAC: Container = { extension: 'aac', mediaType: 'audio/aac', format: () => new AdtsOutputFormat() };
const OGG: Container = { extension: 'ogg', mediaType: 'audio/ogg', format: () => new OggOutputFormat() };
const FLAC: Container = { extension: 'flac', mediaType: 'audio/flac', format: () => new FlacOutputFormat() };
const WAV: Container = { extension: 'wav', mediaType: 'audio/wav', format: () => new WavOutputFormat() };

const CONTAINERS: Readonly<Partial<Record<AudioCodec, Container>>> = {
  mp3: MP3,
  aac: M4A,
  ac3: M4A,
  eac3: M4A,
  opus: OGG,
  vorbis: OGG,
  flac: FLAC,
  'pcm-u8': WAV,
  'pcm-s16': WAV,
  'pcm-s24': WAV,
  'pcm-s32': WAV,
  'pcm-f32': WAV,
  ulaw: WAV,
  alaw: WAV,
};

/** Encodings for which there is a container that the providers take. */
export const RENDERED_CODECS: readonly string[] = Object.keys(CONTAINERS);

/**
 * Puts a piece into a container of its own, beginning at zero, without encoding it anew.
 * @param bareAac AAC without a container around it, for providers that take no m4a
 */
export async function renderPiece(piece: Piece, bareAac: boolean): Promise<RenderedPiece> {
  const { codec, packets } = piece;
  const container = codec === 'aac' && bareAac ? AAC : CONTAINERS[codec];
  const first = packets[0];
  if (container === undefined || first === undefined) throw new Error(`A piece of ${codec} cannot be rendered.`);
  const target = new BufferTarget();
  const output = new Output({ format: container.format(), target });
  const source = new EncodedAudioPacketSource(codec);
  output.addAudioTrack(source);
  await output.start();
  for (const packet of packets) await source.add(packet.clone({ timestamp: packet.timestamp - first.timestamp }), { decoderConfig: described(piece) });
  await output.finalize();
  return { bytes: Buffer.from(target.buffer as ArrayBuffer), extension: container.extension, mediaType: container.mediaType };
}

/** Opus sometimes comes without its head (RFC 7845, section 5.1), which Ogg must have. */
function described({ codec, decoderConfig }: Piece): Piece['decoderConfig'] {
  if (codec !== 'opus' || decoderConfig.description !== undefined) return decoderConfig;
  const head = Buffer.alloc(19);
  head.write('OpusHead', 'latin1');
  head.set([1, decoderConfig.numberOfChannels], 8);
  head.writeUInt32LE(decoderConfig.sampleRate, 12);
  return { ...decoderConfig, description: head };
}
