import fc from 'fast-check';
import { randomBytes, utf8, type Bytes, type PlainKey } from './bytes.js';
import { generateDek } from './dek.js';
import { openEntry, sealEntry } from './entry-codec.js';
import { FORMAT_VERSION, type EntryRecord, type PasskeyRecord } from './format.js';
import { PASSKEY_ROW_PREFIX, credentialName, unwrapDekByPasskey, wrapDekForPasskey } from './passkey-codec.js';

const USER = 'user-1';
/** More of them in `npm run proofs`, which has the time. */
const MUTATIONS = process.env['BYOK_PROOFS'] === undefined ? 500 : 10_000;
const wrong = expect.objectContaining({ code: 'passkey-wrong' });

const flipped = (bytes: Bytes, bit: number): Bytes => {
  const copy = bytes.slice();
  const index = Math.floor(bit / 8) % copy.length;
  copy[index] = (copy[index] ?? 0) ^ (1 << (bit % 8));
  return copy;
};

describe('the DEK wrapped for a passkey', () => {
  const prf = randomBytes(32);
  const credentialId = randomBytes(20);
  const prfSalt = randomBytes(32);
  let record: PasskeyRecord;
  let entry: EntryRecord;
  beforeAll(async () => {
    const dek = await generateDek();
    const content = { id: 'entry-1', provider: 'openai', metadata: { addedAt: '2026-11-22T10:00:00.000Z' } } as const;
    entry = await sealEntry(dek, USER, content, utf8('sk-proj-sandbox-0123456789') as PlainKey);
    record = {
      name: PASSKEY_ROW_PREFIX + credentialName(credentialId),
      formatVersion: FORMAT_VERSION,
      credentialId,
      prfSalt,
      wrappedDek: await wrapDekForPasskey(dek, USER, { credentialId, prfSalt, prf }),
      label: 'Ноутбук',
      transports: ['internal'],
      addedAt: '2026-11-22T10:00:00.000Z',
    };
  });

  it('is the same DEK, and can not be exported', async () => {
    const dek = await unwrapDekByPasskey(record, USER, prf);
    expect(dek.extractable).toBe(false);
    await expect(openEntry(dek, USER, entry, (metadata) => metadata.addedAt)).resolves.toBe('2026-11-22T10:00:00.000Z');
  });

  it('opens for no other user, and with no other output of the PRF', async () => {
    await expect(unwrapDekByPasskey(record, 'user-2', prf)).rejects.toEqual(wrong);
    await expect(unwrapDekByPasskey(record, USER, flipped(prf, 7))).rejects.toEqual(wrong);
    await expect(unwrapDekByPasskey(record, USER, prf.slice(0, 31))).rejects.toEqual(wrong);
    await expect(unwrapDekByPasskey(undefined, USER, prf)).rejects.toEqual(wrong);
  });

  it('does not care what the passkey is called', async () => {
    await unwrapDekByPasskey({ ...record, label: 42, addedAt: null, transports: {} }, USER, prf);
  });

  it(`meets ${MUTATIONS} random mutations with the same error and never with a DEK`, async () => {
    const blob = fc.uint8Array({ maxLength: 80 });
    const junk = fc.oneof(fc.anything(), blob, fc.constantFrom(null, undefined, 0, '', {}, []));
    const { wrappedDek } = record;
    const renamed = (id: Bytes) => ({ credentialId: id, name: PASSKEY_ROW_PREFIX + credentialName(id) });
    const mutation = fc.oneof(
      { weight: 3, arbitrary: fc.nat().map((bit) => ({ wrappedDek: { ...wrappedDek, ciphertext: flipped(wrappedDek.ciphertext, bit) } })) },
      fc.nat().map((bit) => ({ wrappedDek: { ...wrappedDek, iv: flipped(wrappedDek.iv, bit) } })),
      fc.nat().map((bit) => ({ prfSalt: flipped(prfSalt, bit) })),
      fc.nat().map((bit) => renamed(flipped(credentialId, bit))),
      fc.nat().map((bit) => ({ credentialId: flipped(credentialId, bit) })),
      fc.uint8Array({ minLength: 1, maxLength: 64 }).map((id) => renamed(Uint8Array.from(id))),
      blob.map((ciphertext) => ({ wrappedDek: { ...wrappedDek, ciphertext } })),
      fc.integer().filter((version) => version !== FORMAT_VERSION).map((formatVersion) => ({ formatVersion })),
      fc
        .constantFrom('name', 'formatVersion', 'credentialId', 'prfSalt', 'wrappedDek')
        .chain((field) => junk.filter((value) => value !== FORMAT_VERSION).map((value) => ({ [field]: value }))),
    );
    await fc.assert(
      fc.asyncProperty(mutation, async (change) => {
        await expect(unwrapDekByPasskey({ ...record, ...change }, USER, prf)).rejects.toEqual(wrong);
      }),
      { numRuns: MUTATIONS },
    );
  });

  it('names credentials as WebAuthn’s JSON does', () => {
    expect(credentialName(Uint8Array.from([0xfb, 0xff, 0xfe, 0x01]))).toBe(Buffer.from([0xfb, 0xff, 0xfe, 0x01]).toString('base64url'));
  });
});
