import { Agent, request } from 'node:http';
import { jarOf, PASSWORD, type HttpMethod } from '../support/accounts-application.js';
import { BYOK_PROVIDERS, CHAT_MODELS, keyHeader, startApplication, type TestApplication, type TestUser } from '../support/application.js';
import { FACES, chatCall } from '../support/calls.js';
import { formOf } from '../support/jobs.js';
import { recordRoutes, type RegisteredRoute } from '../support/registered-routes.js';
import { TUS, begun, metadata, recordingFiles } from '../support/uploads.js';

const agent = new Agent({ keepAlive: true });
let test: TestApplication;
let routes: readonly RegisteredRoute[];
let user: TestUser;
beforeAll(async () => {
  ({ value: test, routes } = await recordRoutes(() => startApplication()));
  user = await test.user();
});
afterAll(() => {
  agent.destroy();
  return test.close();
});
afterEach(() => expect(Object.keys(Object.prototype)).toEqual([]));

const parts = ['..', '%2e%2e', '.%2E', '%252e%252e', '..%00', '..;', '%c0%ae%c0%ae'];
const slashes = ['/', '%2f', '%5c', '\\'];
const CLIMBS = parts.flatMap((part) => slashes.map((slash) => `${part}${slash}`));

/** Asks without the tidying that URL does to dots. */
function statusOf(path: string, headers: Record<string, string> = {}): Promise<{ status: number; type: string; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(test.url, { agent, path, headers: { authorization: `Bearer ${user.token}`, ...headers } }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode as number, type: String(response.headers['content-type']), text }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('a path that climbs', () => {
  it.each(['/', '/media/', '/api/docs/', '/api/docs/swagger/', '/.well-known/'])('out of %s reaches no file', async (from) => {
    for (const climb of CLIMBS) {
      for (const target of ['package.json', `${climb}${climb}${climb}${climb}etc/passwd`]) {
        const { status, text } = await statusOf(`${from}${climb}${target}`);
        expect({ from, climb, target, status, is: /root:|"workspaces"|"dependencies"/.test(text) }).toMatchObject({ is: false, status: expect.any(Number) as number });
        expect({ climb, known: [200, 400, 403, 404, 429].includes(status) }).toEqual({ climb, known: true });
      }
    }
  });

  it.each(BYOK_PROVIDERS)('in the place of a path or a model of %s reaches the provider nowhere else', async (provider) => {
    const base = { openai: '/api/openai/v1/', anthropic: '/api/anthropic/v1/', gemini: '/api/gemini/v1beta/' }[provider];
    const mark = test.mark();
    for (const climb of CLIMBS) {
      for (const path of [`${base}${climb}files`, `${base}models/${climb}files`, `${base}models/x${climb}${climb}organization/users`, `/api/v1/models/${climb}files`]) {
        const { status } = await statusOf(path, keyHeader(provider, 'sk-sandbox-own'));
        expect({ path, status: status < 500 && status >= 400 }).toEqual({ path, status: true });
      }
    }
    expect(test.callsSince(mark).map(({ path }) => path)).toEqual([]);
  });

  it('in an id or a name finds nothing, and makes no file outside the folder of recordings', async () => {
    for (const climb of CLIMBS) {
      for (const path of [`/api/jobs/${climb}x`, `/api/jobs/${climb}x/transcript`, `/api/uploads/${climb}x`, `/api/jobs/x${climb}/events`]) {
        const { status } = await statusOf(path, TUS);
        expect({ path, status: status === 404 || status === 400 }).toEqual({ path, status: true });
      }
    }
    const before = await recordingFiles(test);
    for (const name of ['../../../../tmp/evil.wav', '..\\..\\evil.wav', '/etc/cron.d/evil', 'C:\\evil.wav', '%2e%2e%2fevil.wav', 'a\0.wav', `${'x'.repeat(300)}.wav`, '.', 'CON', '__proto__', '$(id).wav', '`id`.wav', '-rf.wav', '|id']) {
      const response = await test.fetch(user, '/api/jobs', { method: 'POST', body: formOf({ type: 'transcription' }, { bytes: Buffer.from('RIFF no recording'), name }) });
      expect({ name, refused: response.status >= 400 && response.status < 500 }).toEqual({ name, refused: true });
    }
    expect(await recordingFiles(test)).toEqual(before);
    const upload = await begun(test, user, 5, { 'upload-metadata': metadata({ filename: '../../../evil.wav' }) });
    for (const file of (await recordingFiles(test)).filter((name) => !before.includes(name))) expect(file).toContain(upload);
  });
});

describe('names that a prototype has', () => {
  const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__', 'then', 'toJSON'];
  const nested = (name: string) => `{"${name}":{"polluted":true,"role":"admin","plan":"business"}}`;

  it('in a body of any product route are refused or no more than text, and change no object', async () => {
    const asked = routes.filter(({ method, url }) => ['post', 'put', 'patch', 'delete'].includes(method) && url.startsWith('/api/') && !url.includes('*') && !/^\/api\/(v1|uploads)/.test(url));
    expect(asked.length).toBeGreaterThan(20);
    await test.accounts.resetRateLimits();
    for (const { method, url } of asked) {
      for (const name of NAMES) {
        const path = url.replace(/:\w+/g, '00000000-0000-4000-8000-000000000000');
        const call = url.startsWith('/api/auth/') ? test.accounts.call(method as HttpMethod, path) : test.request(user, method as HttpMethod, path);
        const response = await call.set('content-type', 'application/json').send(nested(name));
        expect({ url, name, refused: response.status >= 400 && response.status < 500 }).toEqual({ url, name, refused: true });
      }
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each(BYOK_PROVIDERS)('in a call to %s, in the query, cookies, forms and an upload are text like any other', async (provider) => {
    for (const name of NAMES) {
      const text = `{"model":"${CHAT_MODELS[provider]}","messages":[{"role":"user","content":"Hi","${name}":{"polluted":1}}],"${name}":{"polluted":1},"tools":[{"type":"function","function":{"name":"${name}","parameters":{"type":"object","properties":{"${name}":{"type":"string"}}}}}]}`;
      for (const headers of [{}, keyHeader(provider, 'sk-sandbox-own')]) {
        const response = await test.fetch(user, '/api/v1/chat/completions', { method: 'POST', body: text, headers: { 'content-type': 'application/json', ...headers } });
        await response.arrayBuffer();
        expect({ name, fine: response.status < 500 }).toEqual({ name, fine: true });
      }
      const read = await test.fetch(user, `/api/jobs?${name}=1&${name}[polluted]=1`, { headers: { cookie: `${name}=x; ${name}.polluted=1` } });
      await read.arrayBuffer();
      expect({ name, fine: read.status < 500 }).toEqual({ name, fine: true });
      const form = await test.fetch(user, '/api/jobs', { method: 'POST', body: formOf({ type: 'transcription', [name]: 'x' }, { bytes: Buffer.from('x'), name: 'a.wav' }) });
      expect({ name, status: form.status }).toEqual({ name, status: 400 });
      expect((await test.fetch(user, '/api/v1/models/' + name)).status).toBe(404);
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('fields that are not the caller’s to set', () => {
  const MINE = { role: 'admin', plan: 'business', id: '00000000-0000-4000-8000-000000000000', isAdmin: true, locked: false, passwordHash: 'x', userId: 'x', scopes: ['admin'], emailVerified: true, createdAt: '2020-01-01' };

  it.each(Object.keys(MINE))('%s is refused by name at the registration, and by every route that changes the caller', async (field) => {
    await test.accounts.resetRateLimits();
    const value = MINE[field as keyof typeof MINE];
    const refused = await test.accounts.call('post', '/api/auth/register').send({ email: `m${field}@example.test`.toLowerCase(), password: PASSWORD, [field]: value }).expect(400);
    expect(refused.body.errors).toEqual([{ field, message: expect.any(String) as string }]);
    await test.accounts.call('post', '/api/auth/login').send({ email: `m${field}@example.test`.toLowerCase(), password: PASSWORD }).expect(401);
    for (const [method, path, body] of [
      ['patch', '/api/me/preferences', { fallback: 'never' }],
      ['post', '/api/auth/password', { current: 'wrong but long', next: 'another long one' }],
    ] as const) {
      const response = await test.accounts.as(user.jar, method, path).send({ ...body, [field]: value });
      expect({ path, field, status: response.status }).toEqual({ path, field, status: 400 });
    }
    if (field !== 'scopes') await test.accounts.as(user.jar, 'post', '/api/auth/tokens').send({ name: 'x', expiresInDays: 1, [field]: value }).expect(400);
    else await test.accounts.as(user.jar, 'post', '/api/auth/tokens').send({ name: 'x', expiresInDays: 1, [field]: value }).expect(403);
  });

  it('leave a new account a free user', async () => {
    await test.accounts.resetRateLimits();
    const response = await test.accounts.call('post', '/api/auth/register?role=admin&plan=business').set('x-role', 'admin').send({ email: 'plain@example.test', password: PASSWORD }).expect(201);
    expect(response.body).toMatchObject({ role: 'user', plan: 'free' });
    await test.accounts.as(jarOf(response), 'get', '/api/admin/users').expect(403);
  });
});

describe('text that a browser might run', () => {
  const PAYLOADS = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</title><svg onload=alert(1)>', "javascript:alert(1)//'", '{{constructor.constructor("alert(1)")()}}'];

  it('comes back as data in every refusal, under a policy that runs nothing', async () => {
    for (const payload of PAYLOADS) {
      const encoded = encodeURIComponent(payload);
      const answers = [
        await test.request(user, 'get', `/api/${encoded}`).set('accept', 'text/html'),
        await test.request(user, 'get', `/api/v1/models/${encoded}`).set('accept', 'text/html'),
        await test.request(user, 'get', `/api/jobs?status=${encoded}`).set('accept', 'text/html'),
        await test.request(user, 'post', '/api/v1/chat/completions').set('accept', 'text/html').send({ model: payload, messages: [] }),
        await test.request(user, 'post', '/api/anthropic/v1/messages').send({ model: payload, messages: [] }),
        await test.request(user, 'post', `/api/gemini/v1beta/models/${encoded}:generateContent`).send({}),
        await test.request(user, 'post', '/api/byok/validate').send({ provider: payload, [payload]: 1 }),
        await test.request(user, 'post', '/api/jobs').send({ type: payload }),
        await test.accounts.call('post', '/api/auth/login').send({ email: payload, password: payload, [payload]: payload }),
      ];
      for (const { headers } of answers) {
        expect(headers['content-type']).toMatch(/^application\/(problem\+)?json/);
        expect(headers['x-content-type-options']).toBe('nosniff');
        expect(headers['content-security-policy']).toMatch(/^default-src 'none'; .*; sandbox$/);
        expect(Object.values(headers).flat().join('\n')).not.toContain('alert(1)');
      }
    }
  });

  it.each(BYOK_PROVIDERS)('stays data when %s answers with a page, a script or a picture that runs, and its headers do not reach the browser', async (provider) => {
    const bad = { 'set-cookie': 'byok_access=planted', 'content-security-policy': "script-src 'unsafe-inline'", 'access-control-allow-origin': '*', 'access-control-allow-credentials': 'true', refresh: '0;url=https://elsewhere.example', link: '<https://elsewhere.example>; rel=preload', 'service-worker-allowed': '/', 'clear-site-data': '"*"', 'x-frame-options': 'ALLOWALL', 'cross-origin-resource-policy': 'cross-origin', 'strict-transport-security': 'max-age=0', location: 'https://elsewhere.example', 'content-disposition': 'inline', sourcemap: 'https://elsewhere.example/x' };
    for (const type of ['text/html; charset=utf-8', 'text/javascript', 'image/svg+xml', 'application/xhtml+xml', 'text/xml', 'text/css', 'application/wasm']) {
      for (const status of [200, 400, 500]) {
        test.sandbox.script(provider, () => ({ status, headers: { ...bad, 'content-type': type }, body: PAYLOADS.join('') }));
        for (const face of FACES) {
          const { path, json, headers = {} } = chatCall(face, provider, 'plain');
          const answer = await test.fetch(user, path, { json, headers: { ...headers, ...keyHeader(provider, 'sk-sandbox-own'), 'x-byok-fallback': 'never', accept: 'text/html' } });
          await answer.arrayBuffer();
          const got = Object.fromEntries(answer.headers);
          expect({ type, status, face, policy: got['content-security-policy'], nosniff: got['x-content-type-options'], resource: got['cross-origin-resource-policy'], frames: got['x-frame-options'] }).toEqual({
            type, status, face, policy: expect.stringMatching(/^default-src 'none'; .*; sandbox$/) as string, nosniff: 'nosniff', resource: 'same-origin', frames: 'DENY',
          });
          for (const name of ['set-cookie', 'access-control-allow-origin', 'refresh', 'link', 'service-worker-allowed', 'clear-site-data', 'location', 'sourcemap', 'strict-transport-security']) expect(Object.keys(got)).not.toContain(name);
        }
      }
    }
    test.unscript();
  });

  it('is data in what a user made: titles, names of tokens, files that are downloaded', async () => {
    for (const payload of PAYLOADS) {
      const made = await test.accounts.as(user.jar, 'post', '/api/auth/tokens').send({ name: payload, expiresInDays: 1 });
      expect(made.status).toBe(201);
      expect(made.headers['content-type']).toMatch(/^application\/json/);
      const job = await test.fetch(user, '/api/jobs', { json: { type: 'outline', transcript: `A lecture. ${payload}` } });
      const { id } = (await job.json()) as { id: string };
      const named = await test.fetch(user, `/api/jobs/${id}`, { method: 'PATCH', json: { title: `${payload}\u202e` } });
      expect(named.headers.get('content-type')).toMatch(/^application\/json/);
      const exported = await test.accounts.as(user.jar, 'get', '/api/me/export').set('accept', 'text/html');
      expect(exported.headers['content-type']).toMatch(/^application\/(json|x-ndjson|zip)/);
      expect(exported.headers['content-disposition']).toMatch(/^attachment/);
    }
  });
});
