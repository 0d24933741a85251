import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MARKER_SECONDS, markerSamples, type Marker } from './markers.js';
import { SENTENCES } from './text.js';

const run = promisify(execFile);
/** Samples a second, as eSpeak NG speaks. */
const RATE = 22_050;
const PAUSE_SECONDS = 0.3;

/** A spoken recording in Russian, with a marker before each stretch. */
export interface Lecture {
  /** A WAV file. */
  readonly path: string;
  readonly seconds: number;
  /** Where each stretch truly begins; its number is its place in the list. */
  readonly markers: readonly Marker[];
}

/** What is said in a stretch after its marker. */
export function stretchText(number: number): string {
  return `Отрезок ${number}. ${SENTENCES[number % SENTENCES.length]}`;
}

/** Speaks numbered stretches until the recording has at least so many seconds. */
export async function speakLecture(folder: string, seconds: number): Promise<Lecture> {
  const path = join(folder, 'lecture.wav');
  const file = await open(path, 'w');
  const markers: Marker[] = [];
  const sentences = await Promise.all(SENTENCES.map((sentence) => speak(sentence)));
  let samples = 0;
  const write = async (part: Int16Array): Promise<void> => {
    samples += part.length;
    await file.write(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  };
  const pause = new Int16Array(Math.round(PAUSE_SECONDS * RATE));
  try {
    await file.write(wavHead(0));
    for (let number = 0; samples < seconds * RATE; number += 1) {
      markers.push({ number, at: samples / RATE });
      await write(markerSamples(number, RATE));
      for (const part of [pause, await speak(`Отрезок ${number}.`), pause, sentences[number % sentences.length] as Int16Array, pause]) await write(part);
    }
    await file.write(wavHead(samples), 0, 44, 0);
  } finally {
    await file.close();
  }
  return { path, seconds: samples / RATE, markers };
}

/** Whether a marker is cut through when the recording is cut at `seconds`, or so nearly that a codec may blur it. */
export function isCutThrough(marker: Marker, seconds: number): boolean {
  const BLUR = 0.1;
  return seconds > marker.at - BLUR && seconds < marker.at + MARKER_SECONDS + BLUR;
}

async function speak(text: string): Promise<Int16Array> {
  const { stdout } = await run('espeak-ng', ['-v', 'ru', '-s', '150', '--stdout', text], { encoding: 'buffer', maxBuffer: 64 << 20 });
  const body = stdout.subarray(44);
  return new Int16Array(body.buffer.slice(body.byteOffset, body.byteOffset + (body.length & ~1)));
}

function wavHead(samples: number): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + samples * 2, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(samples * 2, 40);
  return head;
}
