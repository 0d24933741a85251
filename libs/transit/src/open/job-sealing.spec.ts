import { createECDH } from 'node:crypto';
import { jest } from '@jest/globals';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import type { Ciphertext, PlainKey } from '#contracts';
import { envelopeAad } from '../aad.js';
import type { Envelope } from '../envelope.js';
import { HpkeSuite, keyPairOf } from './hpke.js';
import { EPHEMERAL_SEALS, SEQUENCE_LENGTH } from './job-sealing.js';
import { TransitPrivateKey, generateScalar } from './private-key.js';

const scalar = generateScalar();
const keyOf = (text: string) => Buffer.from(text) as PlainKey<Buffer>;
const KEY = keyOf('sk-sandbox-job-sealing');
const EXP = 1_893_456_000;
const INFO = Buffer.from('byok/job/v2');
const binding = { provider: 'openai', userId: 'u1', jobId: 'j1' };
const aad = envelopeAad({ kid: 'k1', exp: EXP, ...binding });
const sealed = (key: TransitPrivateKey, plain: PlainKey = KEY) => key.sealForJob(plain, { ...binding, exp: EXP });
const transitKey = () => new TransitPrivateKey('k1', scalar);
const textOf = (bytes: ArrayBuffer | Uint8Array | undefined) => bytes && Buffer.from(bytes as Uint8Array).toString();
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const headed = (sequence: number, ct: ArrayBuffer) => {
  const head = Buffer.alloc(SEQUENCE_LENGTH);
  head.writeUInt32BE(sequence);
  return Buffer.concat([head, Buffer.from(ct)]) as Ciphertext<Buffer>;
};

/** The other implementation's suite and its form of our transit key. */
async function library() {
  const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const point = keyPairOf(scalar).getPublicKey();
  const jwk = { kty: 'EC', crv: 'P-256', key_ops: ['deriveBits'], x: point.toString('base64url', 1, 33), y: point.toString('base64url', 33) };
  const privateKey = await suite.kem.importKey('jwk', { ...jwk, d: scalar.toString('base64url') }, false);
  const publicKey = await suite.kem.deserializePublicKey(Uint8Array.from(point).buffer);
  return { suite, privateKey, publicKey };
}

