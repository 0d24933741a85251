import { jest } from '@jest/globals';
import { ByokError, type ErrorCode, type PlainKey, type RequestEnvelope } from '#contracts';
import { parseEnvelope, sealEnvelope } from '#transit';
import { TransitPrivateKey } from '#transit/open';
import { Credential } from '../credential/credential.js';
import { TransitKeyring } from './transit-keyring.js';

const KEY = 'sk-keyring-0123456789';
const USER = 'user-1';
const NOW = Date.UTC(2026, 10, 22);
const MINUTES = 60_000;
const secondsFromNow = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

interface Sealing {
  provider: string;
  userId: string;
  key: string;
  seconds: number;
}

function seal(keyring: TransitKeyring, part: Partial<Sealing> = {}): Promise<RequestEnvelope> {
  const { provider = 'openai', userId = USER, key = KEY, seconds = 300 } = part;
  return sealEnvelope({
    transitKey: keyring.current(),
    provider,
    userId,
    key: Buffer.from(key),
    expiresAt: secondsFromNow(seconds),
  });
}

function expectRefusal(code: ErrorCode, open: () => unknown): void {
  let thrown: unknown;
  try {
    open();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ByokError);
  expect(thrown).toMatchObject({ code, status: code === 'key_expired_in_queue' ? 409 : 400 });
  expect((thrown as Error).message).not.toContain('byok1.v');
}

