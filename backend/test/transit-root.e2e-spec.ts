import { createPublicKey, verify } from 'node:crypto';
import { jest } from '@jest/globals';
import type { TransitKeyView } from '#contracts';
import { checkTransitKey } from '#transit';
import { canaryKey } from '#testing';
import { keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { startApi } from './support/api-process.js';
import { chatCall, receiptOf } from './support/calls.js';
import { sealFor } from './support/sealing.js';
import { makeTestRoot } from './support/transit-root.js';

const root = makeTestRoot();
const HOUR = 3_600;

describe('an application with BYOK_TRANSIT_ROOT', () => {
  let app: TestApplication;
  let user: TestUser;
  beforeAll(async () => {
    app = await startApplication({
      LOG_LEVEL: 'trace',
      BYOK_TRANSIT_ROOT: root.publicKey,
      BYOK_TRANSIT_KEYS: [root.entry('over', -HOUR), root.entry('current', HOUR), root.entry('next', 2 * HOUR)].join(','),
    });
    user = await app.user();
  });
  afterAll(() => app.close());
  afterEach(() => jest.useRealTimers());

  const transitKey = async () => (await app.accounts.call('get', '/api/byok/transit-key').expect(200)).body as TransitKeyView;

  it('publishes the first key whose time lasts, with root and signature as section 8 of the contract has them', async () => {
    const view = await transitKey();
    expect(Object.keys(view)).toEqual(['kid', 'suite', 'publicKey', 'notAfter', 'root', 'signature']);
    expect(view).toMatchObject({ kid: 'current', root: root.publicKey });
    const signed = `${view.kid}|${view.suite}|${view.publicKey}|${Date.parse(view.notAfter) / 1000}`;
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: root.publicKey }, format: 'jwk' });
    expect(verify(null, Buffer.from(signed), key, Buffer.from(view.signature ?? '', 'base64url'))).toBe(true);
    expect(await checkTransitKey(view, undefined)).toEqual({ ok: true, root: root.publicKey });
  });

  it('opens what was sealed to it', async () => {
    const key = canaryKey('openai', 'root');
    const call = chatCall('v1', 'openai', 'plain', 'hello');
    const response = await app.fetch(user, call.path, { json: call.json, headers: { ...call.headers, ...keyHeader('openai', await sealFor(app, user, 'openai', key)) } });
    expect([response.status, receiptOf(response).source]).toEqual([200, 'byok']);
    expect(app.logs()).toContain(call.path);
    expect(app.logs()).not.toContain(key);
  });

  it('goes on to the next signed key when the time of one is over, and has none to offer after the last', async () => {
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now');
    try {
      clock.mockReturnValue(now + HOUR * 1000 + 1_000);
      expect(await transitKey()).toMatchObject({ kid: 'next' });
      clock.mockReturnValue(now + 3 * HOUR * 1000);
      expect((await app.accounts.call('get', '/api/byok/transit-key').expect(503)).body).toMatchObject({ code: 'unavailable', detail: expect.stringContaining('must sign a new one') });
    } finally {
      clock.mockRestore();
    }
  });
});

it('an application without a root publishes neither root nor signature', async () => {
  const app = await startApplication();
  try {
    expect(Object.keys((await app.accounts.call('get', '/api/byok/transit-key').expect(200)).body as object)).toEqual(['kid', 'suite', 'publicKey', 'notAfter']);
  } finally {
    await app.close();
  }
});

it.each([
  ['an unsigned key', { BYOK_TRANSIT_KEYS: root.entry('k', HOUR).split(':').slice(0, 2).join(':') }, /^The API ended: BYOK_TRANSIT_KEYS is wrong: entry 1 is not signed.* Example: BYOK_TRANSIT_KEYS=[^\n]*\n$/],
  ['no key', {}, /^The API ended: BYOK_TRANSIT_KEYS is missing: .* Example: BYOK_TRANSIT_KEYS=[^\n]*\n$/],
  ['a key of another root', { BYOK_TRANSIT_KEYS: makeTestRoot().entry('k', HOUR) }, /^The API ended: BYOK_TRANSIT_KEYS is wrong: the signature of entry 1 .* Example: [^\n]*\n$/],
])('with a root, %s stops the start with one line', async (_what, environment, line) => {
  let message = '';
  try {
    const api = await startApi({ ...environment, BYOK_TRANSIT_ROOT: root.publicKey, DATA_DIR: '/nowhere' });
    await api.kill();
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toMatch(line);
  const [, secret] = Object.values(environment)[0]?.split(':') ?? [];
  if (secret !== undefined) expect(message).not.toContain(secret);
});
