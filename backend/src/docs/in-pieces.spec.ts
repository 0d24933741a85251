import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PIECE_BYTES, inPieces } from './in-pieces.js';

describe('a file in pieces', () => {
  it.each([0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 20 * PIECE_BYTES])('is whole, and lets others have a turn after each piece: %i bytes', async (size) => {
    const bytes = Buffer.from(Array.from({ length: size }, (_, index) => index % 251));
    const got: Buffer[] = [];
    let turns = 0;
    let running = true;
    const count = (): void => {
      turns += 1;
      if (running) setImmediate(count);
    };
    setImmediate(count);
    // A peer that takes everything at once.
    await pipeline(inPieces(bytes), new Writable({ write: (chunk: Buffer, _encoding, done) => void (got.push(chunk), done()) }));
    running = false;
    expect(Buffer.concat(got).equals(bytes)).toBe(true);
    expect(turns).toBeGreaterThanOrEqual(Math.ceil(size / PIECE_BYTES) - 1);
    expect(Math.max(0, ...got.map(({ length }) => length))).toBeLessThanOrEqual(PIECE_BYTES);
  });
});
