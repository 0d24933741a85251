import { jest } from '@jest/globals';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import fc from 'fast-check';
import { TRANSIT_INFO, type PlainKey } from '#contracts';
import { envelopeAad } from '../aad.js';
import { decodeBase64Url } from '../base64url.js';
import { formatEnvelope, parseEnvelope, type Envelope } from '../envelope.js';
import { sealEnvelope } from '../seal.js';
import { vectors } from '../__fixtures__/read-vectors.js';
import { HpkeSuite } from './hpke.js';
import { TransitPrivateKey, generateScalar } from './private-key.js';

const bytesOf = (text: string) => decodeBase64Url(text) as Uint8Array<ArrayBuffer>;
const textOf = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString('latin1');
const vectorKey = (capacity?: number) =>
  new TransitPrivateKey(vectors.kid, bytesOf(vectors.recipient.privateKey), capacity);
const parsed = (text: string): Envelope => {
  const result = parseEnvelope(text);
  if (!result.ok) throw new Error(result.flaw);
  return result.envelope;
};
const keyCharacters = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
const anyKey = fc.string({ minLength: 8, maxLength: 512, unit: fc.constantFrom(...keyCharacters) });

const binding = { provider: 'openai', userId: '7c9e6679-7425-40de-944b-e07fc1f90ae7' };

async function libraryOpen(
  scalar: Uint8Array,
  publicKey: Uint8Array,
  envelope: Envelope,
  aad: Uint8Array,
): Promise<string> {
  const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const base = { kty: 'EC', crv: 'P-256', key_ops: ['deriveBits'] };
  const point = Buffer.from(publicKey);
  const coordinates = { x: point.toString('base64url', 1, 33), y: point.toString('base64url', 33) };
  const recipientKey = await suite.kem.importKey(
    'jwk',
    { ...base, ...coordinates, d: Buffer.from(scalar).toString('base64url') },
    false,
  );
  const recipientPublicKey = await suite.kem.deserializePublicKey(Uint8Array.from(publicKey).buffer);
  const info = new TextEncoder().encode(TRANSIT_INFO);
  const enc = Uint8Array.from(envelope.enc).buffer;
  return Buffer.from(
    await suite.open(
      { recipientKey: { privateKey: recipientKey, publicKey: recipientPublicKey }, enc, info },
      envelope.ct,
      aad,
    ),
  ).toString('latin1');
}

