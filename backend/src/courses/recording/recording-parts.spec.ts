import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdtsOutputFormat, MkvOutputFormat, OggOutputFormat, WebMOutputFormat } from 'mediabunny';
import { muxed } from '../../../test/support/muxed-recordings.js';
import { mp3Of, wavOf } from '../../../test/support/recordings.js';
import { TWENTY_SECONDS } from '../../../test/support/several-parts.js';
import type { Piece } from './piece.js';
import { PIECE_LIMITS, Recording, type PieceLimits } from './recording.js';
import { renderPiece } from './render-piece.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'byok-parts-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function opened(bytes: Buffer): Promise<Recording> {
  const path = join(folder, `${Math.random()}`);
  await writeFile(path, bytes);
  return Recording.open(path);
}

async function piecesOf(bytes: Buffer, limits: PieceLimits = PIECE_LIMITS): Promise<Piece[]> {
  const recording = await opened(bytes);
  const pieces: Piece[] = [];
  try {
    for await (const piece of recording.pieces(limits)) pieces.push(piece);
  } finally {
    recording.close();
  }
  return pieces;
}

/** Seconds that somebody hears who gets the file. */
async function heardIn(piece: Piece): Promise<number> {
  const recording = await opened((await renderPiece(piece, false)).bytes);
  recording.close();
  return recording.duration;
}

describe('a recording of several parts', () => {
  it.each(TWENTY_SECONDS)('(%s) is heard to its end, on one line of time', async (_what, make) => {
    const pieces = await piecesOf(await make());
    expect(pieces[0]?.start).toBe(0);
    expect(Math.abs((pieces.at(-1)?.end ?? 0) - 20)).toBeLessThan(0.2);
    let heard = 0;
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) expect(Math.abs(piece.start - (pieces[index - 1] as Piece).end)).toBeLessThan(0.05);
      heard += await heardIn(piece);
    }
    expect(Math.abs(heard - 20)).toBeLessThan(0.3);
  });

  it('is cut where any other is, and its parts need no piece of their own', async () => {
    const part = await muxed('opus', new OggOutputFormat(), 3);
    const pieces = await piecesOf(Buffer.concat(Array.from({ length: 20 }, () => part)), { ...PIECE_LIMITS, seconds: 40 });
    expect(pieces.map(({ end }) => Math.round(end))).toEqual([40, 60]);
  });
});

describe('a recording whose clock does not begin at zero', () => {
  it.each<readonly [string, () => Promise<Buffer>]>([
    ['Matroska with video', () => muxed('aac', new MkvOutputFormat(), 10, true, true, 3600)],
    ['WebM', () => muxed('opus', new WebMOutputFormat(), 10, false, true, 3600)],
    ['Matroska', () => muxed('aac', new MkvOutputFormat(), 10, false, true, 3600)],
  ])('(%s) has times from zero', async (_what, make) => {
    const pieces = await piecesOf(await make());
    expect([pieces[0]?.start, Math.round(pieces.at(-1)?.end ?? 0)]).toEqual([0, 10]);
  });
});

describe('a short rest', () => {
  it.each<readonly [string, () => Buffer | Promise<Buffer>]>([
    ['mp3', () => mp3Of(60.02)],
    ['ogg', () => muxed('opus', new OggOutputFormat(), 60.02)],
    ['wav', () => wavOf(60.02)],
    ['aac', () => muxed('aac', new AdtsOutputFormat(), 60.02)],
  ])('of %s goes with the piece before it', async (_what, make) => {
    const pieces = await piecesOf(await make(), { ...PIECE_LIMITS, seconds: 20 });
    expect(pieces).toHaveLength(3);
    expect(pieces[2]?.end).toBeCloseTo(60.02, 0);
  });

  it('is no reason to send more than a provider takes', async () => {
    const pieces = await piecesOf(wavOf(60.02), { seconds: 300, bytes: 240_000 });
    expect(pieces).toHaveLength(2);
    for (const piece of pieces) expect((await renderPiece(piece, false)).bytes.length).toBeLessThan(240_000 * 1.07);
  });

  it.each([0.7, 0.9, 1.1, 2])('of %d s is heard', async (rest) => {
    const pieces = await piecesOf(wavOf(40 + rest), { ...PIECE_LIMITS, seconds: 20 });
    expect(pieces.at(-1)?.end).toBeCloseTo(40 + rest, 1);
    for (const { start, end } of pieces) expect(end - start).toBeGreaterThan(0.6);
  });

  it('that is all there is cannot be heard, and is not sent', async () => {
    expect(await piecesOf(wavOf(0.05))).toEqual([]);
    expect(await piecesOf(mp3Of(0.05))).toEqual([]);
    expect(await piecesOf(wavOf(0.15))).toHaveLength(1);
  });
});
