import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Mp4OutputFormat, OggOutputFormat, WebMOutputFormat } from 'mediabunny';
import { box, element, id3, overwritten, webmOf } from '../../../test/support/bad-recordings.js';
import { muxed } from '../../../test/support/muxed-recordings.js';
import { mp3Of, wavOf } from '../../../test/support/recordings.js';
import { PIECE_LIMITS, Recording } from './recording.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'byok-bad-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const GIB = 1024 ** 3;
const mp4 = (seconds = 10) => muxed('aac', new Mp4OutputFormat({ fastStart: 'in-memory' }), seconds);
const zeros = (count: number) => Buffer.alloc(count);

/** A file of this size, with bytes at its beginning and holes for the rest. */
async function fileOf(bytes: Buffer, size = bytes.length): Promise<string> {
  const path = join(folder, `${Math.random()}`);
  await writeFile(path, bytes);
  if (size > bytes.length) {
    const file = await open(path, 'r+');
    await file.truncate(size);
    await file.close();
  }
  return path;
}

/** What becomes of a file: its pieces, or the words of the refusal; and how much memory was taken at most. */
async function read(path: string): Promise<{ outcome: string; refused: boolean; grownBytes: number }> {
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  try {
    const recording = await Recording.open(path);
    let pieces = 0;
    try {
      for await (const { packets } of recording.pieces()) pieces += packets.length > 0 ? 1 : 0;
      return { outcome: `${pieces} pieces`, refused: false, grownBytes: most - before };
    } finally {
      recording.close();
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid_input', errors: [{ field: 'file' }] });
    return { outcome: (error as Error).message, refused: true, grownBytes: most - before };
  } finally {
    clearInterval(watch);
  }
}

/** Far below what the files claim to be, and what the thread may have. */
const MEMORY = 1.2 * GIB;

type Bad = readonly [what: string, make: () => Promise<Buffer> | Buffer, size?: number];

const BAD: readonly Bad[] = [
  ['an MP4 whose head claims 2 GiB', () => Buffer.concat([box('ftyp', Buffer.from('isom\0\0\0\0isom')), box('moov', zeros(100), 2 * GIB - 100)]), 2 * GIB - 1],
  ['an MP4 whose head claims more than there is on earth', () => Buffer.concat([box('ftyp', Buffer.from('isom\0\0\0\0isom')), box('moov', Buffer.concat([Buffer.from('7fffffffffffffff', 'hex'), zeros(100)]), 1)])],
  ['an MP4 with a table of four thousand million samples', async () => overwritten(await mp4(), 'stsz', 12, 0xffffffff)],
  ['ten thousand boxes in each other', () => Buffer.concat([box('ftyp', Buffer.from('isom\0\0\0\0isom')), Array.from({ length: 10_000 }).reduce<Buffer>((inner) => box('moov', inner), zeros(8))])],
  ['a WebM whose cluster claims 1 GiB', () => webmOf(zeros(8), 1, GIB), GIB + 4096],
  ['an ID3 tag that claims 256 MB, and nothing else', () => id3(256e6, zeros(100))],
  ['a frame of MP3, and 1 GiB of nothing before the next', () => mp3Of(0.01), GIB],
  ['an MP4 with a table of as many times', async () => overwritten(await mp4(), 'stts', 8, 0xffffffff)],
  ['an MP4 with as many chunks', async () => overwritten(await mp4(), 'stco', 8, 0xffffffff)],
  ['a WebM of metadata alone', () => Buffer.concat([element(0x1a45dfa3, element(0x4282, Buffer.from('webm'))), element(0x18538067, element(0x1254c367, zeros(64), GIB))]), GIB],
  ['an ID3 tag of 256 MB, and nothing else', () => id3(256e6, zeros(100)), 256e6 + 4000],
  ['2 GiB of nothing', () => zeros(0), 2 * GIB],
];

describe('a bad recording', () => {
  it.each(BAD.map(([what, make, size = 0]) => [what, make, size] as const))('that is %s is refused in words, without harm', async (_what, make, size) => {
    const { outcome, refused, grownBytes } = await read(await fileOf(await make(), size));
    expect([refused, outcome]).toEqual([true, expect.stringMatching(/recording/)]);
    expect(grownBytes).toBeLessThan(MEMORY);
  });

  it.each<[string, () => Promise<Buffer> | Buffer]>([
    ['an MP4', () => mp4()],
    ['a WAV', () => wavOf(10)],
    ['an Ogg', () => muxed('opus', new OggOutputFormat(), 10)],
  ])('that is half of %s is refused, before anybody pays for it', async (_what, make) => {
    const whole = await make();
    const { outcome, refused } = await read(await fileOf(whole.subarray(0, whole.length / 2)));
    expect([refused, outcome]).toEqual([true, expect.stringContaining('cut off')]);
  });

  it('that is a WAV whose writer did not know its length, or was off by some bytes, is none', async () => {
    for (const [riff, data] of [[0xffffffff, 0xffffffff], [wavOf(20).length + 300, 160_000]] as const) {
      const bytes = wavOf(20);
      bytes.writeUInt32LE(riff, 4);
      bytes.writeUInt32LE(data, 40);
      expect(await read(await fileOf(bytes))).toMatchObject({ outcome: '1 pieces' });
    }
  });

  it('may come behind a large tag, and is read', async () => {
    const tagged = Buffer.concat([id3(20_000_000, zeros(20_000_000)), mp3Of(10)]);
    expect(await read(await fileOf(tagged))).toMatchObject({ outcome: '1 pieces' });
  });

  it('that is only found to be so further on gives its good pieces first, and then words', async () => {
    const bytes = await mp4(60);
    const table = bytes.indexOf('stco', 0, 'latin1');
    const chunks = bytes.readUInt32BE(table + 8);
    bytes.writeUInt32BE(0x7fff0000, table + 12 + 4 * Math.floor(chunks * 0.6));
    const recording = await Recording.open(await fileOf(bytes));
    const pieces: number[] = [];
    const cutting = (async () => {
      for await (const { index } of recording.pieces({ ...PIECE_LIMITS, seconds: 20 })) pieces.push(index);
    })();
    await expect(cutting.finally(() => recording.close())).rejects.toMatchObject({ code: 'invalid_input', message: expect.stringContaining('damaged or cut off') });
    expect(pieces.length).toBeGreaterThan(0);
  });

  it('is never more than refused, whichever bytes of it are wrong', async () => {
    let seed = 20_261_122;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    const whole = [await mp4(20), await muxed('opus', new WebMOutputFormat(), 20, true), await muxed('opus', new OggOutputFormat(), 20), wavOf(20), mp3Of(20)];
    for (let turn = 0; turn < 40; turn += 1) {
      const bytes = Buffer.from(whole[turn % whole.length] as Buffer);
      for (let count = 0; count < 20; count += 1) bytes[random(Math.min(bytes.length, 3000))] = random(256);
      const { outcome } = await read(await fileOf(bytes));
      expect(outcome).toMatch(/^\d+ pieces$|recording/);
    }
  });
});
