import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { jest } from '@jest/globals';
import { GrowingBytes } from '../http/index.js';
import { MEMORY_BYTES, SpooledBody } from './spooled-body.js';
import { UploadSpool } from './upload-spool.service.js';

let dataDir: string;
let spool: UploadSpool;
const add = jest.spyOn(GrowingBytes.prototype, 'add');
beforeEach(async () => {
  add.mockClear();
  dataDir = await mkdtemp(join(tmpdir(), 'byok-spool-'));
  spool = new UploadSpool({ dataDir });
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));
afterAll(() => add.mockRestore());

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
/** Memory that the body of this test occupies, in bytes. */
const held = () => (add.mock.contexts.at(-1) as GrowingBytes | undefined)?.view.buffer.byteLength ?? 0;
const named = () => readdir(join(dataDir, 'spool')).catch(() => []);

async function fill(bytes: Buffer, chunkBytes: number): Promise<SpooledBody> {
  const body = spool.body();
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    await body.append(bytes.subarray(at, at + chunkBytes));
    expect(held()).toBeLessThanOrEqual(MEMORY_BYTES);
  }
  return body;
}

describe('a spooled body', () => {
  it.each([
    [0, 10],
    [1, 1],
    [100_000, 7],
    [MEMORY_BYTES, 65_536],
    [MEMORY_BYTES + 1, 65_536],
    [3 * MEMORY_BYTES, 70_001],
    [2 * MEMORY_BYTES, 2 * MEMORY_BYTES],
  ])('of %i bytes in pieces of %i reads as it came, twice, and never holds more than the bound', async (size, chunkBytes) => {
    const bytes = randomBytes(size);
    const body = await fill(bytes, chunkBytes);
    expect([body.size, body.isInMemory]).toEqual([size, size <= MEMORY_BYTES]);
    if (size > MEMORY_BYTES) expect(held()).toBe(0);
    else expect(held()).toBeGreaterThanOrEqual(size);
    for (let times = 0; times < 2; times += 1) expect(sha256(await buffer(body.read()))).toBe(sha256(bytes));
    expect(await named()).toEqual([]);
    await body.dispose();
    await body.dispose();
  });

  it('reads only to those who come before its end', async () => {
    const body = await fill(randomBytes(2 * MEMORY_BYTES), 65_536);
    const reader = body.read();
    await reader.next();
    await body.dispose();
    await expect(reader.next()).rejects.toThrow();
  });

  it('says so when the disk is full', async () => {
    const full = new SpooledBody(() => Promise.reject(Object.assign(new Error('open'), { code: 'ENOSPC' })));
    await expect(full.append(Buffer.alloc(MEMORY_BYTES + 1))).rejects.toMatchObject({ code: 'unavailable', message: /room/ });
    await full.dispose();
  });
});

it('the spool is swept at a start', async () => {
  await mkdir(join(dataDir, 'spool'));
  await writeFile(join(dataDir, 'spool', 'left-by-a-crash'), 'x');
  await spool.onModuleInit();
  expect(await named()).toEqual([]);
});
