import { EncodedPacketSink, FLAC, Input, MP4, QTFF, WAVE, MP3, ADTS, type EncodedPacket, type InputAudioTrack, type InputFormat } from 'mediabunny';
import { encodingName } from './encoding-names.ts';
import { sizeOf, sourceOf, type Budget, type Part } from './part.ts';
import { FORMATS } from './parts.ts';
import { Problem, type RecordingFile } from './recording-file.ts';

/** Formats whose length is known only after reading all of them, but whose parts are all sound. */
const EVEN_FORMATS: readonly InputFormat[] = [MP3, ADTS, FLAC];
/** Formats that say how long their sound is, and not only how long all that is in them. */
const TRUE_FORMATS: readonly InputFormat[] = [MP4, QTFF, FLAC, WAVE];
/** At least this share of the length that a file states must be found, less a few seconds. */
const MIN_SHARE = 0.95;
const SLACK_SECONDS = 5;
/** At most this much is read before the sound is found. */
const HEAD_BYTES = 256 * 1024 ** 2;
/** The packets at the beginning by whose length the rest is judged. */
const SAMPLE_PACKETS = 500;
/** How long before zero sound may begin that only sets its decoder going, in seconds. */
const PRIMING = 1;

/** What a decoder and a container must be told of the sound. */
export interface Encoding {
  readonly codec: string;
  readonly decoderConfig: NonNullable<Awaited<ReturnType<InputAudioTrack['getDecoderConfig']>>>;
}

/** The sound of one part. Close it. */
export interface Sound {
  readonly encoding: Encoding;
  /** What the part's clock says at its beginning, in seconds. */
  readonly origin: number;
  /** Seconds from the beginning of the part; as exact as the part says, or else judged by its beginning. */
  readonly duration: number;
  /** At least this many seconds must be there, for formats that say how much there is of the sound itself. */
  readonly least: number;
  packets(): AsyncIterable<EncodedPacket>;
  close(): void;
}

/** Opens the sound of parts. */
export class SoundOpener {
  readonly #file: RecordingFile;
  readonly #format: InputFormat;
  readonly #codecs: readonly string[];

  /** @param codecs those that can be passed on */
  constructor(file: RecordingFile, format: InputFormat, codecs: readonly string[]) {
    this.#file = file;
    this.#format = format;
    this.#codecs = codecs;
  }

  /** @throws Problem when there is none that can be used; Error when the part can't be read */
  async open(part: Part): Promise<Sound> {
    const budget: Budget = { left: HEAD_BYTES };
    const { input, track } = await this.#find(part, budget);
    try {
      const encoding = await encodingOf(track);
      if ((await new EncodedPacketSink(track).getFirstPacket({ metadataOnly: true })) === null) throw new Problem('The recording is empty: its audio track has no sound in it.', true);
      const origin = await this.#originOf(part, track);
      const end = await this.#endOf(part, track, budget);
      if (!(end - origin > 0)) throw new Problem('The recording is empty: it has no duration.', true);
      budget.left = Infinity;
      const least = TRUE_FORMATS.includes(this.#format) ? (end - origin) * MIN_SHARE - SLACK_SECONDS : 0;
      return { encoding, origin, duration: end - origin, least, packets: () => new EncodedPacketSink(track).packets(), close: () => input.dispose() };
    } catch (error) {
      input.dispose();
      throw error;
    }
  }

  /** The main track, or another one when only that can be passed on. */
  async #find(part: Part, budget: Budget): Promise<{ input: Input; track: InputAudioTrack }> {
    const input = this.#inputOf(part, budget);
    try {
      const main = await input.getPrimaryAudioTrack();
      if (main === null) throw new Problem('The recording has no sound: there is no audio track of a known encoding in it.', true);
      for (const track of [main, ...(await input.getAudioTracks())]) {
        const codec = await track.getCodec();
        if (codec !== null && this.#codecs.includes(codec) && (await track.getDecoderConfig()) !== null) return { input, track };
      }
      throw new Problem(`The sound of the recording is encoded as ${encodingName(await main.getCodec(), await main.getInternalCodecId())}, which can't be passed on.`);
    } catch (error) {
      input.dispose();
      throw error;
    }
  }

  #inputOf(part: Part, budget: Budget): Input {
    return new Input({ source: sourceOf(this.#file, part, budget), formats: FORMATS });
  }

  /** Where sound or picture begins, whichever is earlier. */
  async #originOf(part: Part, track: InputAudioTrack): Promise<number> {
    const sound = await track.getFirstTimestamp();
    if (Math.abs(sound) < PRIMING && sound <= 0) return 0;
    const input = this.#inputOf(part, { left: HEAD_BYTES });
    try {
      const pictures = await Promise.all((await input.getVideoTracks()).map((picture) => picture.getFirstTimestamp()));
      return Math.min(sound, ...pictures.map((at) => (Math.abs(at) < PRIMING ? Math.max(0, at) : at)));
    } catch {
      // A picture that can't be read says nothing.
      return sound;
    } finally {
      input.dispose();
    }
  }

  async #endOf(part: Part, track: InputAudioTrack, budget: Budget): Promise<number> {
    const told = await track.getDurationFromMetadata();
    if (told !== null) return told;
    if (EVEN_FORMATS.includes(this.#format)) return estimatedEnd(part, track);
    return track.computeDuration().catch(async (error: unknown) => {
      if (budget.left >= 0) throw error;
      budget.left = HEAD_BYTES;
      const anew = await this.#find(part, { left: HEAD_BYTES });
      return estimatedEnd(part, anew.track).finally(() => anew.input.dispose());
    });
  }
}

/** With a copy of what is cut out of something that may be large. */
async function encodingOf(track: InputAudioTrack): Promise<Encoding> {
  const codec = (await track.getCodec()) as string;
  const decoderConfig = (await track.getDecoderConfig()) as Encoding['decoderConfig'];
  const { description } = decoderConfig;
  if (description === undefined) return { codec, decoderConfig };
  const bytes = ArrayBuffer.isView(description) ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength) : new Uint8Array(description);
  return { codec, decoderConfig: { ...decoderConfig, description: new Uint8Array(bytes) } };
}

/** Judged by the first packets and the size of the part. */
async function estimatedEnd(part: Part, track: InputAudioTrack): Promise<number> {
  let bytes = 0;
  let seconds = 0;
  let count = 0;
  for await (const packet of new EncodedPacketSink(track).packets(undefined, undefined, { metadataOnly: true })) {
    bytes += packet.byteLength;
    seconds += packet.duration;
    if ((count += 1) === SAMPLE_PACKETS) break;
  }
  return (await track.getFirstTimestamp()) + (bytes > 0 ? (sizeOf(part) / bytes) * seconds : seconds);
}
