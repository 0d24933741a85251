import { PASSWORD, jarOf, startAccounts, type AccountsApplication, type Jar } from './support/accounts-application.js';
import { eventually } from './support/eventually.js';

const ADMIN = { ADMIN_EMAIL: 'boss@example.test', ADMIN_PASSWORD: 'first admin password' };

let accounts: AccountsApplication;
let admin: Jar;
let adminId: string;

beforeAll(async () => {
  accounts = await startAccounts(ADMIN);
  const response = await accounts.call('post', '/api/auth/login').send({ email: ADMIN.ADMIN_EMAIL, password: ADMIN.ADMIN_PASSWORD }).expect(200);
  admin = jarOf(response);
  adminId = response.body.id;
});
afterAll(() => accounts.close());
beforeEach(() => accounts.resetRateLimits());

const change = (id: string, body: object, by = admin) => accounts.as(by, 'patch', `/api/admin/users/${id}`).send(body);
const login = (email: string, password = PASSWORD) => accounts.call('post', '/api/auth/login').send({ email, password });

describe('a locked account', () => {
  it('is signed out at once, everywhere, without its tokens, until it is unlocked', async () => {
    const second = await startAccounts({ JWT_SECRET: 'x'.repeat(32) }, accounts.databaseUrl);
    try {
      const { id, email, jar } = await accounts.register();
      const { token } = await accounts.token(jar);
      await accounts.as(jar, 'get', '/api/me').expect(200);
      await second.call('get', '/api/me').set('x-api-key', token).expect(200);
      expect((await change(id, { locked: true }).expect(200)).body).toMatchObject({ id, locked: true });
      await accounts.as(jar, 'get', '/api/me').expect(401);
      await accounts.as(jar, 'post', '/api/auth/refresh').expect(401);
      await accounts.call('get', '/api/me').set('x-api-key', token).expect(401);
      await eventually(() => second.call('get', '/api/me').set('x-api-key', token).expect(401));
      const refused = await login(email).expect(403);
      expect(refused.body.code).toBe('forbidden');
      expect(refused.headers['set-cookie']).toBeUndefined();
      await login(email, 'not the right one').expect(401);
      expect((await change(id, { locked: false }).expect(200)).body.locked).toBe(false);
      await login(email).expect(200);
      await accounts.call('get', '/api/me').set('x-api-key', token).expect(401);
    } finally {
      await second.close();
    }
  });

  it('stays out with what a neighbouring version would still take', async () => {
    const { id, jar } = await accounts.register();
    await accounts.pool.query('update users set locked_at = now() where id = $1', [id]);
    await accounts.pool.query("select pg_notify('byok_principals', $1)", [id]);
    await eventually(() => accounts.as(jar, 'get', '/api/me').expect(401));
    await accounts.as(jar, 'post', '/api/auth/refresh').expect(401);
  });
});

describe('administrators', () => {
  it('cannot lock themselves, and the last of them stays one', async () => {
    for (const body of [{ locked: true }, { role: 'user' }, { role: 'user', plan: 'free' }]) {
      expect((await change(adminId, body).expect(409)).body.code).toBe('conflict');
    }
    expect((await accounts.as(admin, 'get', '/api/me').expect(200)).body).toMatchObject({ role: 'admin', plan: 'business' });
    await change(adminId, { plan: 'pro' }).expect(200);
  });

  it('make others administrators, two of whom cannot unmake each other at once', async () => {
    const { id, jar } = await accounts.register();
    expect((await change(id, { role: 'admin' }).expect(200)).body.role).toBe('admin');
    await change(adminId, { locked: true }, jar).expect(200);
    expect((await change(id, { role: 'user' }, jar).expect(409)).body.code).toBe('conflict');
    await change(adminId, { locked: false }, jar).expect(200);
    admin = jarOf(await login(ADMIN.ADMIN_EMAIL, ADMIN.ADMIN_PASSWORD).expect(200));
    const both = await Promise.all([change(adminId, { role: 'user' }, jar), change(id, { role: 'user' }, admin)]);
    expect(both.map(({ status }) => status).toSorted()).toContain(200);
    const { rows } = await accounts.pool.query("select id from users where role = 'admin' and locked_at is null");
    expect(rows).toHaveLength(1);
    await accounts.pool.query("update users set role = 'admin' where id = $1", [adminId]);
    await accounts.pool.query("select pg_notify('byok_principals', $1)", [adminId]);
  });
});
