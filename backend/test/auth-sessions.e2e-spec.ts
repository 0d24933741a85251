import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PASSWORD, cookieHeader, jarOf, setCookies, startAccounts, type AccountsApplication, type Jar } from './support/accounts-application.js';
import { eventually } from './support/eventually.js';

let accounts: AccountsApplication;

beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.close());
beforeEach(() => accounts.resetRateLimits());

const me = (jar: Jar) => accounts.as(jar, 'get', '/api/auth/me');
const refresh = (jar: Jar) => accounts.as(jar, 'post', '/api/auth/refresh');

describe('refreshing', () => {
  it('rotates the refresh cookie and renews the rest', async () => {
    const { jar, email } = await accounts.register();
    const response = await refresh(jar).expect(200);
    expect(response.body.email).toBe(email);
    const next = jarOf(response);
    expect(next['byok_refresh']).not.toBe(jar['byok_refresh']);
    expect(next['XSRF-TOKEN']).toBe(jar['XSRF-TOKEN']);
    await me(next).expect(200);
    await refresh(next).expect(200);
  });

  it('revokes the whole family when a used cookie comes back', async () => {
    const { jar } = await accounts.register();
    const next = jarOf(await refresh(jar).expect(200));
    const replay = await refresh(jar).expect(401);
    expect(jarOf(replay)).toEqual({ byok_access: '', byok_refresh: '', 'XSRF-TOKEN': '' });
    await refresh(next).expect(401);
    await me(next).expect(401);
    await me(jar).expect(401);
  });

  it('leaves other sign-ins of the user alone', async () => {
    const { jar, email } = await accounts.register();
    const other = jarOf(await accounts.call('post', '/api/auth/login').send({ email, password: PASSWORD }).expect(200));
    await refresh(jar).expect(200);
    await refresh(jar).expect(401);
    await me(other).expect(200);
    await refresh(other).expect(200);
  });

  it('logs nobody out when two tabs refresh at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { jar } = await accounts.register();
      const client = await accounts.pool.connect();
      // Holds both requests at the family's row, so that they overlap for sure.
      await client.query('begin');
      await client.query('select 1 from sessions for update');
      const answers = [refresh(jar), refresh(jar)].map((test) => test.then((response) => response));
      await new Promise((resolve) => setTimeout(resolve, 150));
      await client.query('commit');
      client.release();
      const both = await Promise.all(answers);
      expect(both.map(({ status }) => status)).toEqual([200, 200]);
      const jars = both.map((response) => jarOf(response));
      expect(jars.filter((answer) => answer['byok_refresh'] !== undefined)).toHaveLength(1);
      for (const answer of jars) await me({ ...jar, ...answer }).expect(200);
      const merged = jars.reduce((all, answer) => ({ ...all, ...answer }), jar);
      await refresh(merged).expect(200);
    }
  });

  /** Sends the head of a refresh; the body comes when `finish` is called. */
  async function openRefresh(jar: Jar): Promise<{ finish: () => Promise<number> }> {
    const { port } = accounts.application.getHttpServer().address() as AddressInfo;
    const headers = { cookie: cookieHeader(jar), 'x-xsrf-token': jar['XSRF-TOKEN'], 'content-type': 'application/json', 'content-length': 2 };
    const sent = request({ port, host: '127.0.0.1', method: 'POST', path: '/api/auth/refresh', headers });
    const status = new Promise<number>((resolve, reject) => sent.on('response', (answer) => resolve(answer.resume().statusCode ?? 0)).on('error', reject));
    sent.write('{');
    await new Promise((resolve) => setTimeout(resolve, 200));
    return {
      finish: () => {
        sent.end('}');
        return status;
      },
    };
  }

  it('spares a request that had arrived before the exchange', async () => {
    const { jar } = await accounts.register();
    const open = await openRefresh(jar);
    const next = jarOf(await refresh(jar).expect(200));
    expect(await open.finish()).toBe(200);
    await refresh(next).expect(200);
  });

  it('spares no request that was held open for longer before it', async () => {
    const { jar, id } = await accounts.register();
    const open = await openRefresh(jar);
    const next = jarOf(await refresh(jar).expect(200));
    // As if the exchange had taken place ten seconds after that request arrived.
    await accounts.pool.query("update refresh_tokens set used_at = used_at + interval '10 seconds' from sessions where sessions.id = session_id and user_id = $1", [id]);
    expect(await open.finish()).toBe(401);
    await me(next).expect(401);
  });

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['random', 'A'.repeat(43)],
    ['not UTF-8', '%ff%fe'],
    ['SQL', "' or 1=1 --"],
    ['with a null character', 'abc%00def'],
  ])('refuses a cookie that is %s', async (_what, value) => {
    const { jar } = await accounts.register();
    const cookies = value === undefined ? `XSRF-TOKEN=${jar['XSRF-TOKEN']}` : `XSRF-TOKEN=${jar['XSRF-TOKEN']}; byok_refresh=${value}`;
    const response = await accounts.call('post', '/api/auth/refresh').set('cookie', cookies).set('x-xsrf-token', jar['XSRF-TOKEN'] as string).expect(401);
    expect(response.body.code).toBe('unauthenticated');
  });

  it('refuses a cookie after its 30 days', async () => {
    const { jar, id } = await accounts.register();
    await accounts.pool.query("update sessions set expires_at = now() - interval '1 second' where user_id = $1", [id]);
    await refresh(jar).expect(401);
  });
});

