import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { cookieHeader, type HttpMethod, type Jar } from '../support/accounts-application.js';
import { signInAdministrator } from '../support/administrator.js';
import { startApplication, type TestApplication, type TestUser } from '../support/application.js';
import { CHAT_MODELS } from '../support/calls.js';
import { ended, jobOf, submit } from '../support/jobs.js';
import { recordRoutes, type RegisteredRoute } from '../support/registered-routes.js';
import { TUS, begun, head, offsetOf } from '../support/uploads.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const OPEN = /^\/api\/(health|docs|openapi\.json)|^\/api\/byok\/(transit-key|audit)$|^\/api\/v1\/\*$|^\/api\/auth\/(register|login|refresh|logout|password-reset\/confirm)$/;
const METHODS: string[] = ['get', 'head', 'post', 'put', 'patch', 'delete'] satisfies HttpMethod[];
const SAFE = ['get', 'head', 'options'];

let test: TestApplication;
let routes: readonly RegisteredRoute[];
let victim: TestUser;
let attacker: TestUser;
beforeAll(async () => {
  ({ value: test, routes } = await recordRoutes(() => startApplication()));
  victim = await test.user();
  attacker = await test.user();
});
afterAll(() => test.close());

/** Every route that wants a caller, with something in the place of its parameters. */
const guarded = (parameter = NOBODY): { method: HttpMethod; path: string; url: string }[] =>
  routes
    .filter(({ method, url }) => METHODS.includes(method) && url.startsWith('/api/') && !OPEN.test(url))
    .map(({ method, url }) => ({ method: method as HttpMethod, url, path: url.replace('*', method === 'get' ? 'v1/models' : 'v1/messages').replace(/:index/g, '0').replace(/:\w+/g, parameter) }));

async function ask(method: HttpMethod, path: string, headers: Record<string, string>): Promise<{ status: number; code: string | undefined; text: string }> {
  const request = test.accounts.call(method, path).set(headers);
  const response = await (SAFE.includes(method) ? request : request.send({}));
  return { status: response.status, code: response.headers['x-byok-code'] as string | undefined, text: response.text };
}

/** Asks every route that wants a caller, and lists those that answered with another code. */
async function othersThan(code: string, asked: { method: HttpMethod; path: string }[], headers: Record<string, string>): Promise<string[]> {
  const answers = await Promise.all(asked.map(async ({ method, path }) => ({ method, path, ...(await ask(method, path, headers)) })));
  return answers.filter((answer) => answer.code !== code).map(({ method, path, status, code: other }) => `${method} ${path}: ${status} ${other}`);
}

async function signed(jar: Jar, secret: Uint8Array, change: (jwt: SignJWT) => SignJWT = (jwt) => jwt, header: object = {}): Promise<string> {
  const { sid } = JSON.parse(Buffer.from((jar['byok_access'] as string).split('.')[1] as string, 'base64url').toString()) as { sid: string };
  const jwt = new SignJWT({ sid }).setProtectedHeader({ alg: 'HS256', ...header }).setIssuer('byok').setSubject(victim.id).setIssuedAt().setExpirationTime('5m');
  return change(jwt).sign(secret);
}

