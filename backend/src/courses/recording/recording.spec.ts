import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { AdtsOutputFormat, MkvOutputFormat, MovOutputFormat, Mp4OutputFormat, OggOutputFormat, WebMOutputFormat, type AudioCodec } from 'mediabunny';
import { muxed, muxedVideo } from '../../../test/support/muxed-recordings.js';
import { mp3Of, wavOf } from '../../../test/support/recordings.js';
import type { Piece } from './piece.js';
import { Recording } from './recording.js';
import { renderPiece } from './render-piece.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'byok-recording-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function opened(bytes: Buffer): Promise<Recording> {
  const path = join(folder, `${Math.random()}`);
  await writeFile(path, bytes);
  return Recording.open(path);
}

async function piecesOf(recording: Recording, seconds: number, bytes = 1e9): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for await (const piece of recording.pieces({ seconds, bytes })) pieces.push(piece);
  return pieces;
}

type Member = readonly [name: string, make: () => Promise<Buffer>, codec: AudioCodec, extension: string, bare: string];

const SECONDS = 65;
const CUT = 20;

const FILES: readonly Member[] = [
  ['mp3', async () => mp3Of(SECONDS), 'mp3', 'mp3', 'mp3'],
  ['wav', async () => wavOf(SECONDS), 'pcm-u8', 'wav', 'wav'],
  ['m4a', () => muxed('aac', new Mp4OutputFormat(), SECONDS), 'aac', 'm4a', 'aac'],
  ['webm video', () => muxed('opus', new WebMOutputFormat(), SECONDS, true), 'opus', 'ogg', 'ogg'],
  ['mkv without the head of Opus', () => muxed('opus', new MkvOutputFormat(), SECONDS, false, false), 'opus', 'ogg', 'ogg'],
  ['aac', () => muxed('aac', new AdtsOutputFormat(), SECONDS), 'aac', 'm4a', 'aac'],
  ['mov video', () => muxed('aac', new MovOutputFormat(), SECONDS), 'aac', 'm4a', 'aac'],
  ['ogg', () => muxed('opus', new OggOutputFormat(), SECONDS), 'opus', 'ogg', 'ogg'],
  ['mkv', () => muxed('opus', new MkvOutputFormat(), SECONDS), 'opus', 'ogg', 'ogg'],
];

describe('a recording', () => {
  it.each(FILES)('of %s is cut without gaps, and each piece is a recording again that is as long', async (_name, make, codec, extension, bare) => {
    const recording = await opened(await make());
    try {
      expect(recording.duration).toBeCloseTo(SECONDS, 0);
      const pieces = await piecesOf(recording, CUT);
      expect(pieces.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
      expect(pieces[0]!.start).toBe(0);
      expect(pieces.at(-1)!.end).toBeCloseTo(SECONDS, 0);
      for (const [index, piece] of pieces.entries()) {
        expect(piece.codec).toBe(codec);
        if (index > 0) expect(Math.abs(piece.start - pieces[index - 1]!.end)).toBeLessThan(0.05);
        const file = await renderPiece(piece, false);
        expect(file.extension).toBe(extension);
        expect((await renderPiece(piece, true)).extension).toBe(bare);
        const again = await opened(file.bytes);
        expect(Math.abs(again.duration - (piece.end - piece.start))).toBeLessThan(0.1);
        again.close();
      }
      expect((await piecesOf(recording, CUT)).map(({ start, end }) => [start, end])).toEqual(pieces.map(({ start, end }) => [start, end]));
    } finally {
      recording.close();
    }
  });

  it('is cut by size too', async () => {
    const recording = await opened(wavOf(60));
    const pieces = await piecesOf(recording, 300, 100_000);
    recording.close();
    expect(pieces.length).toBeGreaterThanOrEqual(5);
    for (const piece of pieces) expect((await renderPiece(piece, false)).bytes.length).toBeLessThan(101_000);
  });

  it.each([
    ['no sound', async () => muxedVideo(new WebMOutputFormat()), /no sound/],
    ['a head that was cut off', async () => (await muxed('aac', new Mp4OutputFormat({ fastStart: false }), 30)).subarray(0, 500), /recording/],
    ['nothing but zeros', async () => Buffer.alloc(10_000), /no recording/],
  ])('with %s is refused in words', async (_what, make, words) => {
    await expect(make().then(opened)).rejects.toMatchObject({ code: 'invalid_input', message: expect.stringMatching(words) });
  });
});

describe('a playlist', () => {
  it.each(['/absolute', 'relative', '../parent'])('is no recording, even when it names one by a path that is %s', async (kind) => {
    const victim = join(folder, 'victim');
    await writeFile(victim, mp3Of(30));
    const named = { '/absolute': victim, relative: 'victim', '../parent': `../${basename(folder)}/victim` }[kind] as string;
    const playlist = `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:30\n#EXTINF:30,\n${named}\n#EXT-X-ENDLIST\n`;
    await expect(opened(Buffer.from(playlist))).rejects.toMatchObject({ code: 'invalid_input', message: expect.stringContaining('no recording of a format that is taken, but a playlist') });
  });
});