describe('TransitKeyring', () => {
  let keyring: TransitKeyring;
  beforeEach(() => {
    jest.useFakeTimers({ now: NOW, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    keyring = new TransitKeyring({});
  });
  afterEach(() => {
    keyring.onModuleDestroy();
    jest.useRealTimers();
  });

  it('tells what to seal to', () => {
    const view = keyring.current();
    expect(view.suite).toBe('DHKEM(P-256,HKDF-SHA256)/HKDF-SHA256/AES-256-GCM');
    expect(Buffer.from(view.publicKey, 'base64url')).toHaveLength(65);
    expect(Date.parse(view.notAfter)).toBe(NOW + 24 * 60 * MINUTES);
  });

  it('opens an envelope, any number of times until it expires', async () => {
    const envelope = await seal(keyring, { seconds: 600 });
    for (let time = 0; time < 3; time += 1) {
      const credential = keyring.open(envelope, 'openai', USER);
      expect(credential).toMatchObject({ source: 'byok', provider: 'openai' });
      expect(credential.use((secret) => secret)).toBe(KEY);
      credential.dispose();
    }
    jest.setSystemTime(NOW + 10 * MINUTES - 1);
    keyring.open(envelope, 'openai', USER).dispose();
    jest.setSystemTime(NOW + 10 * MINUTES);
    expectRefusal('envelope_expired', () => keyring.open(envelope, 'openai', USER));
  });

  it('refuses an envelope for another user or provider', async () => {
    const envelope = await seal(keyring);
    expectRefusal('envelope_invalid', () => keyring.open(envelope, 'openai', 'user-2'));
    expectRefusal('envelope_invalid', () => keyring.open(envelope, 'gemini', USER));
  });

  it('refuses one that expires more than 10 minutes ahead', async () => {
    const envelope = await seal(keyring, { seconds: 602 });
    expectRefusal('envelope_invalid', () => keyring.open(envelope, 'openai', USER));
  });

  it('refuses one sealed to a key that it does not know', async () => {
    const other = new TransitKeyring({});
    const envelope = await seal(other);
    expectRefusal('envelope_unknown_key', () => keyring.open(envelope, 'openai', USER));
    other.onModuleDestroy();
  });

  it.each(['byok1.', 'byok1.a.b.c.d', 'byok1.a.1.AA.AA', 'byok1.....'])('refuses %s, which is no envelope', (text) => {
    expectRefusal('envelope_invalid', () => keyring.open(text as RequestEnvelope, 'openai', USER));
  });

  it('refuses an envelope whose content is not of key form', () => {
    const scalar = Buffer.alloc(32, 5);
    const configured = new TransitKeyring({ transitKeys: `k:${scalar.toString('base64url')}` });
    const envelope = new TransitPrivateKey('k', scalar).seal(Buffer.from('has a space') as PlainKey<Buffer>, {
      provider: 'openai',
      userId: USER,
      exp: secondsFromNow(60),
    });
    const text = `byok1.k.${envelope.exp}.${Buffer.from(envelope.enc).toString('base64url')}.${Buffer.from(envelope.ct).toString('base64url')}`;
    expectRefusal('envelope_invalid', () => configured.open(text as RequestEnvelope, 'openai', USER));
  });

  it('rotates, still opens what was sealed to the previous key, then forgets that key', async () => {
    const first = keyring.current().kid;
    jest.setSystemTime(NOW + 24 * 60 * MINUTES - 1);
    const envelope = await seal(keyring, { seconds: 600 });
    jest.setSystemTime(NOW);
    jest.advanceTimersByTime(24 * 60 * MINUTES);
    expect(keyring.current().kid).not.toBe(first);
    jest.advanceTimersByTime(9 * MINUTES);
    keyring.open(envelope, 'openai', USER).dispose();
    jest.advanceTimersByTime(1 * MINUTES);
    jest.setSystemTime(NOW + 24 * 60 * MINUTES);
    expectRefusal('envelope_unknown_key', () => keyring.open(envelope, 'openai', USER));
  });

  it('keeps a key for the jobs that were sealed to it, however long they may wait, and no longer', () => {
    const job = { provider: 'openai', userId: USER, jobId: 'job-1' } as const;
    jest.advanceTimersByTime(23 * 60 * MINUTES);
    const credential = new Credential('byok', 'openai', Buffer.from(KEY));
    const text = keyring.sealForJob(credential, job, secondsFromNow(24 * 3600));
    credential.dispose();
    jest.advanceTimersByTime(24 * 60 * MINUTES - 1);
    keyring.openForJob(text, job).dispose();
    jest.advanceTimersByTime(1);
    jest.setSystemTime(NOW);
    expectRefusal('envelope_unknown_key', () => keyring.openForJob(text, job));
  });

  it('rotates by the clock even when no timer ran, as after sleep', () => {
    const first = keyring.current().kid;
    jest.setSystemTime(NOW + 48 * 60 * MINUTES);
    expect(keyring.current().kid).not.toBe(first);
  });

  it('seals to the first configured key and opens with all of them, in every process that has them', async () => {
    const [fresh, old] = [
      `fresh:${Buffer.alloc(32, 1).toString('base64url')}`,
      `old:${Buffer.alloc(32, 2).toString('base64url')}`,
    ];
    const before = new TransitKeyring({ transitKeys: old });
    const after = new TransitKeyring({ transitKeys: `${fresh},${old}` });
    expect(after.current().kid).toBe('fresh');
    after.open(await seal(before), 'openai', USER).dispose();
    const newer = await seal(after);
    expectRefusal('envelope_unknown_key', () => before.open(newer, 'openai', USER));
  });
});

describe('envelopes of jobs', () => {
  const keyring = new TransitKeyring({ jobTtlSeconds: 3600 });
  const job = { provider: 'openai', userId: USER, jobId: 'job-1' } as const;
  const sealed = (seconds: number) => {
    const credential = new Credential('byok', 'openai', Buffer.from(KEY));
    const text = keyring.sealForJob(credential, job, secondsFromNow(seconds));
    credential.dispose();
    return text;
  };
  afterAll(() => keyring.onModuleDestroy());

  it('live longer than a request’s and open for their job', () => {
    const text = sealed(3600);
    expect(text).not.toContain(KEY);
    expect(parseEnvelope(text).ok).toBe(true);
    const credential = keyring.openForJob(text, job);
    expect(credential.use((secret) => secret)).toBe(KEY);
    credential.dispose();
  });

  it('open for nothing else', () => {
    expectRefusal('envelope_invalid', () => keyring.openForJob(sealed(60), { ...job, jobId: 'job-2' }));
    expectRefusal('envelope_invalid', () => keyring.openForJob(sealed(60), { ...job, userId: 'user-2' }));
    expectRefusal('envelope_invalid', () => keyring.open(sealed(60) as string as RequestEnvelope, 'openai', USER));
  });

  it('end as key_expired_in_queue', () => {
    expectRefusal('key_expired_in_queue', () => keyring.openForJob(sealed(-1), job));
  });
});
