import { createECDH } from 'node:crypto';
import { jest } from '@jest/globals';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { envelopeAad } from '../aad.js';
import type { Envelope } from '../envelope.js';
import { HpkeSuite, keyPairOf } from './hpke.js';
import { SALT_LENGTH } from './job-sealing.js';
import { TransitPrivateKey, generateScalar } from './private-key.js';

const scalar = generateScalar();
const KEY = Buffer.from('sk-sandbox-job-sealing');
const EXP = 1_893_456_000;
const binding = { provider: 'openai', userId: 'u1', jobId: 'j1' };
const sealed = (key: TransitPrivateKey, plain: Uint8Array = KEY) => key.sealForJob(plain, { ...binding, exp: EXP });
const transitKey = () => new TransitPrivateKey('k1', scalar);

/** What an envelope's message was encrypted under, derived by RFC 9180's own way, of which the vectors are the proof. */
function keyAndNonce({ enc, ct }: Envelope, job = binding): string {
  const info = Buffer.concat([Buffer.from('byok/job/v1|'), ct.subarray(0, SALT_LENGTH), envelopeAad({ kid: 'k1', exp: EXP, ...job })]);
  const pair = keyPairOf(scalar);
  const { key, nonce } = new HpkeSuite(info).derive(pair, enc, enc, pair.getPublicKey());
  return `${key.export().toString('hex')} ${nonce.toString('hex')}`;
}

describe('an envelope of a job', () => {
  it('opens for what it was sealed for, as often as asked, with and without its secret at hand', () => {
    const key = transitKey();
    const envelope = sealed(key);
    for (const opener of [key, key, transitKey()]) {
      expect(Buffer.from(opener.openForJob(envelope, binding) ?? []).equals(KEY)).toBe(true);
    }
  });

  it('is HPKE: the library opens it, given the salt as a part of info', async () => {
    const envelope = sealed(transitKey());
    const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
    const point = keyPairOf(scalar).getPublicKey();
    const jwk = { kty: 'EC', crv: 'P-256', key_ops: ['deriveBits'], x: point.toString('base64url', 1, 33), y: point.toString('base64url', 33) };
    const privateKey = await suite.kem.importKey('jwk', { ...jwk, d: scalar.toString('base64url') }, false);
    const publicKey = await suite.kem.deserializePublicKey(Uint8Array.from(point).buffer);
    const aad = envelopeAad({ kid: 'k1', exp: EXP, ...binding });
    const info = Buffer.concat([Buffer.from('byok/job/v1|'), envelope.ct.subarray(0, SALT_LENGTH), aad]);
    const recipientKey = { privateKey, publicKey };
    const plain = await suite.open({ recipientKey, enc: Uint8Array.from(envelope.enc).buffer, info: Uint8Array.from(info) }, Uint8Array.from(envelope.ct.subarray(SALT_LENGTH)), aad);
    expect(Buffer.from(plain).equals(KEY)).toBe(true);
  });

  it.each([{ provider: 'gemini' }, { userId: 'u2' }, { jobId: 'j2' }])('opens for nothing else: %p', (other) => {
    const key = transitKey();
    const envelope = sealed(key);
    for (const opener of [key, transitKey()]) expect(opener.openForJob(envelope, { ...binding, ...other })).toBeUndefined();
    expect(key.openForJob({ ...envelope, exp: EXP + 1 }, binding)).toBeUndefined();
    expect(key.openForJob({ ...envelope, kid: 'k2' }, binding)).toBeUndefined();
  });

  it('opens no more when any bit of it was changed, the salt included, nor as an envelope of a request', () => {
    const key = transitKey();
    const envelope = sealed(key);
    expect(key.openForJob(envelope, binding)).toBeDefined();
    for (let at = 0; at < envelope.ct.length; at += 1) {
      const ct = Buffer.from(envelope.ct);
      ct[at]! ^= 1;
      expect(key.openForJob({ ...envelope, ct }, binding)).toBeUndefined();
    }
    for (const length of [0, SALT_LENGTH - 1, SALT_LENGTH, SALT_LENGTH + 15]) {
      expect(key.openForJob({ ...envelope, ct: envelope.ct.subarray(0, length) }, binding)).toBeUndefined();
    }
    expect(key.openForJob({ ...envelope, enc: new Uint8Array(65).fill(4) }, binding)).toBeUndefined();
    expect(key.open(envelope, binding)).toBeUndefined();
    expect(key.openForJob(key.seal(KEY, { ...binding, exp: EXP }), binding)).toBeUndefined();
  });
});

describe('key and nonce', () => {
  it('are never the same for two envelopes, not even of one job, one key and one ephemeral', () => {
    const key = transitKey();
    const envelopes = Array.from({ length: 2_000 }, () => sealed(key));
    expect(new Set(envelopes.map(({ enc }) => Buffer.from(enc).toString('hex'))).size).toBe(1);
    const used = envelopes.map((envelope) => keyAndNonce(envelope));
    expect(new Set(used).size).toBe(envelopes.length);
    expect(new Set(used.map((text) => text.split(' ')[0])).size).toBe(envelopes.length);
    expect(new Set(envelopes.map(({ ct }) => Buffer.from(ct.subarray(SALT_LENGTH)).toString('hex'))).size).toBe(envelopes.length);
  });

  it('depend on what the envelope is bound to, and on the ephemeral', () => {
    const key = transitKey();
    const envelope = sealed(key);
    expect(keyAndNonce(envelope, { ...binding, jobId: 'j2' })).not.toBe(keyAndNonce(envelope));
    const another = createECDH('prime256v1').generateKeys();
    expect(keyAndNonce({ ...envelope, enc: another })).not.toBe(keyAndNonce(envelope));
  });
});

describe('an ephemeral', () => {
  const encOf = (key: TransitPrivateKey) => Buffer.from(sealed(key).enc).toString('hex');
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
