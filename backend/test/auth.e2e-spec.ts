import { PASSWORD, jarOf, setCookies, startAccounts, type AccountsApplication } from './support/accounts-application.js';

let accounts: AccountsApplication;

beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.close());
beforeEach(() => accounts.resetRateLimits());

const register = (body: unknown) => accounts.call('post', '/api/auth/register').send(body as object);
const login = (email: string, password = PASSWORD) => accounts.call('post', '/api/auth/login').send({ email, password });

describe('registering', () => {
  it('creates a free account and signs in', async () => {
    const response = await register({ email: '  Anna@Example.TEST ', password: PASSWORD }).expect(201);
    expect(response.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      email: 'anna@example.test',
      plan: 'free',
      role: 'user',
      preferences: { strategy: 'global', provider: 'auto', fallback: 'on-error' },
    });
    const me = await accounts.as(jarOf(response), 'get', '/api/auth/me').expect(200);
    expect(me.body).toEqual(response.body);
  });

  it('keeps argon2id and no password', async () => {
    await accounts.register('stored@example.test');
    const { rows } = await accounts.pool.query("select * from users where email = 'stored@example.test'");
    expect(rows[0].password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(JSON.stringify(rows)).not.toContain(PASSWORD);
  });

  it('refuses an address that has an account, in any spelling', async () => {
    await accounts.register('taken@example.test');
    const response = await register({ email: 'TAKEN@example.test', password: PASSWORD }).expect(409);
    expect(response.body.code).toBe('conflict');
  });

  it('lets one of two win that register the same address at once', async () => {
    const both = await Promise.all([1, 2].map(() => register({ email: 'race@example.test', password: PASSWORD })));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it.each([
    ['11 characters', 'a'.repeat(11)],
    ['129 characters', 'a'.repeat(129)],
    ['11 emoji in 22 UTF-16 units', '🔑'.repeat(11)],
    ['blanks alone', ' '.repeat(20)],
    ['a number', 123456789012],
    ['null', null],
    ['an object', { $ne: '' }],
    ['nothing', undefined],
  ])('refuses a password of %s', async (_what, password) => {
    const response = await register({ email: 'x@example.test', password }).expect(400);
    expect(response.body).toMatchObject({
      code: 'invalid_input',
      detail: 'password must be text of 12 to 128 characters.',
      errors: [{ field: 'password', message: 'must be text of 12 to 128 characters' }],
    });
  });

  it('refuses a password with half an emoji, which no database stores', async () => {
    const response = await register({ email: 'x@example.test', password: `${'a'.repeat(12)}\ud83d` }).expect(400);
    expect(response.body).toMatchObject({ code: 'invalid_input', errors: [{ field: 'password', message: expect.stringContaining('half of a surrogate pair') as string }] });
  });

  it.each([12, 128])('takes a password of %d emoji', async (length) => {
    const password = '🔑'.repeat(length);
    await register({ email: `emoji${length}@example.test`, password }).expect(201);
    await login(`emoji${length}@example.test`, password).expect(200);
    await login(`emoji${length}@example.test`, '🔑'.repeat(length - 1)).expect(401);
  });

  it('takes a password typed with composed or decomposed letters for the same', async () => {
    await register({ email: 'nfc@example.test', password: 'Пароль для й и ё'.normalize('NFC') }).expect(201);
    await login('nfc@example.test', 'Пароль для й и ё'.normalize('NFD')).expect(200);
  });

  it.each([
    'plain',
    '@example.test',
    'a@',
    'a b@example.test',
    'a@b@c',
    `${'a'.repeat(300)}@example.test`,
    `${'a'.repeat(3_000)}@example.test`,
    'a@exa\nmple.test',
    '',
    42,
    ['a@example.test'],
    null,
  ])('refuses the address %#', async (email) => {
    const response = await register({ email, password: PASSWORD }).expect(400);
    expect(response.body.errors).toEqual([{ field: 'email', message: 'must be an e-mail address of at most 254 characters' }]);
  });

  it('refuses a body that is larger than any address and password need', async () => {
    const response = await register({ email: `${'a'.repeat(500_000)}@example.test`, password: PASSWORD }).expect(413);
    expect(response.body.detail).toContain('4 KiB');
  });

  it('names every field at fault at once', async () => {
    const response = await register({ email: 1, password: 2, plan: 'business', role: 'admin' }).expect(400);
    expect(response.body.errors.map(({ field }: { field: string }) => field).sort()).toEqual(['email', 'password', 'plan', 'role']);
    expect(response.body.detail).toContain('role is no field of this route.');
  });

  it('refuses fields on routes that know none', async () => {
    for (const path of ['/api/auth/refresh', '/api/auth/logout']) {
      const response = await accounts.call('post', path).send({ zz: 1 }).expect(400);
      expect([path, response.body.code, response.body.errors]).toEqual([path, 'invalid_input', [{ field: 'zz', message: 'is no field of this route' }]]);
      expect((await accounts.call('post', path).send([1]).expect(400)).body.detail).toBe('The body is not taken by this route.');
    }
    await accounts.call('post', '/api/auth/logout').send({}).expect(204);
  });

  it('takes SQL for text', async () => {
    const email = "o'brien-drop-table-users--@example.test";
    await register({ email, password: "'; drop table users; --" }).expect(201);
    await login(email, "'; drop table users; --").expect(200);
    await login("' or '1'='1", "' or '1'='1").expect(401);
  });

  it('refuses null characters before the database does', async () => {
    const response = await register({ email: 'nul\0@example.test', password: PASSWORD }).expect(400);
    expect(response.body.errors).toEqual([{ field: 'email', message: 'must not hold a null character' }]);
  });
});

describe('signing in', () => {
  it('sets strict cookies that scripts cannot read, but for the XSRF token', async () => {
    const { email } = await accounts.register();
    const response = await login(email.toUpperCase()).expect(200);
    const [access, refresh, xsrf, browser] = setCookies(response);
    expect(browser).toMatch(/^byok_browser=[\w-]{43}; Max-Age=34560000; Path=\/api\/auth; HttpOnly; SameSite=Strict$/);
    expect(access).toMatch(/^byok_access=[\w-]+\.[\w-]+\.[\w-]+; Max-Age=900; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(refresh).toMatch(/^byok_refresh=[\w-]{43}; Max-Age=2592000; Path=\/api\/auth; HttpOnly; SameSite=Strict$/);
    expect(xsrf).toMatch(/^XSRF-TOKEN=[\w-]{43}; Max-Age=2592000; Path=\/; SameSite=Strict$/);
  });

  it('looks the same for an unknown address and a wrong password', async () => {
    const { email } = await accounts.register();
    const wrong = await login(email, 'not the right one').expect(401);
    const unknown = await login('nobody@example.test', 'not the right one').expect(401);
    expect({ ...wrong.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    expect(wrong.body.code).toBe('unauthenticated');
    expect(setCookies(wrong)).toEqual([]);
  });

  it('takes as long for an unknown address as for a wrong password', async () => {
    const { email } = await accounts.register();
    // Of the processor, not the clock: that another program wanted it would tell nothing.
    const times = { known: 0, unknown: 0 };
    const worked = () => process.cpuUsage().user + process.cpuUsage().system;
    for (let round = 0; round < 4; round += 1) {
      for (const [kind, address] of [['known', email], ['unknown', `nobody${round}@example.test`]] as const) {
        const begun = worked();
        await login(address, 'not the right one').expect(401);
        times[kind] += worked() - begun;
      }
    }
    expect(times.unknown).toBeGreaterThan(times.known / 2);
    expect(times.unknown).toBeLessThan(times.known * 2);
  });

  it('treats a password that could not be one as wrong', async () => {
    const { email } = await accounts.register();
    await login(email, '').expect(401);
    await login(email, 'x'.repeat(1000)).expect(401);
    await login(email, 'x'.repeat(2000)).expect(400);
  });

  it('says nothing of passwords and cookies in the log', async () => {
    const { jar } = await accounts.register();
    await accounts.as(jar, 'get', '/api/auth/me').expect(200);
    expect(accounts.log()).toContain('/api/auth/register');
    for (const secret of [PASSWORD, ...Object.values(jar)]) expect(accounts.log()).not.toContain(secret);
  });
});

describe('cookies of an https site', () => {
  it('are Secure, and responses ask for TLS from then on', async () => {
    const secure = await startAccounts({ PUBLIC_URL: 'https://courses.example.test' });
    try {
      const response = await secure.call('post', '/api/auth/register').send({ email: 'a@example.test', password: PASSWORD }).expect(201);
      expect(setCookies(response).map((cookie) => cookie.replace(/=[\w.-]+; Max-Age=\d+/, ''))).toEqual([
        '__Host-byok_access; Path=/; HttpOnly; Secure; SameSite=Strict',
        '__Secure-byok_refresh; Path=/api/auth; HttpOnly; Secure; SameSite=Strict',
        '__Host-XSRF-TOKEN; Path=/; Secure; SameSite=Strict',
        'byok_browser; Path=/api/auth; HttpOnly; Secure; SameSite=Strict',
      ]);
      expect(response.headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains');
    } finally {
      await secure.close();
    }
  });
});
