import { execFile } from 'node:child_process';
import { appendFile, copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Recording } from '../backend/src/courses/recording/recording.js';
import { renderPiece } from '../backend/src/courses/recording/render-piece.js';
import { hear } from './support/recording/hear.js';
import { REFUSED, SEVERAL, SHIFTED, TAKEN, type Kind } from './support/recording/kinds.js';

const run = promisify(execFile);
const SECONDS = 12;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'byok-kinds-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SOUND = ['-f', 'lavfi', '-i', `sine=440:r=48000:d=${SECONDS}`];
const PICTURE = ['-f', 'lavfi', '-i', `testsrc=size=320x180:rate=25:d=${SECONDS}`];

/** Makes a recording by FFmpeg, with a picture when its parameters name an encoding for one. */
async function made([name, parameters]: Kind): Promise<string> {
  const path = join(folder, `${Math.random()}-${name}`);
  const input = parameters.includes('-c:v') ? [...PICTURE, ...SOUND, '-shortest'] : SOUND;
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...input, ...parameters, path], { maxBuffer: 64 << 20 });
  return path;
}

/** Seconds that are really heard in the pieces, and where these stand. */
async function heardIn(path: string): Promise<{ seconds: number; start: number; end: number }> {
  const recording = await Recording.open(path);
  let seconds = 0;
  let start = NaN;
  let end = NaN;
  try {
    for await (const piece of recording.pieces()) {
      seconds += (await hear((await renderPiece(piece, false)).bytes)).seconds;
      if (piece.index === 0) start = piece.start;
      end = piece.end;
    }
  } finally {
    recording.close();
  }
  return { seconds, start, end };
}

async function expectHeard(path: string, seconds: number): Promise<void> {
  const heard = await heardIn(path);
  expect(Math.abs(heard.seconds - seconds)).toBeLessThan(0.4);
  expect(heard.start).toBeLessThan(0.1);
  expect(Math.abs(heard.end - seconds)).toBeLessThan(0.4);
}

const named = (kinds: readonly Kind[]) => kinds.map((kind) => [`${kind[0]} ${kind[1].join(' ')}`, kind] as const);

describe('every kind of recording that people have', () => {
  it.each(named(TAKEN))('%s is heard', async (_what, kind) => {
    await expectHeard(await made(kind), SECONDS);
  });

  it.each(named(SHIFTED))('%s is heard, from zero', async (_what, kind) => {
    await expectHeard(await made(kind), SECONDS);
  });

  it.each(named(SEVERAL))('%s twice in one file is heard to its end', async (_what, kind) => {
    const path = await made(kind);
    const twice = `${path}.twice`;
    await copyFile(path, twice);
    await appendFile(twice, await readFile(path));
    await expectHeard(twice, 2 * SECONDS);
  });

  it.each(REFUSED.map(([words, ...kind]) => [kind[0], words, kind] as const))('%s is refused as what it is (%s)', async (_name, words, kind) => {
    const refused = await Recording.open(await made(kind)).then(
      (recording) => recording.close(),
      (error: unknown) => error as { code: string; message: string },
    );
    expect(refused).toMatchObject({ code: 'invalid_input', message: expect.stringContaining(words) });
    expect(refused?.message).not.toMatch(/damaged|cut off/);
  });
});
