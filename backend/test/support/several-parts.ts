import { AdtsOutputFormat, MkvOutputFormat, Mp4OutputFormat, MpegTsOutputFormat, OggOutputFormat, WebMOutputFormat } from 'mediabunny';
import { id3 } from './bad-recordings.js';
import { muxed } from './muxed-recordings.js';
import { mp3Of, wavOf } from './recordings.js';

const twice = (bytes: Buffer) => Buffer.concat([bytes, bytes]);

/** A WAV that says this of its lengths. */
function saying(bytes: Buffer, riff: number, data: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE(riff, 4);
  copy.writeUInt32LE(data, 40);
  return copy;
}

/** A tag in the middle, whose picture has bytes in it that look like a frame. */
const tag = id3(2000, Buffer.alloc(2000, Buffer.from([0xff, 0xfb, 0x90, 0xc4, 0xff, 0xf1])));

type Member = readonly [what: string, make: () => Buffer | Promise<Buffer>];

/** Recordings that hold, one after the other or after a wrong word about their length, 20 s of sound. */
export const TWENTY_SECONDS: readonly Member[] = [
  ['chained Ogg', async () => twice(await muxed('opus', new OggOutputFormat(), 10))],
  ['two WebM with video', async () => twice(await muxed('opus', new WebMOutputFormat(), 10, true))],
  ['two MP4 in fragments', async () => twice(await muxed('aac', new Mp4OutputFormat({ fastStart: 'fragmented' }), 10))],
  ['two transport streams', async () => twice(await muxed('aac', new MpegTsOutputFormat(), 10))],
  ['two AAC with tags', async () => twice(Buffer.concat([tag, await muxed('aac', new AdtsOutputFormat(), 10)]))],
  ['MP3 of two rates', () => Buffer.concat([mp3Of(10), slowMp3Of(10)])],
  ['WAV of two rates', () => Buffer.concat([wavOf(10), wavOf(10, 16_000)])],
  ['two WAV that never learnt their length', () => twice(saying(wavOf(10), 0, 0))],
  ['WAV that says too little', () => saying(wavOf(20), 1000, 964)],
  ['WAV with more behind its sound', () => Buffer.concat([wavOf(20), Buffer.from('LIST\x04\0\0\0INFO', 'latin1')])],
  ['two WebM', async () => twice(await muxed('opus', new WebMOutputFormat(), 10))],
  ['two live WebM', async () => twice(await muxed('opus', new WebMOutputFormat({ appendOnly: true }), 10))],
  ['two Matroska', async () => twice(await muxed('aac', new MkvOutputFormat(), 10))],
  ['two MP4', async () => twice(await muxed('aac', new Mp4OutputFormat({ fastStart: 'in-memory' }), 10))],
  ['two AAC', async () => twice(await muxed('aac', new AdtsOutputFormat(), 10))],
  ['two MP3 with tags', () => twice(Buffer.concat([tag, mp3Of(10)]))],
  ['two WAV', () => twice(wavOf(10))],
  ['two WAV that say the largest length there is', () => twice(saying(wavOf(10), 0xffffffff, 0xffffffff))],
  ['WAV that says too little of its sound', () => saying(wavOf(20), 160_036, 1000)],
  ['WAV that says too little of all', () => saying(wavOf(20), 36, 160_000)],
];

/** MPEG 2 layer III, 22.05 kHz, 64 kbit/s, one channel. */
function slowMp3Of(seconds: number): Buffer {
  const frame = Buffer.alloc(208);
  frame.set([0xff, 0xf3, 0x80, 0xc4]);
  return Buffer.alloc(208 * Math.ceil((seconds * 22_050) / 576), frame);
}