describe('signing out', () => {
  it('ends the session at once and clears the cookies', async () => {
    const { jar } = await accounts.register();
    await me(jar).expect(200);
    const response = await accounts.as(jar, 'post', '/api/auth/logout').expect(204);
    expect(jarOf(response)).toEqual({ byok_access: '', byok_refresh: '', 'XSRF-TOKEN': '' });
    for (const cookie of setCookies(response)) expect(cookie).toContain('Max-Age=0');
    await me(jar).expect(401);
    await refresh(jar).expect(401);
  });

  it('needs only the access cookie', async () => {
    const { jar } = await accounts.register();
    const { byok_refresh: _lost, ...rest } = jar;
    await accounts.as(rest, 'post', '/api/auth/logout').expect(204);
    await refresh(jar).expect(401);
  });

  it('is fine without a session', async () => {
    await accounts.call('post', '/api/auth/logout').expect(204);
  });

  it('reaches another process', async () => {
    const second = await startAccounts({ JWT_SECRET: 'k'.repeat(32) }, accounts.databaseUrl);
    const third = await startAccounts({ JWT_SECRET: 'k'.repeat(32) }, accounts.databaseUrl);
    try {
      const { jar } = await second.register('two-processes@example.test');
      await third.as(jar, 'get', '/api/auth/me').expect(200);
      await second.as(jar, 'post', '/api/auth/logout').expect(204);
      await eventually(() => third.as(jar, 'get', '/api/auth/me').expect(401));
    } finally {
      await second.close();
      await third.close();
    }
  });
});

