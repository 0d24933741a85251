import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { BrokenStartError, START_BYTES, withWholeStart } from './whole-start.js';

/** Pieces that come one after the other; `read` counts those that were taken. */
function stream(pieces: readonly string[], error?: Error): { rest: Readable; read: () => number } {
  let read = 0;
  async function* slowly(): AsyncGenerator<Buffer> {
    for (const piece of pieces) {
      await sleep(1);
      read += 1;
      yield Buffer.from(piece);
    }
    if (error !== undefined) throw error;
  }
  return { rest: Readable.from(slowly(), { objectMode: false, highWaterMark: 1 }), read: () => read };
}

async function started(first: string, pieces: readonly string[]): Promise<[string, string | undefined]> {
  const { rest } = stream(pieces);
  const whole = await withWholeStart({ first: Buffer.from(first), rest });
  if (whole.rest === undefined) return [whole.first.toString(), undefined];
  const more: Buffer[] = [];
  for await (const chunk of whole.rest) more.push(chunk as Buffer);
  return [whole.first.toString(), Buffer.concat(more).toString()];
}

describe('the beginning of an answer', () => {
  it.each([
    ['ev', ['ent: error\nda', 'ta: {"error":1}\n\n', 'more'], 'event: error\ndata: {"error":1}\n\n'],
    ['d', ['ata: {"id":1', '}\n\n'], 'data: {"id":1'],
    ['data: {"type":"me', ['ssage_start"}\n\n'], undefined],
    ['data: {"err', ['ors":[]', '}\n\n'], 'data: {"errors":[]'],
    [': ping\n\nda', ['ta: {"error":1}\r\n\r\n', 'more'], ': ping\n\ndata: {"error":1}\r\n\r\n'],
    ['event: ping\ndata: {}\n\nevent: err', ['or\ndata: x\n\n', 'more'], 'event: ping\ndata: {}\n\nevent: error\ndata: x\n\n'],
    ['event: x\n', ['data: {"a":1}\n\n'], 'event: x\ndata: {"a":1}\n\n'],
    ['[{\r\n "er', ['ror": {}\r\n}]', 'more'], '[{\r\n "error": {}\r\n}]'],
    ['data: {"a":1}\n\nevent: err', ['or\ndata: x\n\n'], undefined],
    [': ping\n\n', ['event: error\ndata: x\n\n'], undefined],
    ['{"id":1', ['}'], undefined],
    ['ID3\u0000', ['\u0001'], undefined],
  ])('%j comes together with what decides whether it is an error', async (first, pieces, expected) => {
    const [start, rest] = await started(first, pieces);
    expect(start).toBe(expected ?? first);
    expect(start + (rest ?? '')).toBe([first, ...pieces].join(''));
  });

  it('is all of an answer that ends in it', async () => {
    expect(await started('{"error":', ['{"message":"x"'])).toEqual(['{"error":{"message":"x"', undefined]);
  });

  it('waits for no more than so many bytes', async () => {
    const [start, rest] = await started('data: {"error":"', Array<string>(40).fill('x'.repeat(1024)));
    expect(start.length).toBeGreaterThanOrEqual(START_BYTES);
    expect(start.length).toBeLessThan(START_BYTES + 1024);
    expect(rest).toHaveLength(40 * 1024 + 16 - start.length);
  });

  it('is not waited for where an event is whole', async () => {
    const { rest, read } = stream(['more']);
    expect((await withWholeStart({ first: Buffer.from('data: {"error":1}\n\n'), rest })).rest).toBe(rest);
    expect(read()).toBe(0);
    rest.destroy();
  });

  it.each([['that breaks off', new Error('reset')], ['that is let go of', undefined]])('says so of a stream %s', async (_what, error) => {
    const { rest } = stream(['ro'], error);
    if (error === undefined) setTimeout(() => rest.destroy(), 0);
    await expect(withWholeStart({ first: Buffer.from('event: er'), rest })).rejects.toBeInstanceOf(BrokenStartError);
  });
});