describe('a forged session', () => {
  it('opens no route at all', async () => {
    const secret = await readFile(join(test.accounts.dataDir, 'jwt-secret'));
    const other = new Uint8Array(32).fill(7);
    const [, payload] = (victim.jar['byok_access'] as string).split('.');
    const encoded = (header: object) => Buffer.from(JSON.stringify(header)).toString('base64url');
    const key = { kty: 'oct', k: Buffer.from(other).toString('base64url') };
    const forgeries: Record<string, string> = {
      'no algorithm': `${encoded({ alg: 'none' })}.${payload}.`,
      'no algorithm in other letters': `${encoded({ alg: 'nOnE' })}.${payload}.`,
      'another secret': await signed(victim.jar, other),
      'a key of its own': await signed(victim.jar, other, undefined, { jwk: key, kid: '../../dev/null', jku: `${test.url}/api/docs/start.js` }),
      'an empty secret': `${encoded({ alg: 'HS256' })}.${payload}.${Buffer.alloc(32).toString('base64url')}`,
      expired: await signed(victim.jar, secret, (jwt) => jwt.setExpirationTime('-1s')),
      "a stranger's session under the victim's name": await signed(attacker.jar, secret),
      'a session that nobody has': await signed({ ...victim.jar, byok_access: `x.${Buffer.from(JSON.stringify({ sid: NOBODY })).toString('base64url')}.x` }, secret),
      'a personal token': victim.token,
    };
    const asked = guarded();
    expect(asked.length).toBeGreaterThan(35);
    const wrong: string[] = [];
    for (const [what, value] of Object.entries(forgeries)) {
      const cookie = cookieHeader({ ...victim.jar, byok_access: value });
      wrong.push(...(await othersThan('unauthenticated', asked, { cookie, 'x-xsrf-token': victim.jar['XSRF-TOKEN'] as string })).map((line) => `${what}: ${line}`));
    }
    expect(wrong).toEqual([]);
    const cookie = cookieHeader({ ...victim.jar, byok_access: await signed(victim.jar, secret) });
    expect((await ask('get', '/api/me', { cookie })).status).toBe(200);
  });

  it('opens none as a token either, in any of the three headers, nor beside a good cookie', async () => {
    const asked = guarded();
    const wrong: string[] = [];
    const good = { cookie: cookieHeader(victim.jar), 'x-xsrf-token': victim.jar['XSRF-TOKEN'] as string };
    const last = victim.token.at(-1) === 'A' ? 'B' : 'A';
    for (const token of [victim.jar['byok_access'] as string, `${victim.token.slice(0, -1)}${last}`, `byok_pat_${'A'.repeat(43)}`, 'byok_pat_', victim.token.toUpperCase()]) {
      for (const header of ['x-api-key', 'x-goog-api-key', 'authorization']) {
        const headers = { ...good, [header]: header === 'authorization' ? `Bearer ${token}` : token };
        // On /api/auth/* what looks like a token is told that none belongs there.
        const answers = await Promise.all(asked.map(async ({ method, path }) => ({ method, path, ...(await ask(method, path, headers)) })));
        wrong.push(...answers.filter(({ status }) => status !== 401 && status !== 403).map(({ method, path, status }) => `${header} ${method} ${path}: ${status}`));
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('another site', () => {
  it('changes nothing with the cookies of a visitor, whatever it calls itself', async () => {
    const cookie = cookieHeader(victim.jar);
    const unsafe = [
      ...guarded().filter(({ method, url }) => !SAFE.includes(method) && !url.endsWith('*')),
      ...['refresh', 'logout'].map((name) => ({ method: 'post' as const, path: `/api/auth/${name}` })),
      ...['openai/v1/chat/completions', 'anthropic/v1/messages', `gemini/v1beta/models/${CHAT_MODELS.gemini}:generateContent`, 'v1/audio/transcriptions'].map((name) => ({ method: 'post' as const, path: `/api/${name}` })),
    ];
    expect(unsafe.length).toBeGreaterThan(25);
    for (const headers of [
      { cookie },
      { cookie, origin: 'null' },
      { cookie, origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' },
      { cookie, 'x-xsrf-token': attacker.jar['XSRF-TOKEN'] as string },
      { cookie: cookieHeader({ ...victim.jar, 'XSRF-TOKEN': 'planted' }), 'x-xsrf-token': 'planted' },
      { cookie: cookieHeader({ ...victim.jar, 'XSRF-TOKEN': attacker.jar['XSRF-TOKEN'] as string }), 'x-xsrf-token': attacker.jar['XSRF-TOKEN'] as string },
      { cookie, 'x-http-method-override': 'GET' },
    ] as Record<string, string>[]) {
      expect({ headers, wrong: await othersThan('csrf_failed', unsafe, headers) }).toEqual({ headers, wrong: [] });
    }
    expect((await ask('get', '/api/me', { cookie })).status).toBe(200);
  });

  it('reads nothing: no answer allows an origin, and a request before a request is no such permission', async () => {
    const wrong: string[] = [];
    for (const { path } of guarded()) {
      for (const origin of ['null', 'https://elsewhere.example', test.url]) {
        const response = await test.accounts.call('options', path).set({ origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-xsrf-token' });
        if (Object.keys(response.headers).some((name) => name.startsWith('access-control-'))) wrong.push(`${path} for ${origin}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** What a route would ask of its owner, so that it gets as far as looking for the thing. */
function payloadOf(method: HttpMethod, url: string): { headers: Record<string, string>; body?: string } {
  if (url.startsWith('/api/uploads')) {
    if (method !== 'patch') return { headers: TUS };
    return { headers: { ...TUS, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }, body: '0123456789' };
  }
  if (['get', 'delete'].includes(method) || url.endsWith('/retry')) return { headers: {} };
  const edits = { 'lessons/:index': { title: 'x', markdown: 'x' }, 'outline/:index': { summary: 'x' } };
  const edit = Object.entries(edits).find(([end]) => url.endsWith(end))?.[1];
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(edit ?? { title: 'x' }) };
}

describe("another user's id", () => {
  it('is no key to any route that takes one: it is not there, nothing of it is told, and nothing changes', async () => {
    const job = await submit(test, victim, { type: 'outline', transcript: 'The secret recipe of the victim, told at some length.' });
    expect((await ended(test, victim, job)).status).toBe('completed');
    const upload = await begun(test, victim, 10);
    const { id: token } = await test.accounts.token(victim.jar);
    const before = await jobOf(test, victim, job);
    const called = await test.fetch(victim, '/api/v1/chat/completions', { json: { model: `openai/${CHAT_MODELS.openai}`, messages: [{ role: 'user', content: 'A recipe' }] } });
    const receipt = called.headers.get('x-byok-receipt-id') as string;
    expect((await test.fetch(victim, `/api/receipts/${receipt}`)).status).toBe(200);

    const named = guarded().filter(({ url }) => url.includes(':id'));
    expect(named.length).toBeGreaterThan(12);
    const ids = { jobs: job, uploads: upload, tokens: token, users: victim.id, invites: NOBODY, receipts: receipt };
    const wrong: string[] = [];
    for (const { method, url } of named) {
      const kind = (Object.keys(ids) as (keyof typeof ids)[]).find((name) => url.includes(`/${name}/`));
      if (kind === undefined) throw new Error(`Say here whose id ${url} takes.`);
      const expected = url.startsWith('/api/admin/') ? 403 : 404;
      for (const id of [ids[kind], ids[kind].toUpperCase(), ids[kind].replaceAll('-', '%2D')]) {
        const path = url.replace(':id', id).replace(':index', '0');
        const jar = { cookie: cookieHeader(attacker.jar), 'x-xsrf-token': attacker.jar['XSRF-TOKEN'] as string };
        const { headers, body } = payloadOf(method, url);
        const callers: Record<string, string>[] = url.startsWith('/api/auth/') ? [jar] : [jar, { authorization: `Bearer ${attacker.token}` }];
        for (const caller of callers) {
          const request = test.accounts.call(method, path).set({ ...headers, ...caller });
          const { status, text } = await (body === undefined ? request : request.send(body));
          if (status !== expected || /recipe|victim/.test(text)) wrong.push(`${method} ${path}: ${status} ${text.slice(0, 200)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(await jobOf(test, victim, job)).toEqual(before);
    expect(await offsetOf(test, victim, upload)).toBe(0);
    expect((await head(test, attacker, upload)).status).toBe(404);
    const tokens = (await test.accounts.as(victim.jar, 'get', '/api/auth/tokens').expect(200)).body as { id: string }[];
    expect(tokens.map(({ id }) => id)).toContain(token);
  });

  it('makes nothing in its name where a body or a query names it', async () => {
    const mark = { cookie: cookieHeader(attacker.jar), 'x-xsrf-token': attacker.jar['XSRF-TOKEN'] as string };
    for (const query of [`userId=${victim.id}`, `user=${victim.id}`, `user_id=${victim.id}`]) {
      const listed = await ask('get', `/api/jobs?${query}`, mark);
      expect(listed.text).not.toContain('recipe');
    }
    const response = await test.fetch(attacker, '/api/jobs', { json: { type: 'outline', transcript: 'A text of some length about nothing.', userId: victim.id } });
    expect(response.status).toBe(400);
  });
});

describe('administration', () => {
  it('is refused to everybody else on every route, and to an administrator whose role was taken, at once', async () => {
    const routesOfAdministrators = guarded(victim.id).filter(({ url }) => url.startsWith('/api/admin/'));
    expect(routesOfAdministrators.length).toBeGreaterThan(7);
    const asAttacker = { cookie: cookieHeader(attacker.jar), 'x-xsrf-token': attacker.jar['XSRF-TOKEN'] as string };
    expect(await othersThan('forbidden', routesOfAdministrators, asAttacker)).toEqual([]);
    expect(await othersThan('forbidden', routesOfAdministrators, { authorization: `Bearer ${attacker.token}` })).toEqual([]);
    const administrator = await signInAdministrator(test);
    await test.accounts.as(administrator, 'patch', `/api/admin/users/${attacker.id}`).send({ role: 'admin' }).expect(200);
    expect((await ask('get', '/api/admin/users', asAttacker)).status).toBe(200);
    await test.accounts.as(administrator, 'patch', `/api/admin/users/${attacker.id}`).send({ role: 'user' }).expect(200);
    expect(await othersThan('forbidden', routesOfAdministrators, asAttacker)).toEqual([]);
  });
});