describe('the access cookie', () => {
  async function forged(change: (jwt: SignJWT) => SignJWT, key?: Uint8Array, header: { alg: string } = { alg: 'HS256' }): Promise<Jar> {
    const { jar, id } = await accounts.register();
    const secret = key ?? (await readFile(join(accounts.dataDir, 'jwt-secret')));
    const claims = JSON.parse(Buffer.from((jar['byok_access'] as string).split('.')[1] as string, 'base64url').toString()) as { sid: string };
    const jwt = new SignJWT({ sid: claims.sid }).setProtectedHeader(header).setIssuer('byok').setSubject(id).setIssuedAt().setExpirationTime('5m');
    return { ...jar, byok_access: await change(jwt).sign(secret) };
  }

  it('holds when made with our key (which proves the refusals below)', async () => {
    await me(await forged((jwt) => jwt)).expect(200);
  });

  it.each([
    ['expired', (jwt: SignJWT) => jwt.setExpirationTime('-1s')],
    ['of another issuer', (jwt: SignJWT) => jwt.setIssuer('somebody')],
    ['of another user', (jwt: SignJWT) => jwt.setSubject('00000000-0000-4000-8000-000000000000')],
    ['of a subject that is no id', (jwt: SignJWT) => jwt.setSubject("' or 1=1")],
    ['from the future', (jwt: SignJWT) => jwt.setNotBefore('1h')],
  ])('is refused when %s', async (_what, change) => {
    const response = await me(await forged(change)).expect(401);
    expect(response.body.code).toBe('unauthenticated');
  });

  it('is refused when signed with another key or algorithm', async () => {
    await me(await forged((jwt) => jwt, new Uint8Array(32).fill(7))).expect(401);
    await me(await forged((jwt) => jwt, new Uint8Array(64).fill(7), { alg: 'HS512' })).expect(401);
  });

  it.each(['HS384', 'HS512'])('is refused when our own key signed it by %s', async (alg) => {
    await me(await forged((jwt) => jwt, undefined, { alg })).expect(401);
  });

  it.each(['sub', 'sid', 'exp', 'iat', 'iss'])('is refused when it has no %s', async (claim) => {
    const { jar } = await accounts.register();
    const { [claim]: left, ...others } = JSON.parse(Buffer.from((jar['byok_access'] as string).split('.')[1] as string, 'base64url').toString()) as Record<string, unknown>;
    expect(left).toBeDefined();
    const sign = async (claims: Record<string, unknown>) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(await readFile(join(accounts.dataDir, 'jwt-secret')));
    await me({ ...jar, byok_access: await sign({ ...others, [claim]: left }) }).expect(200);
    await me({ ...jar, byok_access: await sign(others) }).expect(401);
  });

  it('is refused without a signature', async () => {
    const { jar } = await accounts.register();
    const [, payload] = (jar['byok_access'] as string).split('.');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    for (const token of [`${none}.${payload}.`, `${none}.${payload}`, `${payload}`, '..', 'a.b.c', '{}', 'é', '%zz']) {
      await accounts.call('get', '/api/auth/me').set('cookie', `byok_access=${token}`).expect(401);
    }
  });

  it('is refused when it is gigantic, or the cookie header is garbage', async () => {
    await accounts.call('get', '/api/auth/me').set('cookie', `byok_access=${'a'.repeat(12_000)}`).expect(401);
    await accounts.call('get', '/api/auth/me').set('cookie', ';;;=;byok_access;===').expect(401);
  });

  it('asks for a sign-in when there is none', async () => {
    for (const path of ['/api/auth/me', '/api/me', '/api/auth/tokens', '/api/admin/users']) {
      const response = await accounts.call('get', path).expect(401);
      expect(response.headers['www-authenticate']).toBe('Bearer');
      expect(response.headers['content-type']).toContain('application/problem+json');
    }
  });
});

describe('the signing secret', () => {
  it('is 32 bytes that only we may read', async () => {
    const file = join(accounts.dataDir, 'jwt-secret');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file)).toHaveLength(32);
  });
});

describe('XSRF', () => {
  const change = (jar: Jar, header?: string) => {
    const call = accounts.call('patch', '/api/me/preferences').set('cookie', cookieHeader(jar)).send({ fallback: 'never' });
    return header === undefined ? call : call.set('x-xsrf-token', header);
  };

  it('lets unsafe methods pass with the header equal to the cookie', async () => {
    const { jar } = await accounts.register();
    await change(jar, jar['XSRF-TOKEN']).expect(200);
  });

  it('stops them without it', async () => {
    const { jar } = await accounts.register();
    const stranger = await accounts.register();
    const own = jar['XSRF-TOKEN'] as string;
    const { 'XSRF-TOKEN': _none, ...bare } = jar;
    for (const call of [
      change(jar),
      change(jar, ''),
      change(jar, `${own}x`),
      change(jar, own.toLowerCase()),
      change(bare, own),
      change({ ...jar, 'XSRF-TOKEN': 'planted' }, 'planted'),
      change({ ...jar, 'XSRF-TOKEN': stranger.jar['XSRF-TOKEN'] as string }, stranger.jar['XSRF-TOKEN']),
    ]) {
      const response = await call.expect(403);
      expect(response.body.code).toBe('csrf_failed');
      expect(response.body.detail).toContain('x-xsrf-token');
    }
  });

  it.each(['refresh', 'logout'])('guards %s, which then changes nothing', async (route) => {
    const { jar } = await accounts.register();
    for (const header of ['', 'planted']) {
      const response = await accounts
        .call('post', `/api/auth/${route}`)
        .set('cookie', cookieHeader({ ...jar, ...(header ? { 'XSRF-TOKEN': header } : {}) }))
        .set('x-xsrf-token', header)
        .expect(403);
      expect(response.body.code).toBe('csrf_failed');
    }
    await refresh(jar).expect(200);
  });

  it('is asked for making and deleting tokens', async () => {
    const { jar } = await accounts.register();
    await accounts.call('post', '/api/auth/tokens').set('cookie', cookieHeader(jar)).send({ name: 'x', expiresInDays: 1 }).expect(403);
    const { id } = await accounts.token(jar);
    await accounts.call('delete', `/api/auth/tokens/${id}`).set('cookie', cookieHeader(jar)).expect(403);
  });

  it('is not asked of reading', async () => {
    const { jar } = await accounts.register();
    await accounts.call('get', '/api/me').set('cookie', cookieHeader(jar)).expect(200);
  });

  it('comes back with GET /api/auth/me when a page lost its cookie', async () => {
    const { jar } = await accounts.register();
    const { 'XSRF-TOKEN': token, ...bare } = jar;
    const response = await accounts.call('get', '/api/auth/me').set('cookie', cookieHeader(bare)).expect(200);
    expect(jarOf(response)).toEqual({ 'XSRF-TOKEN': token });
  });
});