describe('an envelope of a job', () => {
  it('opens for what it was sealed for, as often as asked, with and without its context at hand', () => {
    const key = transitKey();
    const envelopes = [sealed(key), sealed(key), sealed(key)];
    for (const opener of [key, key, transitKey()]) {
      for (const envelope of envelopes.toReversed()) expect(textOf(opener.openForJob(envelope, binding))).toBe(textOf(KEY));
    }
  });

  it("is a message of HPKE's: the library's recipient opens each in its turn", async () => {
    const key = transitKey();
    const { suite, privateKey, publicKey } = await library();
    const envelopes = Array.from({ length: 300 }, (_, n) => sealed(key, keyOf(`sk-number-${n}`)));
    const enc = Uint8Array.from(envelopes[0]!.enc).buffer;
    const recipient = await suite.createRecipientContext({ recipientKey: { privateKey, publicKey }, enc, info: Uint8Array.from(INFO) });
    for (const [n, { ct }] of envelopes.entries()) {
      expect(Buffer.from(ct).readUInt32BE()).toBe(n);
      expect(textOf(await recipient.open(Uint8Array.from(ct.subarray(SEQUENCE_LENGTH)), aad))).toBe(`sk-number-${n}`);
    }
  });

  it("is opened by its number when the library's sender has sealed it, in whatever order", async () => {
    const { suite, publicKey } = await library();
    const sender = await suite.createSenderContext({ recipientPublicKey: publicKey, info: Uint8Array.from(INFO) });
    const envelopes: Envelope[] = [];
    for (let n = 0; n < 300; n += 1) {
      const ct = headed(n, await sender.seal(Uint8Array.from(Buffer.from(`sk-number-${n}`)), aad));
      envelopes.push({ kid: 'k1', exp: EXP, enc: new Uint8Array(sender.enc), ct });
    }
    const key = transitKey();
    for (const n of [299, 0, 256, 1, 255]) expect(textOf(key.openForJob(envelopes[n]!, binding))).toBe(`sk-number-${n}`);
  });

  it.each([{ provider: 'gemini' }, { userId: 'u2' }, { jobId: 'j2' }])('opens for nothing else: %p', (other) => {
    const key = transitKey();
    const envelope = sealed(key);
    for (const opener of [key, transitKey()]) expect(opener.openForJob(envelope, { ...binding, ...other })).toBeUndefined();
    expect(key.openForJob({ ...envelope, exp: EXP + 1 }, binding)).toBeUndefined();
    expect(key.openForJob({ ...envelope, kid: 'k2' }, binding)).toBeUndefined();
  });

  it('opens no more when any bit of it was changed, its number included, nor as an envelope of a request', () => {
    const key = transitKey();
    sealed(key);
    const envelope = sealed(key);
    expect(key.openForJob(envelope, binding)).toBeDefined();
    for (let bit = 0; bit < envelope.ct.length * 8; bit += 1) {
      const ct = Buffer.from(envelope.ct) as Ciphertext<Buffer>;
      ct[bit >> 3]! ^= 1 << (bit & 7);
      expect(key.openForJob({ ...envelope, ct }, binding)).toBeUndefined();
    }
    for (const length of [0, SEQUENCE_LENGTH - 1, SEQUENCE_LENGTH, SEQUENCE_LENGTH + 15]) {
      expect(key.openForJob({ ...envelope, ct: envelope.ct.subarray(0, length) as Ciphertext }, binding)).toBeUndefined();
    }
    expect(key.open(envelope, binding)).toBeUndefined();
    expect(key.open({ ...envelope, ct: envelope.ct.subarray(SEQUENCE_LENGTH) as Ciphertext }, binding)).toBeUndefined();
    expect(key.openForJob(key.seal(KEY, { ...binding, exp: EXP }), binding)).toBeUndefined();
  });

  it('opens under no other ephemeral key, be it of another envelope, on the curve or off it', () => {
    const key = transitKey();
    const envelope = sealed(key);
    const other = transitKey();
    expect(key.openForJob(sealed(other), binding)).toBeDefined();
    for (const enc of [sealed(other).enc, createECDH('prime256v1').generateKeys(), new Uint8Array(65).fill(4)]) {
      expect(key.openForJob({ ...envelope, enc }, binding)).toBeUndefined();
    }
  });

  it('is not opened when it is of the first version, whose salt now stands for a number', () => {
    const key = transitKey();
    const ephemeral = createECDH('prime256v1');
    const enc = ephemeral.generateKeys();
    const point = keyPairOf(scalar).getPublicKey();
    const salt = Buffer.alloc(16, 7);
    const first = new HpkeSuite(Buffer.concat([Buffer.from('byok/job/v1|'), salt, aad]));
    const ct = Buffer.concat([salt, first.seal(first.derive(ephemeral, point, enc, point), aad, KEY)]) as Ciphertext<Buffer>;
    expect(key.openForJob({ kid: 'k1', exp: EXP, enc, ct }, binding)).toBeUndefined();
  });
});

describe('the number of a message', () => {
  it('comes once under one ephemeral, also when one is used up and the next begins', () => {
    const key = transitKey();
    const used = new Map<string, Set<number>>();
    const count = EPHEMERAL_SEALS + 2_000;
    for (let n = 0; n < count; n += 1) {
      const { enc, ct } = sealed(key);
      const name = hexOf(enc);
      if (!used.has(name)) used.set(name, new Set());
      used.get(name)!.add(Buffer.from(ct).readUInt32BE());
    }
    expect([...used.values()].map(({ size }) => size)).toEqual([EPHEMERAL_SEALS, 2_000]);
  });

  it('is used up by a message that could not be sealed', () => {
    const key = transitKey();
    expect(() => sealed(key, {} as never)).toThrow(/must be of type/);
    expect(Buffer.from(sealed(key).ct).readUInt32BE()).toBe(1);
  });

  it('makes equal keys of equal jobs into different ciphertexts', () => {
    const key = transitKey();
    const texts = Array.from({ length: 2_000 }, () => hexOf(sealed(key).ct.subarray(SEQUENCE_LENGTH)));
    expect(new Set(texts).size).toBe(2_000);
    expect(new Set(texts.map((text) => text.slice(0, 32))).size).toBe(2_000);
  });
});

describe('an ephemeral', () => {
  const encOf = (key: TransitPrivateKey) => hexOf(sealed(key).enc);
  afterEach(() => jest.useRealTimers());

  it('serves for a minute', () => {
    jest.useFakeTimers({ now: 0, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const key = transitKey();
    const first = encOf(key);
    jest.advanceTimersByTime(59_000);
    expect(encOf(key)).toBe(first);
    jest.advanceTimersByTime(2_000);
    expect(encOf(key)).not.toBe(first);
  });

  it('is not shared by two keys or processes, and is forgotten with its key', () => {
    const key = transitKey();
    const first = encOf(key);
    expect(encOf(transitKey())).not.toBe(first);
    key.forget();
    expect(encOf(key)).not.toBe(first);
  });
});
