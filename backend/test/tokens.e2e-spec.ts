import { Agent, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startAccounts, type AccountsApplication, type Jar } from './support/accounts-application.js';
import { LARGE_MODELS } from './support/calls.js';
import { eventually } from './support/eventually.js';

let accounts: AccountsApplication;
let jar: Jar;
let userId: string;

beforeAll(async () => {
  accounts = await startAccounts();
  ({ jar, id: userId } = await accounts.register());
});
afterAll(() => accounts.close());

const me = (headers: Record<string, string>) => accounts.call('get', '/api/me').set(headers);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('a personal access token', () => {
  it('is shown once, stored as a hash, and listed without it', async () => {
    const before = Date.now();
    const created = await accounts.as(jar, 'post', '/api/auth/tokens').send({ name: 'My 🔑', expiresInDays: 7 }).expect(201);
    expect(created.body).toEqual({
      id: expect.any(String),
      name: 'My 🔑',
      token: expect.stringMatching(/^byok_pat_[A-Za-z0-9_-]{43}$/),
      expiresAt: expect.any(String),
      scopes: ['calls'],
    });
    const days = (Date.parse(created.body.expiresAt) - before) / 86_400_000;
    expect(days).toBeGreaterThan(6.99);
    expect(days).toBeLessThan(7.01);
    const list = await accounts.as(jar, 'get', '/api/auth/tokens').expect(200);
    expect(list.body[0]).toEqual({
      id: created.body.id,
      name: 'My 🔑',
      createdAt: expect.any(String),
      expiresAt: created.body.expiresAt,
      lastUsedAt: null,
      scopes: ['calls'],
    });
    const { rows } = await accounts.pool.query('select * from personal_tokens');
    expect(JSON.stringify(rows)).not.toContain(created.body.token);
    expect(accounts.log()).not.toContain(created.body.token);
  });

  it.each([
    ['name', { expiresInDays: 1 }],
    ['name', { name: '', expiresInDays: 1 }],
    ['name', { name: '   ', expiresInDays: 1 }],
    ['name', { name: 'x'.repeat(101), expiresInDays: 1 }],
    ['name', { name: 5, expiresInDays: 1 }],
    ['expiresInDays', { name: 'x' }],
    ['expiresInDays', { name: 'x', expiresInDays: 0 }],
    ['expiresInDays', { name: 'x', expiresInDays: 366 }],
    ['expiresInDays', { name: 'x', expiresInDays: 1.5 }],
    ['expiresInDays', { name: 'x', expiresInDays: '30' }],
    ['scopes', { name: 'x', expiresInDays: 1, scopes: [] }],
    ['scopes', { name: 'x', expiresInDays: 1, scopes: 'calls' }],
    ['scopes', { name: 'x', expiresInDays: 1, scopes: null }],
    ['scopes', { name: 'x', expiresInDays: 1, scopes: ['calls', 'calls'] }],
    ['scopes', { name: 'x', expiresInDays: 1, scopes: ['calls', 'everything'] }],
    ['models', { name: 'x', expiresInDays: 1, models: [] }],
    ['models', { name: 'x', expiresInDays: 1, models: ['gpt-9'] }],
    ['models', { name: 'x', expiresInDays: 1, models: ['auto'] }],
    ['models', { name: 'x', expiresInDays: 1, models: [1] }],
    ['models', { name: 'x', expiresInDays: 1, models: [LARGE_MODELS.openai, LARGE_MODELS.openai] }],
    ['rubPerDay', { name: 'x', expiresInDays: 1, rubPerDay: -1 }],
    ['rubPerDay', { name: 'x', expiresInDays: 1, rubPerDay: 0.001 }],
    ['rubPerDay', { name: 'x', expiresInDays: 1, rubPerDay: null }],
    ['token', { name: 'x', expiresInDays: 1, token: 'byok_pat_mine' }],
  ])('needs a good %s: %j', async (field, body) => {
    const response = await accounts.as(jar, 'post', '/api/auth/tokens').send(body).expect(400);
    expect(response.body.errors.map((error: { field: string }) => error.field)).toEqual([field]);
  });

  it('counts anew with each request of one connection', async () => {
    const other = await accounts.register();
    const make = async (owner: Jar) => (await accounts.as(owner, 'post', '/api/auth/tokens').send({ name: 'kept', expiresInDays: 1 }).expect(201)).body;
    const [mine, theirs] = [await make(jar), await make(other.jar)];
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { port } = accounts.application.getHttpServer().address() as AddressInfo;
    const ask = (headers: Record<string, string>) =>
      new Promise<{ status: number; id?: string; reused: boolean }>((resolve, reject) => {
        const sent = get({ port, host: '127.0.0.1', path: '/api/me', agent, headers }, (answer) => {
          let text = '';
          answer.on('data', (chunk) => (text += String(chunk))).on('end', () => {
            const { id } = JSON.parse(text) as { id?: string };
            resolve({ status: answer.statusCode ?? 0, reused: sent.reusedSocket, ...(id === undefined ? {} : { id }) });
          });
        }).on('error', reject);
      });
    const asked = [];
    for (const headers of [bearer(mine.token), bearer(mine.token), bearer(theirs.token), { 'x-api-key': mine.token }, { authorization: mine.token }, { ...bearer(mine.token), 'x-api-key': theirs.token }, {}, bearer(mine.token)]) {
      asked.push(await ask(headers as Record<string, string>));
    }
    expect(asked.map(({ status, id }) => id ?? status)).toEqual([userId, userId, other.id, userId, 401, 401, 401, userId]);
    expect(asked.slice(1).every(({ reused }) => reused)).toBe(true);
    await accounts.as(jar, 'delete', `/api/auth/tokens/${mine.id}`).expect(204);
    expect(await ask(bearer(mine.token))).toEqual({ status: 401, reused: true });
    agent.destroy();
  });

  it('opens the API in each of the three headers', async () => {
    const { token } = await accounts.token(jar);
    for (const headers of [bearer(token), { authorization: `bearer  ${token}` }, { 'x-api-key': token }, { 'x-goog-api-key': token }]) {
      expect((await me(headers as Record<string, string>).expect(200)).body.id).toBe(userId);
    }
    await me({ ...bearer(token), 'x-api-key': token }).expect(200);
  });

  it('is refused when a second authorization header holds something else', async () => {
    const { token } = await accounts.token(jar);
    const path = await accounts.call('get', '/api/me').url;
    const status = await new Promise((resolve, reject) => {
      const headers = ['host', 'x', 'authorization', `Bearer ${token}`, 'authorization', 'Bearer other'];
      get(path, { headers, setHost: false }, (response) => resolve(response.resume().statusCode)).on('error', reject);
    });
    expect(status).toBe(401);
  });

  it('changes things without any XSRF header', async () => {
    const { token } = await accounts.token(jar, 30, { scopes: ['account'] });
    await accounts.call('patch', '/api/me/preferences').set(bearer(token)).send({ fallback: 'never' }).expect(200);
  });

  it('remembers when it was last used', async () => {
    const begin = Date.now();
    const { id, token } = await accounts.token(jar);
    await me(bearer(token)).expect(200);
    await eventually(async () => {
      const list = await accounts.as(jar, 'get', '/api/auth/tokens');
      const row = list.body.find((entry: { id: string }) => entry.id === id);
      expect(Date.parse(row.lastUsedAt)).toBeGreaterThan(begin - 10_000);
    });
  });

  it.each(['get', 'post', 'delete'] as const)('is forbidden on /api/auth/* (%s), even beside a cookie', async (method) => {
    const { token } = await accounts.token(jar);
    const path = method === 'delete' ? '/api/auth/tokens/00000000-0000-0000-0000-000000000000' : method === 'get' ? '/api/auth/me' : '/api/auth/tokens';
    for (const headers of [bearer(token), { 'x-api-key': token }, { 'x-goog-api-key': token }]) {
      const response = await accounts.as(jar, method, path).set(headers as Record<string, string>).expect(403);
      expect(response.body.code).toBe('forbidden');
    }
    for (const headers of [bearer('byok_pat_wrong'), bearer(token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')), { 'x-goog-api-key': 'x' }]) {
      const response = await accounts.as(jar, method, path).set(headers as Record<string, string>).expect(401);
      expect(response.body.code).toBe('unauthenticated');
    }
  });

  it.each(['login', 'register', 'refresh', 'logout'])('is forbidden on /api/auth/%s', async (route) => {
    const { token } = await accounts.token(jar);
    const response = await accounts.call('post', `/api/auth/${route}`).set(bearer(token)).send({}).expect(403);
    expect(response.headers['x-byok-code']).toBe('forbidden');
  });

  it('stops working the moment it is deleted', async () => {
    const { id, token } = await accounts.token(jar);
    await me(bearer(token)).expect(200);
    await accounts.as(jar, 'delete', `/api/auth/tokens/${id}`).expect(204);
    await me(bearer(token)).expect(401);
    await accounts.as(jar, 'delete', `/api/auth/tokens/${id}`).expect(404);
  });

  it('stops working in another process within moments', async () => {
    const second = await startAccounts({ JWT_SECRET: 'x'.repeat(32) }, accounts.databaseUrl);
    try {
      const { id, token } = await accounts.token(jar);
      await second.call('get', '/api/me').set(bearer(token)).expect(200);
      await accounts.as(jar, 'delete', `/api/auth/tokens/${id}`).expect(204);
      await eventually(() => second.call('get', '/api/me').set(bearer(token)).expect(401));
    } finally {
      await second.close();
    }
  });

  it('is found again after the listening connection was cut', async () => {
    const { id, token } = await accounts.token(jar);
    await accounts.pool.query("select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database()");
    await new Promise((resolve) => setTimeout(resolve, 300));
    const second = await startAccounts({ JWT_SECRET: 'x'.repeat(32) }, accounts.databaseUrl);
    try {
      await me(bearer(token)).expect(200);
      const { rows } = await second.pool.query('delete from personal_tokens where id = $1 returning user_id', [id]);
      await second.pool.query("select pg_notify('byok_principals', $1)", [rows[0].user_id]);
      await eventually(() => me(bearer(token)).expect(401));
    } finally {
      await second.close();
    }
  });

  it('ends with its date', async () => {
    const { id, token } = await accounts.token(jar);
    await accounts.pool.query("update personal_tokens set expires_at = now() - interval '1 second' where id = $1", [id]);
    await me(bearer(token)).expect(401);
  });

  it('of another user is not there to delete', async () => {
    const stranger = await accounts.register();
    const { id, token } = await accounts.token(jar);
    await accounts.as(stranger.jar, 'delete', `/api/auth/tokens/${id}`).expect(404);
    await me(bearer(token)).expect(200);
    expect((await accounts.as(stranger.jar, 'get', '/api/auth/tokens').expect(200)).body).toEqual([]);
  });

  it.each(['not-a-uuid', '1', "'; drop table users", '%00', '00000000-0000-0000-0000-00000000000g'])('id %s is not found', async (id) => {
    const response = await accounts.as(jar, 'delete', `/api/auth/tokens/${encodeURIComponent(id)}`).expect(404);
    expect(response.body.code).toBe('not_found');
  });
});

describe('a credential header that does not hold', () => {
  it.each([
    { authorization: 'Bearer byok_pat_' },
    { authorization: 'Bearer ' },
    { authorization: '' },
    { authorization: `Bearer byok_pat_${'a'.repeat(43)}` },
    { authorization: `Basic byok_pat_${'a'.repeat(43)}` },
    { authorization: `byok_pat_${'a'.repeat(43)}` },
    { authorization: 'Bearer sk-proj-0123456789' },
    { 'x-api-key': '' },
    { 'x-api-key': "' or 1=1 --" },
    { 'x-goog-api-key': 'AIza0123456789' },
    { 'x-goog-api-key': 'x'.repeat(8000) },
  ] as Record<string, string>[])('is 401, even beside a valid cookie: %#', async (headers) => {
    const response = await accounts.as(jar, 'get', '/api/me').set(headers).expect(401);
    expect(response.body.code).toBe('unauthenticated');
    expect(response.headers['www-authenticate']).toBe('Bearer');
    expect(response.headers['x-byok-code']).toBe('unauthenticated');
    expect(JSON.stringify(response.body)).not.toContain('0123456789');
  });

  it('spoils a good one beside it', async () => {
    const { token } = await accounts.token(jar);
    await me({ ...bearer(token), 'x-api-key': 'wrong' }).expect(401);
    await me({ ...bearer(token), 'x-goog-api-key': `byok_pat_${'b'.repeat(43)}` }).expect(401);
  });

  it('of two users together is 401', async () => {
    const stranger = await accounts.register();
    const [mine, theirs] = [await accounts.token(jar), await accounts.token(stranger.jar)];
    await me({ ...bearer(mine.token), 'x-api-key': theirs.token }).expect(401);
  });

  it('is 401 on a token sent twice', async () => {
    const { token } = await accounts.token(jar);
    await me({ 'x-api-key': `${token}, ${token}` }).expect(401);
  });

  it('a session cookie is no token', async () => {
    await me(bearer(jar['byok_access'] as string)).expect(401);
  });
});
