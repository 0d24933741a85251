import { PASSWORD, jarOf, startAccounts, type AccountsApplication, type Jar } from './support/accounts-application.js';

const ADMIN = { ADMIN_EMAIL: 'Boss@Example.test', ADMIN_PASSWORD: 'first admin password' };

let accounts: AccountsApplication;
let admin: Jar;

const login = (application: AccountsApplication, password: string) =>
  application.call('post', '/api/auth/login').send({ email: 'boss@example.test', password });

beforeAll(async () => {
  accounts = await startAccounts(ADMIN);
  admin = jarOf(await login(accounts, ADMIN.ADMIN_PASSWORD).expect(200));
});
afterAll(() => accounts.close());

describe('an administrator', () => {
  it('lists the accounts, oldest first, a page at a time', async () => {
    const { id, email } = await accounts.register();
    const all = await accounts.as(admin, 'get', '/api/admin/users').expect(200);
    expect(all.body[0]).toMatchObject({ email: 'boss@example.test', role: 'admin', plan: 'business' });
    expect(all.body.at(-1)).toEqual({
      id,
      email,
      plan: 'free',
      role: 'user',
      preferences: { strategy: 'global', provider: 'auto', fallback: 'on-error' },
      createdAt: expect.stringMatching(/Z$/),
      lastSeenAt: expect.stringMatching(/Z$/),
      locked: false,
    });
    const last = await accounts.as(admin, 'get', `/api/admin/users?limit=1&offset=${all.body.length - 1}&other=1`).expect(200);
    expect(last.body.map((user: { id: string }) => user.id)).toEqual([id]);
    expect(last.headers['x-total-count']).toBe(String(all.body.length));
  });

  it('sees when somebody was last here, also after they signed out', async () => {
    const before = Date.now() - 60_000;
    const { id, jar } = await accounts.register();
    const seenAt = async () => {
      const users = (await accounts.as(admin, 'get', '/api/admin/users?limit=500').expect(200)).body as { id: string; lastSeenAt: string | null }[];
      return Date.parse(users.find((user) => user.id === id)?.lastSeenAt ?? '');
    };
    expect(await seenAt()).toBeGreaterThan(before);
    expect(await seenAt()).toBeLessThanOrEqual(Date.now() + 1000);
    await accounts.as(jar, 'post', '/api/auth/logout').expect(204);
    expect(await seenAt()).toBeGreaterThan(before);
  });

  it.each(['limit=0', 'limit=501', 'limit=ten', 'limit=1&limit=2', 'offset=-1', 'offset=1e3'])('gets a clear refusal for ?%s', async (query) => {
    const response = await accounts.as(admin, 'get', `/api/admin/users?${query}`).expect(400);
    expect(response.body.errors[0].field).toBe(query.split('=')[0]);
  });

  it('changes a plan, which counts from the next request on', async () => {
    const { id, jar } = await accounts.register();
    const { token } = await accounts.token(jar);
    const me = () => accounts.call('get', '/api/me').set('x-api-key', token).expect(200);
    expect((await me()).body.plan).toBe('free');
    const changed = await accounts.as(admin, 'patch', `/api/admin/users/${id}`).send({ plan: 'pro' }).expect(200);
    expect(changed.body).toMatchObject({ id, plan: 'pro' });
    expect((await me()).body.plan).toBe('pro');
  });

  it('may use a token of theirs', async () => {
    const { token } = await accounts.token(admin, 1, { scopes: ['admin'] });
    await accounts.call('get', '/api/admin/users').set('authorization', `Bearer ${token}`).expect(200);
  });

  it.each([{ plan: 'gold' }, { plan: null }, {}, { plan: 'pro', email: 'a@b.test' }, { plan: ['pro'] }, { role: 'root' }, { role: null }, { locked: 'yes' }, { locked: null }])('cannot set %j', async (body) => {
    const { id } = await accounts.register();
    await accounts.as(admin, 'patch', `/api/admin/users/${id}`).send(body).expect(400);
  });

  it.each(['00000000-0000-4000-8000-000000000000', 'me', '1', '%27%3B--'])('finds no account %s', async (id) => {
    await accounts.as(admin, 'patch', `/api/admin/users/${id}`).send({ plan: 'pro' }).expect(404);
  });
});

describe('anybody else', () => {
  it('is refused, also on their own account', async () => {
    const { id, jar } = await accounts.register();
    const { token } = await accounts.token(jar);
    for (const call of [
      accounts.as(jar, 'get', '/api/admin/users'),
      accounts.as(jar, 'patch', `/api/admin/users/${id}`).send({ plan: 'business' }),
      accounts.call('patch', `/api/admin/users/${id}`).set('x-api-key', token).send({ plan: 'business' }),
    ]) {
      expect((await call.expect(403)).body.code).toBe('forbidden');
    }
    await accounts.call('get', '/api/admin/users').expect(401);
  });
});

describe('the first administrator', () => {
  const restart = (environment: Record<string, string>) => startAccounts(environment, accounts.databaseUrl);

  it('is left alone at the next start, a changed password too', async () => {
    const again = await restart({ ...ADMIN, ADMIN_PASSWORD: 'another password now' });
    try {
      await login(again, ADMIN.ADMIN_PASSWORD).expect(200);
      await login(again, 'another password now').expect(401);
      const { rows } = await again.pool.query("select count(*)::int from users where email = 'boss@example.test'");
      expect(rows[0].count).toBe(1);
    } finally {
      await again.close();
    }
  });

  it('is promoted from an account with that password, and only with it', async () => {
    await accounts.register('promoted@example.test');
    const wrong = await restart({ ADMIN_EMAIL: 'promoted@example.test', ADMIN_PASSWORD: 'not its password' });
    expect(wrong.log()).toContain('was not promoted');
    expect(wrong.log()).not.toContain('not its password');
    await wrong.close();
    const role = async () => (await accounts.pool.query("select role from users where email = 'promoted@example.test'")).rows[0].role as string;
    expect(await role()).toBe('user');
    const right = await restart({ ADMIN_EMAIL: 'promoted@example.test', ADMIN_PASSWORD: PASSWORD });
    await right.close();
    expect(await role()).toBe('admin');
  });

  it('is made once by two processes that start at once', async () => {
    const environment = { ADMIN_EMAIL: 'twice@example.test', ADMIN_PASSWORD: 'first admin password' };
    const both = await Promise.all([restart(environment), restart(environment)]);
    const { rows } = await accounts.pool.query("select role from users where email = 'twice@example.test'");
    expect(rows).toEqual([{ role: 'admin' }]);
    await Promise.all(both.map((application) => application.close()));
  });
});
