/**
 * Reads one recording, in a thread of its own with a heap of its own: its bytes come from anyone, and whatever they
 * make the reader do ends with the thread. Imports nothing of ours, so that Node runs it from the sources too.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { ADTS, CustomSource, EncodedPacketSink, FLAC, Input, MATROSKA, MP3, MP4, MPEG_TS, OGG, QTFF, WAVE, WEBM, type EncodedPacket, type InputAudioTrack } from 'mediabunny';

/** Never playlists (HLS): they name other files, which the reader would open, whosever they are. */
const FORMATS = [MP4, QTFF, MATROSKA, WEBM, WAVE, OGG, FLAC, MP3, ADTS, MPEG_TS];
/** Formats whose length is known only after reading all of them, but whose parts are all sound. */
const EVEN_FORMATS: readonly unknown[] = [MP3, ADTS, FLAC];
/** Formats that say how long their sound is, and not only how long all that is in them. */
const TRUE_FORMATS: readonly unknown[] = [MP4, QTFF, FLAC, WAVE];
/** Of the told length so much must be found, and some seconds may be missing. */
const LEAST_SHARE = 0.95;
const LEAST_SLACK = 5;

/** Largest read at once, in bytes. A cluster of video comes whole, and is at most a minute long. */
const READ_BYTES = 128 * 1024 ** 2;
/** So much may be read before the sound is found, in bytes. */
const HEAD_BYTES = 256 * 1024 ** 2;
/** So many packets make a length to judge the rest by. */
const SAMPLE_PACKETS = 500;
/** Packets in one piece at most; five minutes in steps of 2.5 ms are 120,000. */
const PIECE_PACKETS = 200_000;
/** So many bytes at the end may be missing: some programs count wrong. */
const END_TOLERANCE = 4096;
/** Longest recording, in seconds. */
const LONGEST = 24 * 60 * 60;

type Decoding = NonNullable<Awaited<ReturnType<InputAudioTrack['getDecoderConfig']>>>;

/** What is asked of the thread; one answer comes for each. */
export type ReaderRequest = { readonly ask: 'open' } | { readonly ask: 'begin'; readonly seconds: number; readonly bytes: number } | { readonly ask: 'next' };

export interface OpenedTrack {
  readonly codec: string | null;
  readonly decoderConfig: Decoding | null;
  /** Seconds. */
  readonly duration: number;
}

/** A piece with the bytes of its packets one after the other, in memory that changes hands. */
export interface ReadPiece {
  readonly data: Uint8Array;
  readonly sizes: Uint32Array;
  /** Seconds. */
  readonly timestamps: Float64Array;
  readonly durations: Float64Array;
  /** 1 for a packet that needs none before it. */
  readonly keys: Uint8Array;
}

/** `problem`: what is wrong with the recording, as a sentence; empty when it can only be said that it is damaged. */
export type ReaderAnswer = { readonly opened: OpenedTrack } | { readonly piece: ReadPiece | null } | { readonly begun: true } | { readonly problem: string };

class Problem extends Error {}

let readable = HEAD_BYTES;

function sourceOf(path: string): CustomSource {
  let file: Promise<FileHandle> | undefined;
  return new CustomSource({
    getSize: async () => {
      file = open(path, 'r');
      return (await (await file).stat()).size;
    },
    read: async (start, end) => {
      readable -= end - start;
      if (file === undefined || end - start > READ_BYTES) throw new Error('A part is larger than any recording needs.');
      if (readable < 0) throw new Error('The head is larger than any recording needs.');
      const bytes = new Uint8Array(end - start);
      const handle = await file;
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
        if (bytesRead === 0) throw new Error('The file became shorter.');
        at += bytesRead;
      }
      return bytes;
    },
    dispose: () => void file?.then((handle) => handle.close()).catch(() => undefined),
    prefetchProfile: 'fileSystem',
    handleUnhandledError: () => undefined,
  });
}

/** Where the file should end by its own word; undefined when it doesn't say, or may be longer than it knew at first. */
async function announcedEnd(file: FileHandle, size: number): Promise<number | undefined> {
  const head = Buffer.alloc(16);
  const readHead = async (at: number) => (await file.read(head.fill(0), 0, 16, at)).bytesRead;
  await readHead(0);
  if (head.toString('latin1', 0, 4) === 'RIFF') {
    const length = head.readUInt32LE(4);
    return length > 0 && length < 0x7fff0000 ? length + 8 : undefined;
  }
  if (head.toString('latin1', 4, 8) !== 'ftyp') return undefined;
  let at = 0;
  for (let boxes = 0; boxes < 100_000 && at < size && (await readHead(at)) >= 8; boxes += 1) {
    const short = head.readUInt32BE(0);
    const length = short === 1 ? Number(head.readBigUInt64BE(8)) : short;
    // 0: to the end, whatever that is.
    if (length < 8) return undefined;
    at += length;
  }
  return at;
}

/** @throws Problem when bytes are missing at the end, which nobody would notice before all that is there is paid for */
async function refuseCutOff(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const end = await announcedEnd(file, size);
    if (end !== undefined && end > size + END_TOLERANCE) throw new Problem(`The recording is cut off: ${size} of its ${end} bytes are there. Send the whole file.`);
  } finally {
    await file.close();
  }
}

