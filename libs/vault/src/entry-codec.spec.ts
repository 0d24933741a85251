import fc from 'fast-check';
import { utf8, type Bytes, type PlainKey } from './bytes.js';
import { generateDek } from './dek.js';
import { openEntry, sealEntry } from './entry-codec.js';
import type { EntryRecord } from './format.js';

const USER = 'user-1';
/** More of them in `npm run proofs`, which has the time. */
const MUTATIONS = process.env['BYOK_PROOFS'] === undefined ? 1_000 : 10_000;
const KEY = 'sk-proj-sandbox-0123456789';
const content = { id: 'entry-1', provider: 'openai', metadata: { addedAt: '2026-11-22T10:00:00.000Z' } } as const;
const tampered = expect.objectContaining({ code: 'tampered-entry' });

const flipped = (bytes: Bytes, bit: number): Bytes => {
  const copy = bytes.slice();
  const index = Math.floor(bit / 8) % copy.length;
  copy[index] = (copy[index] ?? 0) ^ (1 << (bit % 8));
  return copy;
};

describe('the entry codec', () => {
  let dek: CryptoKey;
  let record: EntryRecord;
  beforeAll(async () => {
    dek = await generateDek();
    record = await sealEntry(dek, USER, content, utf8(KEY) as PlainKey);
  });

  const open = (changed: EntryRecord, userId = USER): Promise<string> =>
    openEntry(dek, userId, changed, (_metadata, key) => new TextDecoder().decode(key));

  it('gives back exactly the key and the metadata', async () => {
    await expect(open(record)).resolves.toBe(KEY);
    await expect(openEntry(dek, USER, record, (metadata) => metadata)).resolves.toEqual(content.metadata);
  });

  it('uses a new IV every time and hides the length of the key', async () => {
    const again = await sealEntry(dek, USER, content, utf8('AIza-short') as PlainKey);
    expect(again.iv).not.toEqual(record.iv);
    expect(again.ciphertext).toHaveLength(record.ciphertext.length);
  });

  it('zero-fills the lent key when the work is done and when it fails', async () => {
    let lent: PlainKey | undefined;
    await openEntry(dek, USER, record, (_metadata, key) => {
      lent = key;
    });
    expect(lent).toEqual(new Uint8Array(KEY.length));
    const failure = openEntry(dek, USER, record, (_metadata, key) => {
      lent = key;
      throw new Error('sealing failed');
    });
    await expect(failure).rejects.toThrow('sealing failed');
    expect(lent).toEqual(new Uint8Array(KEY.length));
  });

  it.each([
    ['another provider', { provider: 'gemini' }],
    ['another id', { id: 'entry-2' }],
    ['another format version', { formatVersion: 2 }],
    ['an unknown provider', { provider: 'cloudru' }],
    ['a text in place of the IV', { iv: 'AAAAAAAAAAAA' }],
    ['no ciphertext', { ciphertext: undefined }],
    ['an empty ciphertext', { ciphertext: new Uint8Array() }],
  ])('refuses an entry with %s', async (_name, change) => {
    await expect(open({ ...record, ...change } as unknown as EntryRecord)).rejects.toEqual(tampered);
  });

  it('refuses an entry of another user', async () => {
    await expect(open(record, 'user-2')).rejects.toEqual(tampered);
  });

  it('refuses an entry under another DEK', async () => {
    const other = await sealEntry(await generateDek(), USER, content, utf8(KEY) as PlainKey);
    await expect(open(other)).rejects.toEqual(tampered);
  });

  it(`meets ${MUTATIONS} random mutations with the same error and never with a plaintext`, async () => {
    const blob = fc.uint8Array({ maxLength: 600 });
    const junk = fc.oneof(fc.anything(), blob, fc.constantFrom(null, undefined, 0, '', {}, []));
    const mutation = fc.oneof(
      { weight: 4, arbitrary: fc.nat().map((bit) => ({ ciphertext: flipped(record.ciphertext, bit) })) },
      { weight: 2, arbitrary: fc.nat().map((bit) => ({ iv: flipped(record.iv, bit) })) },
      fc.nat({ max: 271 }).map((end) => ({ ciphertext: record.ciphertext.slice(0, end) })),
      blob.filter((tail) => tail.length > 0).map((tail) => ({ ciphertext: Uint8Array.from([...record.ciphertext, ...tail]) })),
      blob.map((ciphertext) => ({ ciphertext })),
      fc.constantFrom('iv', 'ciphertext', 'id', 'provider', 'formatVersion').chain((field) => junk.map((value) => ({ [field]: value }))),
      fc.string().map((id) => ({ id })),
    );
    const unchanged = (candidate: Record<string, unknown>): boolean =>
      Object.entries(candidate).every(([field, value]) => {
        const original: unknown = record[field as keyof EntryRecord];
        return value === original || (value instanceof Uint8Array && original instanceof Uint8Array && Buffer.compare(value, original) === 0);
      });
    await fc.assert(
      fc.asyncProperty(mutation, async (change) => {
        fc.pre(!unchanged(change));
        await expect(open({ ...record, ...change } as unknown as EntryRecord)).rejects.toEqual(tampered);
      }),
      { numRuns: MUTATIONS },
    );
  });

  it('keeps every key whatever its bytes', async () => {
    const keys = fc.uint8Array({ minLength: 8, maxLength: 512 });
    await fc.assert(
      fc.asyncProperty(keys, async (bytes) => {
        const original = Uint8Array.from(bytes);
        const sealed = await sealEntry(dek, USER, content, original as PlainKey);
        const opened = await openEntry(dek, USER, sealed, (_metadata, key) => key.slice());
        expect(Buffer.compare(opened, original)).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
