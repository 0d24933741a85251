import { PASSWORD, jarOf, startAccounts, type AccountsApplication, type Jar } from './support/accounts-application.js';

const ADMIN = { ADMIN_EMAIL: 'boss@example.test', ADMIN_PASSWORD: 'first admin password' };

let accounts: AccountsApplication;
let admin: Jar;
beforeAll(async () => {
  accounts = await startAccounts({ ...ADMIN, REGISTRATION: 'invite', PUBLIC_URL: 'https://courses.example.test' });
  admin = await signIn(accounts);
});
afterAll(() => accounts.close());
beforeEach(() => accounts.resetRateLimits());

const signIn = async (application: AccountsApplication) =>
  jarOf(await application.call('post', '/api/auth/login').send({ email: ADMIN.ADMIN_EMAIL, password: ADMIN.ADMIN_PASSWORD }).expect(200));
const asAdmin = (method: 'get' | 'post' | 'delete', path: string) =>
  accounts.as(admin, method, path).set('x-xsrf-token', admin['__Host-XSRF-TOKEN'] as string);
const register = (body: object, application = accounts) => application.call('post', '/api/auth/register').send({ password: PASSWORD, ...body });

async function invite(body: object = {}) {
  const response = await asAdmin('post', '/api/admin/invites').send(body).expect(201);
  return { id: response.body.id as string, token: new URL(response.body.link as string).hash.replace('#invite=', ''), body: response.body };
}

describe('an invitation', () => {
  it('has its token in the fragment of a link, shown once and kept as a hash', async () => {
    const { token, body } = await invite();
    expect(body).toEqual({ id: expect.any(String), link: `https://courses.example.test/register#invite=${token}`, expiresAt: expect.stringMatching(/Z$/) });
    expect(token).toMatch(/^[\w-]{43}$/);
    const { rows } = await accounts.pool.query('select * from invites');
    const list = await asAdmin('get', '/api/admin/invites').expect(200);
    for (const text of [JSON.stringify(rows), list.text, accounts.log()]) expect(text).not.toContain(token);
    expect(list.body[0]).toEqual({ id: body.id, createdAt: expect.any(String), expiresAt: body.expiresAt, usedAt: null });
  });

  it('lets one person register, with the plan that it names', async () => {
    const { token, id } = await invite({ plan: 'pro' });
    const made = await register({ email: 'first@example.test', invite: token }).expect(201);
    expect(made.body).toMatchObject({ plan: 'pro', role: 'user' });
    expect((await register({ email: 'second@example.test', invite: token }).expect(403)).body.code).toBe('forbidden');
    const { body } = await asAdmin('get', '/api/admin/invites').expect(200);
    expect(body.find((row: { id: string }) => row.id === id).usedAt).toMatch(/Z$/);
  });

  it('serves one of two at once', async () => {
    const { token } = await invite();
    const both = await Promise.all(['a', 'b'].map((name) => register({ email: `race-${name}@example.test`, invite: token })));
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 403]);
  });

  it('may be for one address, in any spelling', async () => {
    const { token } = await invite({ email: 'Anna@Example.test' });
    await register({ email: 'boris@example.test', invite: token }).expect(403);
    await register({ email: ' ANNA@example.test', invite: token }).expect(201);
  });

  it('is kept for another try when the address has an account', async () => {
    const { token } = await invite();
    await register({ email: ADMIN.ADMIN_EMAIL, invite: token }).expect(409);
    await register({ email: 'kept@example.test', invite: token }).expect(201);
  });

  it('ends with its date, and when it is deleted', async () => {
    const [late, deleted] = [await invite(), await invite()];
    await accounts.pool.query("update invites set expires_at = now() - interval '1 second' where id = $1", [late.id]);
    await asAdmin('delete', `/api/admin/invites/${deleted.id}`).expect(204);
    await asAdmin('delete', `/api/admin/invites/${deleted.id}`).expect(404);
    for (const { token } of [late, deleted]) await register({ email: 'late@example.test', invite: token }).expect(403);
  });

  it.each([['email', { email: 'nobody' }], ['email', { email: null }], ['plan', { plan: 'gold' }], ['role', { role: 'admin' }]])('needs a good %s', async (field, body) => {
    const response = await asAdmin('post', '/api/admin/invites').send(body).expect(400);
    expect(response.body.errors.map((error: { field: string }) => error.field)).toEqual([field]);
  });
});

describe('registering', () => {
  it.each([{}, { invite: 'A'.repeat(43) }])('needs an invitation under invite: %j', async (body) => {
    const response = await register({ email: 'uninvited@example.test', ...body }).expect(403);
    expect(response.body.code).toBe('forbidden');
    await register({ email: 'uninvited@example.test', invite: '' }).expect(400);
  });

  it('is for nobody under closed, invited or not', async () => {
    const closed = await startAccounts({ ...ADMIN, REGISTRATION: 'closed' }, accounts.databaseUrl);
    try {
      const { token } = await invite();
      await register({ email: 'closed@example.test' }, closed).expect(403);
      await register({ email: 'closed@example.test', invite: token }, closed).expect(403);
    } finally {
      await closed.close();
    }
  });

  it('is for everybody under open, and an invitation counts there, too', async () => {
    const open = await startAccounts(ADMIN, accounts.databaseUrl);
    try {
      const { token } = await invite({ plan: 'start' });
      expect((await register({ email: 'open@example.test' }, open).expect(201)).body.plan).toBe('free');
      expect((await register({ email: 'invited@example.test', invite: token }, open).expect(201)).body.plan).toBe('start');
      await register({ email: 'again@example.test', invite: token }, open).expect(403);
    } finally {
      await open.close();
    }
  });
});
