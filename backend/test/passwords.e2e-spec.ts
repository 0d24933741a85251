import { PASSWORD, jarOf, startAccounts, type AccountsApplication, type Jar } from './support/accounts-application.js';

const ADMIN = { ADMIN_EMAIL: 'boss@example.test', ADMIN_PASSWORD: 'first admin password' };
const NEXT = 'the next long password';

let accounts: AccountsApplication;
let admin: Jar;

beforeAll(async () => {
  accounts = await startAccounts({ ...ADMIN, PUBLIC_URL: 'http://courses.example.test/' });
  admin = jarOf(await login(ADMIN.ADMIN_EMAIL, ADMIN.ADMIN_PASSWORD).expect(200));
});
afterAll(() => accounts.close());
beforeEach(() => accounts.resetRateLimits());

const login = (email: string, password = PASSWORD) => accounts.call('post', '/api/auth/login').send({ email, password });
const change = (jar: Jar, body: object) => accounts.as(jar, 'post', '/api/auth/password').send(body);

describe('changing the password', () => {
  it('ends the other sessions, and tokens on request', async () => {
    const { jar, email } = await accounts.register();
    const other = jarOf(await login(email).expect(200));
    const { token } = await accounts.token(jar);
    await change(jar, { current: PASSWORD, next: NEXT }).expect(204);
    await accounts.as(jar, 'get', '/api/me').expect(200);
    await accounts.as(other, 'get', '/api/me').expect(401);
    await accounts.as(other, 'post', '/api/auth/refresh').expect(401);
    await accounts.call('get', '/api/me').set('x-api-key', token).expect(200);
    await login(email).expect(401);
    await login(email, NEXT).expect(200);
    await change(jar, { current: NEXT, next: PASSWORD, endTokens: true }).expect(204);
    await accounts.call('get', '/api/me').set('x-api-key', token).expect(401);
  });

  it('needs the current one, ten times a minute at most', async () => {
    const { jar, email } = await accounts.register();
    for (let count = 0; count < 10; count += 1) {
      const refused = await change(jar, { current: 'not the right one', next: NEXT }).expect(403);
      expect(refused.body).toMatchObject({ code: 'forbidden', errors: [{ field: 'current' }] });
    }
    await change(jar, { current: PASSWORD, next: NEXT }).expect(429);
    await login(email).expect(200);
    for (const secret of [NEXT, 'not the right one']) expect(accounts.log()).not.toContain(secret);
  });

  it.each([
    ['current', { next: NEXT }],
    ['next', { current: PASSWORD, next: 'short' }],
    ['next', { current: PASSWORD }],
    ['endTokens', { current: PASSWORD, next: NEXT, endTokens: 'yes' }],
    ['email', { current: PASSWORD, next: NEXT, email: 'a@b.test' }],
  ])('needs a good %s', async (field, body) => {
    const { jar } = await accounts.register();
    const response = await change(jar, body).expect(400);
    expect(response.body.errors.map((error: { field: string }) => error.field)).toEqual([field]);
  });

  it('is not for tokens, and wants the XSRF header', async () => {
    const { jar } = await accounts.register();
    const { token } = await accounts.token(jar);
    await accounts.call('post', '/api/auth/password').set('x-api-key', token).send({ current: PASSWORD, next: NEXT }).expect(403);
    const { 'XSRF-TOKEN': _gone, ...rest } = jar;
    expect((await change(rest, { current: PASSWORD, next: NEXT }).expect(403)).body.code).toBe('csrf_failed');
  });
});

describe('a link to reset a password', () => {
  const linkFor = async (id: string) => {
    const { body } = await accounts.as(admin, 'post', `/api/admin/users/${id}/password-reset`).expect(201);
    expect(Object.keys(body)).toEqual(['link']);
    return body.link as string;
  };
  const tokenOf = (link: string) => new URL(link).hash.replace('#token=', '');
  const confirm = (token: string, password = NEXT) => accounts.call('post', '/api/auth/password-reset/confirm').send({ token, password });

  it('leads to PUBLIC_URL, carries its token in the fragment, and is kept as a hash alone', async () => {
    const { id } = await accounts.register();
    const link = await linkFor(id);
    expect(link).toMatch(/^http:\/\/courses\.example\.test\/password-reset#token=[\w-]{43}$/);
    const { rows } = await accounts.pool.query('select * from password_resets');
    expect(JSON.stringify(rows)).not.toContain(tokenOf(link));
    expect(accounts.log()).not.toContain(tokenOf(link));
  });

  it('works once, ends sessions and tokens, and signs nobody in', async () => {
    const { id, email, jar } = await accounts.register();
    const { token } = await accounts.token(jar);
    const reset = tokenOf(await linkFor(id));
    const used = await confirm(reset).expect(204);
    expect(used.headers['set-cookie']).toBeUndefined();
    await accounts.as(jar, 'get', '/api/me').expect(401);
    await accounts.call('get', '/api/me').set('x-api-key', token).expect(401);
    await login(email).expect(401);
    await login(email, NEXT).expect(200);
    expect((await confirm(reset, 'yet another password').expect(403)).body.code).toBe('forbidden');
    await login(email, NEXT).expect(200);
    expect(accounts.log()).not.toContain(NEXT);
  });

  it('works for one of two at once', async () => {
    const { id } = await accounts.register();
    const reset = tokenOf(await linkFor(id));
    const both = await Promise.all([confirm(reset, 'password of the first'), confirm(reset, 'password of the second')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([204, 403]);
  });

  it('ends after 30 minutes, with a newer link, and with a change of the password', async () => {
    const { id, jar } = await accounts.register();
    const first = tokenOf(await linkFor(id));
    const { rows } = await accounts.pool.query('select extract(epoch from expires_at - now()) / 60 as minutes from password_resets where user_id = $1', [id]);
    expect(Number(rows[0].minutes)).toBeGreaterThan(29);
    expect(Number(rows[0].minutes)).toBeLessThanOrEqual(30);
    const second = tokenOf(await linkFor(id));
    await confirm(first).expect(403);
    await change(jar, { current: PASSWORD, next: NEXT }).expect(204);
    await confirm(second).expect(403);
    const third = tokenOf(await linkFor(id));
    await accounts.pool.query("update password_resets set expires_at = now() - interval '1 second'");
    await confirm(third).expect(403);
  });

  it('is made five times in 15 minutes for an account, and only by administrators', async () => {
    const { id, jar } = await accounts.register();
    for (let count = 0; count < 5; count += 1) await linkFor(id);
    const refused = await accounts.as(admin, 'post', `/api/admin/users/${id}/password-reset`).expect(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(60);
    await linkFor((await accounts.register()).id);
    await accounts.as(jar, 'post', `/api/admin/users/${id}/password-reset`).expect(403);
    await accounts.as(admin, 'post', '/api/admin/users/00000000-0000-4000-8000-000000000000/password-reset').expect(404);
  });

  it.each([['token', { password: NEXT }], ['token', { token: '', password: NEXT }], ['password', { token: 'x', password: 'short' }]])('needs a good %s', async (field, body) => {
    const response = await accounts.call('post', '/api/auth/password-reset/confirm').send(body).expect(400);
    expect(response.body.errors.map((error: { field: string }) => error.field)).toEqual([field]);
  });

  it('is refused beside a token of ours', async () => {
    const { jar } = await accounts.register();
    const { token } = await accounts.token(jar);
    await accounts.call('post', '/api/auth/password-reset/confirm').set('x-api-key', token).send({ token: 'x', password: NEXT }).expect(403);
  });
});