describe('a form on another site', () => {
  it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])('cannot sign anyone in with %s', async (type) => {
    const response = await accounts.call('post', '/api/auth/login').set('content-type', type).send(`{"email":"a@b.c","password":"${PASSWORD}"}`).expect(415);
    expect(response.body.code).toBe('unsupported_media_type');
  });
});

describe('the account that a caller believes in', () => {
  const as = (jar: Jar, method: 'get' | 'post' | 'patch', path: string, believed: string) => accounts.as(jar, method, path).set('x-byok-account', believed);

  it('is the one that is served, or nothing happens', async () => {
    const [mine, other] = [await accounts.register(), await accounts.register()];
    await as(mine.jar, 'get', '/api/me', mine.id).expect(200);
    for (const [method, path] of [['get', '/api/me'], ['get', '/api/auth/me'], ['patch', '/api/me/preferences'], ['get', '/api/v1/models'], ['post', '/api/v1/chat/completions'], ['post', '/api/auth/refresh'], ['post', '/api/auth/logout']] as const) {
      for (const believed of [other.id, 'nobody', '']) {
        const response = await as(mine.jar, method, path, believed).send(method === 'get' ? undefined : {}).expect(409);
        expect(response.headers['x-byok-code']).toBe('conflict');
      }
    }
    await me(mine.jar).expect(200);
    await as(mine.jar, 'post', '/api/auth/refresh', mine.id).expect(200);
  });

  it('matters to cookies alone', async () => {
    const { jar } = await accounts.register();
    const { token } = await accounts.token(jar);
    await accounts.call('get', '/api/me').set('x-api-key', token).set('x-byok-account', 'nobody').expect(200);
    await accounts.call('get', '/api/me').set('x-byok-account', 'nobody').expect(401);
  });
});

describe('cookies of an https site', () => {
  it('hold under their own names alone', async () => {
    const secure = await startAccounts({ PUBLIC_URL: 'https://courses.example.test' });
    try {
      const { jar } = await secure.register();
      const call = (cookies: Jar) => secure.call('post', '/api/auth/refresh').set('cookie', cookieHeader(cookies)).set('x-xsrf-token', jar['__Host-XSRF-TOKEN'] as string);
      const plain = { byok_access: jar['__Host-byok_access'] as string, byok_refresh: jar['__Secure-byok_refresh'] as string, 'XSRF-TOKEN': jar['__Host-XSRF-TOKEN'] as string };
      await secure.call('get', '/api/me').set('cookie', cookieHeader(plain)).expect(401);
      await secure.call('get', '/api/me').set('cookie', cookieHeader(jar)).expect(200);
      await call(plain).expect(401);
      await call({ ...jar, '__Host-XSRF-TOKEN': '', 'XSRF-TOKEN': jar['__Host-XSRF-TOKEN'] as string }).expect(403);
      await call(jar).expect(200);
    } finally {
      await secure.close();
    }
  });
});
