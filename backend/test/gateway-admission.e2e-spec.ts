import { connect } from 'node:net';
import type { TestApplication, TestUser } from './support/application.js';
import { CHAT_MODELS } from './support/calls.js';
import { sealFor } from './support/sealing.js';
import { setUpApplication } from './support/set-up-application.js';

const MEBIBYTE = 1024 * 1024;

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));

const PATHS: [path: string, type: string][] = [
  ['/api/v1/chat/completions', 'application/json'],
  ['/api/v1/audio/transcriptions', 'multipart/form-data; boundary=b'],
  ['/api/openai/v1/audio/transcriptions', 'multipart/form-data; boundary=b'],
  ['/api/openai/v1/responses', 'application/json'],
  ['/api/anthropic/v1/messages', 'application/json'],
  [`/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:generateContent`, 'application/json'],
];

const PRODUCT: [method: string, path: string][] = [
  ['POST', '/api/jobs'],
  ['PATCH', '/api/me/preferences'],
  ['POST', '/api/byok/validate'],
  ['PATCH', '/api/admin/users/00000000-0000-4000-8000-000000000000'],
];

/** Sends a head that announces a body, and not one byte of that body. Resolves with the head of the answer. */
function announce(path: string, headers: Record<string, string>, method = 'POST'): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = Object.entries({ host: 'x', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`));
    const timer = setTimeout(() => socket.destroy(new Error(`${path}: no answer before the body`)), 60_000);
    socket.once('data', (bytes) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(bytes.toString());
    });
    socket.on('error', reject);
  });
}

describe.each(PATHS)('before the body of %s is read', (path, type) => {
  const head = { 'content-type': type, 'content-length': String(5 * MEBIBYTE) };
  const token = () => ({ ...head, authorization: `Bearer ${user.token}` });

  it('the caller must be known', async () => {
    for (const headers of [head, { ...head, authorization: 'Bearer byok_pat_nobody' }, { ...head, 'x-api-key': user.token.slice(0, -1) }]) {
      const answer = await announce(path, headers);
      expect(answer).toMatch(/^HTTP\/1\.1 401 /);
      expect(answer).toMatch(/x-byok-code: unauthenticated/i);
      expect(answer).toMatch(/x-request-id: \S+/i);
    }
  });

  it('a cookie must come with its token against forgery', async () => {
    const cookie = Object.entries(user.jar).map(([name, value]) => `${name}=${value}`).join('; ');
    expect(await announce(path, { ...head, cookie })).toMatch(/^HTTP\/1\.1 403 [^]*x-byok-code: csrf_failed/i);
  });

  it('keys must have their form and their place', async () => {
    expect(await announce(path, { ...token(), 'x-byok-openai-key': 'a b' })).toMatch(/^HTTP\/1\.1 400 [^]*x-byok-code: key_malformed/i);
    expect(await announce(`${path}?key=abcdefgh`, token())).toMatch(/^HTTP\/1\.1 400 [^]*x-byok-code: key_malformed/i);
    expect(await announce(path, { ...head, 'x-byok-openai-key': 'a b' })).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('envelopes must open', async () => {
    const envelope = await sealFor(app, user, 'openai', 'sk-sandbox-mine');
    const foreign = { ...token(), 'x-byok-anthropic-key': envelope };
    expect(await announce(path, foreign)).toMatch(/^HTTP\/1\.1 400 [^]*x-byok-code: envelope_invalid/i);
  });

  it('its length must be allowed', async () => {
    expect(await announce(path, { ...token(), 'content-length': String(28 * MEBIBYTE) })).toMatch(/^HTTP\/1\.1 413 [^]*x-byok-code: payload_too_large/i);
  });
});

describe.each(PRODUCT)('before the body of %s %s is read', (method, path) => {
  const head = { 'content-type': 'application/json', 'content-length': '100000' };
  const token = () => ({ ...head, authorization: `Bearer ${user.token}` });

  it('the caller must be known, whatever the body says it is', async () => {
    for (const type of ['application/json', 'text/plain', 'nonsense', 'multipart/form-data; boundary=b']) {
      expect(await announce(path, { ...head, 'content-type': type }, method)).toMatch(/^HTTP\/1\.1 401 /);
    }
  });

  it('a cookie must come with its token against forgery', async () => {
    const cookie = Object.entries(user.jar).map(([name, value]) => `${name}=${value}`).join('; ');
    expect(await announce(path, { ...head, cookie }, method)).toMatch(/^HTTP\/1\.1 403 [^]*x-byok-code: csrf_failed/i);
  });

  it('the caller must be allowed, and keys must have their form', async () => {
    // A token made for calls reaches neither the account nor other users.
    const isOthers = /^\/api\/(?:admin|me)\//.test(path);
    const answer = await announce(path, { ...token(), 'x-byok-openai-key': 'a b' }, method);
    expect(answer).toMatch(isOthers ? /^HTTP\/1\.1 403 [^]*x-byok-code: forbidden/i : /^HTTP\/1\.1 400 [^]*x-byok-code: key_malformed/i);
  });
});

it('what is no JSON is not looked at before the caller is known', async () => {
  for (const [path, type] of PATHS) {
    const response = await app.accounts.call('post', path).set('content-type', type).send('{"model":');
    expect([path, response.status]).toEqual([path, 401]);
  }
});

it.each([['openai', 19 * MEBIBYTE], ['anthropic', 40 * MEBIBYTE]])('a client that sends all of a large body to %s hears that it is not known', async (face, bytes) => {
  const path = face === 'openai' ? '/api/openai/v1/responses' : '/api/anthropic/v1/messages';
  const response = await app.accounts.call('post', path).set('content-type', 'application/json').send(' '.repeat(bytes)).expect(401);
  expect(response.body).toHaveProperty('error');
});

it.each(PATHS)('a client that sends all of a body too large to %s hears that', async (path, type) => {
  const response = await app.request(user, 'post', path).set('content-type', type).send(' '.repeat(40 * MEBIBYTE));
  expect([response.status, response.headers['x-byok-code']]).toEqual([413, 'payload_too_large']);
  expect(response.text).toMatch(/2[05] MiB/);
});

it('paths that are nobody’s stay not found', async () => {
  await app.accounts.call('post', '/api/v1/nothing').send({}).expect(404);
});