async function soundOf(path: string): Promise<{ input: Input; track: InputAudioTrack }> {
  const input = new Input({ source: sourceOf(path), formats: FORMATS });
  if (!(await input.canRead())) throw new Problem('The file is no recording of a known format.');
  const track = await input.getPrimaryAudioTrack();
  if (track === null) throw new Problem('The recording has no sound: there is no audio track in it.');
  return { input, track };
}

/** Judged by the first packets and the size of the file. */
async function estimatedDuration(path: string, track: InputAudioTrack): Promise<number> {
  let bytes = 0;
  let seconds = 0;
  let count = 0;
  for await (const packet of new EncodedPacketSink(track).packets(undefined, undefined, { metadataOnly: true })) {
    bytes += packet.byteLength;
    seconds += packet.duration;
    if ((count += 1) === SAMPLE_PACKETS) break;
  }
  const file = await open(path, 'r');
  const { size } = await file.stat().finally(() => file.close());
  return bytes > 0 ? (size / bytes) * seconds : seconds;
}

async function durationOf(path: string, input: Input, track: InputAudioTrack): Promise<number> {
  const told = await track.getDurationFromMetadata();
  if (told !== null) return told;
  if (EVEN_FORMATS.includes(await input.getFormat())) return estimatedDuration(path, track);
  return track.computeDuration().catch((error: unknown) => {
    if (readable >= 0) throw error;
    readable = HEAD_BYTES;
    return soundOf(path).then(({ track: anew }) => estimatedDuration(path, anew));
  });
}

/** A copy: what it is cut out of may be large. */
const own = (bytes: Uint8Array) => new Uint8Array(bytes);

/** @returns `least`: so many seconds of sound there must be, for formats that say how much there is of the sound itself */
async function opened(path: string): Promise<{ track: InputAudioTrack; least: number; answer: OpenedTrack }> {
  const { input, track } = await soundOf(path);
  await refuseCutOff(path);
  const codec = await track.getCodec();
  const config = await track.getDecoderConfig();
  const description = config?.description;
  const decoderConfig = config === null || description === undefined ? config : { ...config, description: own(ArrayBuffer.isView(description) ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength) : new Uint8Array(description)) };
  if ((await new EncodedPacketSink(track).getFirstPacket({ metadataOnly: true })) === null) throw new Problem('The recording is empty: its audio track has no sound in it.');
  const duration = await durationOf(path, input, track);
  if (!(duration > 0)) throw new Problem('The recording is empty: it has no duration.');
  readable = Infinity;
  const least = TRUE_FORMATS.includes(await input.getFormat()) ? duration * LEAST_SHARE - LEAST_SLACK : 0;
  return { track, least, answer: { codec, decoderConfig, duration } };
}

function pieceOf(packets: readonly EncodedPacket[], bytes: number): ReadPiece {
  const data = new Uint8Array(bytes);
  let at = 0;
  for (const packet of packets) {
    data.set(packet.data, at);
    at += packet.byteLength;
  }
  return {
    data,
    sizes: Uint32Array.from(packets, ({ byteLength }) => byteLength),
    timestamps: Float64Array.from(packets, ({ timestamp }) => timestamp),
    durations: Float64Array.from(packets, ({ duration }) => duration),
    keys: Uint8Array.from(packets, ({ type }) => (type === 'key' ? 1 : 0)),
  };
}

/** Cuts, without encoding anew, into pieces within the limits. The same file is always cut in the same places. */
async function* cut(track: InputAudioTrack, least: number, limits: { seconds: number; bytes: number }): AsyncGenerator<ReadPiece, void> {
  let packets: EncodedPacket[] = [];
  let bytes = 0;
  let beginning: number | undefined;
  let seconds = 0;
  for await (const packet of new EncodedPacketSink(track).packets()) {
    beginning ??= packet.timestamp;
    if (packet.timestamp - beginning > LONGEST) throw new Problem('The recording is longer than 24 hours, the limit.');
    if (packet.byteLength > limits.bytes || packets.length > PIECE_PACKETS) throw new Problem('');
    const first = packets[0];
    if (first !== undefined && (bytes + packet.byteLength > limits.bytes || packet.timestamp - first.timestamp >= limits.seconds)) {
      yield pieceOf(packets, bytes);
      packets = [];
      bytes = 0;
    }
    packets.push(packet.clone({ data: own(packet.data) }));
    bytes += packet.byteLength;
    seconds = packet.timestamp + packet.duration - beginning;
  }
  if (packets.length > 0) yield pieceOf(packets, bytes);
  // The reader takes what it cannot find for the end.
  if (seconds < least) throw new Problem('');
}

const path = workerData as string;
const port = parentPort as NonNullable<typeof parentPort>;
let track: InputAudioTrack | undefined;
let least = 0;
let pieces: AsyncGenerator<ReadPiece, void> | undefined;

async function answer(request: ReaderRequest): Promise<ReaderAnswer> {
  if (request.ask === 'open') {
    const found = await opened(path);
    track = found.track;
    least = found.least;
    return { opened: found.answer };
  }
  if (track === undefined) throw new Error('Not opened.');
  if (request.ask === 'begin') {
    pieces = cut(track, least, request);
    return { begun: true };
  }
  const next = await pieces?.next();
  return { piece: next?.value ?? null };
}

port.on('message', (request: ReaderRequest) => {
  answer(request).then(
    (reply) => port.postMessage(reply, 'piece' in reply && reply.piece !== null ? [reply.piece.data.buffer as ArrayBuffer] : []),
    (error: unknown) => port.postMessage({ problem: error instanceof Problem ? error.message : '' } satisfies ReaderAnswer),
  );
});