describe('TransitPrivateKey', () => {
  it.each(vectors.opens)('opens the published vector of $name, as the library does', async (vector) => {
    const envelope = parsed(vector.envelope);
    expect(vectorKey().publicKey).toBe(vectors.recipient.publicKey);
    expect(textOf(vectorKey().open(envelope, vector))).toBe(vector.key);
    expect(Buffer.from(envelopeAad({ ...envelope, ...vector })).toString()).toBe(vector.aad);
    const { privateKey, publicKey } = vectors.recipient;
    await expect(libraryOpen(bytesOf(privateKey), bytesOf(publicKey), envelope, Buffer.from(vector.aad))).resolves.toBe(
      vector.key,
    );
  });

  it.each(vectors.doNotOpenAsTheFirst)('does not open: $name', ({ envelope }) => {
    expect(vectorKey().open(parsed(envelope), binding)).toBeUndefined();
  });

  it('opens what the browser side seals, for any key', async () => {
    const key = new TransitPrivateKey('k1', generateScalar());
    await fc.assert(
      fc.asyncProperty(anyKey, async (text) => {
        const sealed = await sealEnvelope({
          transitKey: key,
          ...binding,
          key: Buffer.from(text, 'latin1'),
          expiresAt: 1_893_456_000,
        });
        expect(textOf(key.open(parsed(sealed), binding))).toBe(text);
      }),
      { numRuns: 40 },
    );
  });

  it('seals on the server what the library opens', async () => {
    const scalar = generateScalar();
    const key = new TransitPrivateKey('k1', scalar);
    const job = { ...binding, jobId: 'job-1', exp: 1_893_456_000 };
    const envelope = key.seal(Buffer.from('sk-server-sealed') as PlainKey<Buffer>, job);
    await expect(
      libraryOpen(scalar, bytesOf(key.publicKey), envelope, envelopeAad({ kid: 'k1', ...job })),
    ).resolves.toBe('sk-server-sealed');
    expect(textOf(key.open(parsed(formatEnvelope(envelope)), job))).toBe('sk-server-sealed');
  });

  it.each([{ userId: 'another' }, { provider: 'gemini' }, { jobId: 'job-1' }])('does not open for %p', (other) => {
    expect(vectorKey().open(parsed(vectors.opens[0]!.envelope), { ...binding, ...other })).toBeUndefined();
  });

  it('opens no mutation of an envelope, whether its context is cached or not', () => {
    const warm = vectorKey();
    const vector = vectors.opens[0]!;
    warm.open(parsed(vector.envelope), vector);
    fc.assert(
      fc.property(fc.nat(vector.envelope.length - 1), fc.integer({ min: 33, max: 126 }), (position, code) => {
        const changed =
          vector.envelope.slice(0, position) + String.fromCharCode(code) + vector.envelope.slice(position + 1);
        if (changed === vector.envelope) return;
        const result = parseEnvelope(changed);
        if (!result.ok) return;
        expect(warm.open(result.envelope, binding)).toBeUndefined();
        expect(vectorKey().open(result.envelope, binding)).toBeUndefined();
      }),
      { numRuns: 3000 },
    );
  });

  describe('keeps contexts', () => {
    const derived = jest.spyOn(HpkeSuite.prototype, 'derive');
    beforeEach(() => derived.mockClear());
    afterAll(() => derived.mockRestore());

    it('of what it opened, and none of what did not open', () => {
      const key = vectorKey();
      const [envelope, stranger] = [parsed(vectors.opens[0]!.envelope), parsed(vectors.doNotOpenAsTheFirst[0]!.envelope)];
      expect(key.open(stranger, binding)).toBeUndefined();
      expect(key.open(envelope, { ...binding, userId: 'another' })).toBeUndefined();
      expect(derived).toHaveBeenCalledTimes(2);
      for (let time = 0; time < 3; time += 1) expect(textOf(key.open(envelope, binding))).toBe(vectors.opens[0]!.key);
      expect(derived).toHaveBeenCalledTimes(3);
      key.forget();
      expect(textOf(key.open(envelope, binding))).toBe(vectors.opens[0]!.key);
      expect(derived).toHaveBeenCalledTimes(4);
    });

    it('of at most as many as it may', () => {
      const key = vectorKey(3);
      const envelopes = Array.from({ length: 10 }, () => key.seal(Buffer.from('sk-12345678') as PlainKey<Buffer>, { ...binding, exp: 1 }));
      for (const envelope of envelopes) key.open(envelope, binding);
      derived.mockClear();
      for (const envelope of envelopes.slice(-3)) key.open(envelope, binding);
      expect(derived).not.toHaveBeenCalled();
      for (const envelope of envelopes.slice(0, 7)) key.open(envelope, binding);
      expect(derived).toHaveBeenCalledTimes(7);
    });
  });

  it.each([
    ['zero', Buffer.alloc(32)],
    ['not below the order', Buffer.alloc(32, 0xff)],
    ['too short', Buffer.alloc(31, 1)],
  ])('refuses a private key that is %s', (_what, scalar) => {
    expect(() => new TransitPrivateKey('k1', scalar)).toThrow();
  });
});

describe('sealEnvelope', () => {
  const transitKey = { kid: vectors.kid, publicKey: vectors.recipient.publicKey };
  const request = { transitKey, ...binding, key: Buffer.from('sk-12345678'), expiresAt: 1_893_456_000 };

  it('seals anew each time', async () => {
    expect(await sealEnvelope(request)).not.toBe(await sealEnvelope(request));
  });

  it.each([
    ['a key with a space', { key: Buffer.from('sk-1234 5678') }],
    ['a short key', { key: Buffer.from('sk-1234') }],
    ['an expiry in fractions', { expiresAt: 1.5 }],
    ['a transit key that is no point', { transitKey: { kid: 'k', publicKey: 'AAAA' } }],
    ['a user id that could break the binding', { userId: 'a|b' }],
  ])('refuses %s', async (_what, part) => {
    await expect(sealEnvelope({ ...request, ...part })).rejects.toThrow(RangeError);
  });
});
