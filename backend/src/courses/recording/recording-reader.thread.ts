/**
 * Reads one recording, in a thread of its own with a heap of its own: its bytes come from anyone, and whatever they
 * make the reader do ends with the thread. Node runs it from the sources too, so that it imports only what is beside
 * it in `reader/`, by names that end in `.ts`; the compiler writes them anew.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { EncodedPacket } from 'mediabunny';
import { cut, type Cut } from './reader/cut.ts';
import { sizeOf, type Part } from './reader/part.ts';
import { partsOf } from './reader/parts.ts';
import { Problem, RecordingFile } from './reader/recording-file.ts';
import { SoundOpener, type Encoding, type Sound } from './reader/sound.ts';
import { timeline } from './reader/timeline.ts';

/** At most this many parts are looked at before anybody pays for any; the others are judged by them. */
const FIRST_PARTS = 200;
/** A part of fewer bytes that can't be read is what remains of something, and no sound is missed. */
const REMAINS_BYTES = 4096;

/** What the thread is given. */
export interface ReaderData {
  readonly path: string;
  /** Those that can be passed on. */
  readonly codecs: readonly string[];
}

/** What is asked of the thread; one answer comes for each. */
export type ReaderRequest = { readonly ask: 'open' } | { readonly ask: 'begin'; readonly seconds: number; readonly bytes: number } | { readonly ask: 'next' };

export interface OpenedSound {
  /** Seconds. */
  readonly duration: number;
}

/** A piece with the bytes of its packets one after the other, in memory that changes hands. */
export interface ReadPiece extends Encoding {
  readonly data: Uint8Array;
  readonly sizes: Uint32Array;
  /** Seconds. */
  readonly timestamps: Float64Array;
  readonly durations: Float64Array;
  /** 1 for a packet that needs none before it. */
  readonly keys: Uint8Array;
}

/** `problem`: what is wrong with the recording, as a sentence; empty when it can only be said that it is damaged. */
export type ReaderAnswer = { readonly opened: OpenedSound } | { readonly piece: ReadPiece | null } | { readonly begun: true } | { readonly problem: string };

const { path, codecs } = workerData as ReaderData;
const port = parentPort as NonNullable<typeof parentPort>;
let parts: readonly Part[] = [];
let openPart: (part: Part) => Promise<Sound | null> = () => Promise.resolve(null);
let pieces: AsyncGenerator<Cut, void> | undefined;

async function opened(): Promise<OpenedSound> {
  const file = new RecordingFile(path);
  const found = await partsOf(file);
  const opener = new SoundOpener(file, found.format, codecs);
  parts = found.parts;
  openPart = (part) =>
    opener.open(part).catch((error: unknown) => {
      const passedOver = parts.length > 1 && (error instanceof Problem ? error.isAboutNothing : sizeOf(part) < REMAINS_BYTES);
      if (passedOver) return null;
      throw error;
    });
  let seconds = 0;
  let bytes = 0;
  for (const part of parts.slice(0, FIRST_PARTS)) {
    const sound = await openPart(part);
    sound?.close();
    seconds += sound?.duration ?? 0;
    bytes += sizeOf(part);
  }
  if (seconds === 0) throw new Problem('The recording is empty: there is no sound in any of its parts.');
  return { duration: (seconds * parts.reduce((sum, part) => sum + sizeOf(part), 0)) / bytes };
}

function pieceOf({ encoding, packets, bytes }: Cut): ReadPiece {
  const data = new Uint8Array(bytes);
  let at = 0;
  for (const packet of packets) {
    data.set(packet.data, at);
    at += packet.byteLength;
  }
  const numbers = (of: (packet: EncodedPacket) => number) => Float64Array.from(packets, of);
  return {
    ...encoding,
    data,
    sizes: Uint32Array.from(packets, ({ byteLength }) => byteLength),
    timestamps: numbers(({ timestamp }) => timestamp),
    durations: numbers(({ duration }) => duration),
    keys: Uint8Array.from(packets, ({ type }) => (type === 'key' ? 1 : 0)),
  };
}

async function answer(request: ReaderRequest): Promise<ReaderAnswer> {
  if (request.ask === 'open') return { opened: await opened() };
  if (request.ask === 'begin') {
    pieces = cut(timeline(parts, openPart), request);
    return { begun: true };
  }
  const next = await pieces?.next();
  return { piece: next?.value === undefined ? null : pieceOf(next.value) };
}

port.on('message', (request: ReaderRequest) => {
  answer(request).then(
    (reply) => port.postMessage(reply, 'piece' in reply && reply.piece !== null ? [reply.piece.data.buffer as ArrayBuffer] : []),
    (error: unknown) => port.postMessage({ problem: error instanceof Problem ? error.message : '' } satisfies ReaderAnswer),
  );
});
