import { jest } from '@jest/globals';
import type { Environment } from '../src/config/index.js';
import { PASSWORD, jarOf, startAccounts, type AccountsApplication } from './support/accounts-application.js';

const PROXY = { TRUSTED_PROXIES: '127.0.0.0/8' };

let limited: AccountsApplication;
beforeAll(async () => {
  limited = await startAccounts(PROXY);
});
afterAll(() => limited.close());
beforeEach(() => limited.resetRateLimits());

const WRONG = 'not the right one';
let networks = 0;
/** Addresses that no other test counts: refusals stay in memory until their minute is over. */
const network = () => (at: number) => `203.${networks}.113.${at}`;
beforeEach(() => (networks += 1));

const attempt = (route: string, email: string, address: string, password = WRONG, cookie = '') =>
  limited.call('post', `/api/auth/${route}`).set('x-forwarded-for', address).set('cookie', cookie).send({ email, password });

/** Somebody who signed in from an address. */
async function resident(address: string) {
  const email = `resident${networks}@example.test`;
  const browser = jarOf(await attempt('register', email, address, PASSWORD).expect(201))['byok_browser'] as string;
  return { email, cookie: `byok_browser=${browser}` };
}

describe('the count of an address', () => {
  it('stops the eleventh sign-in of a minute, with retry-after', async () => {
    const from = network();
    for (let count = 0; count < 10; count += 1) await attempt('login', `a${count}@example.test`, from(1)).expect(401);
    const refused = await attempt('login', 'a11@example.test', from(1)).expect(429);
    expect(refused.body.code).toBe('rate_limited');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    await attempt('login', 'a11@example.test', from(2)).expect(401);
  });

  it.each([
    ['signs in', 'login', ''],
    ['signs in with a browser that it made up', 'login', 'byok_browser=made-up'],
    ['registers', 'register', ''],
  ])('without tries is answered a little later when it %s, so that no flood takes the processor', async (_how, route, cookie) => {
    const from = network();
    for (let count = 0; count < 11; count += 1) await attempt(route, `f${networks}-${count}@example.test`, from(1));
    const times = await Promise.all(
      Array.from({ length: 20 }, async (_, count) => {
        const begun = performance.now();
        await attempt(route, `f${networks}-${count}@example.test`, from(1), WRONG, cookie).expect(429);
        return performance.now() - begun;
      }),
    );
    expect(Math.min(...times)).toBeGreaterThan(200);
  });

  it('stops the eleventh registration, also of one IPv6 subscriber', async () => {
    const subnet = `2001:db8:${networks}`;
    for (let count = 0; count < 10; count += 1) await attempt('register', `r${count}@example.test`, `${subnet}:2::${count}`, PASSWORD).expect(201);
    await attempt('register', 'r10@example.test', `${subnet}:2:ffff::1`, PASSWORD).expect(429);
    await attempt('register', 'r10@example.test', `${subnet}:3::1`, PASSWORD).expect(201);
  });

  it('holds for all processes together', async () => {
    const from = network();
    const second = await startAccounts(PROXY, limited.databaseUrl);
    try {
      for (let count = 0; count < 10; count += 1) await attempt('login', `both${count}@example.test`, from(1)).expect(401);
      await second.call('post', '/api/auth/login').set('x-forwarded-for', from(1)).send({ email: 'x@example.test', password: WRONG }).expect(429);
    } finally {
      await second.close();
    }
  });
});

describe('strangers who guess at an account', () => {
  it('have 100 tries an hour together, and their owner still signs in', async () => {
    const from = network();
    const { email, cookie } = await resident(from(250));
    for (let count = 0; count < 100; count += 1) {
      await attempt('login', count % 2 ? email : ` ${email.toUpperCase()}`, from(Math.floor(count / 10))).expect(401);
    }
    const refused = await attempt('login', email, from(200), PASSWORD).expect(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(60);
    expect(refused.body.detail).toContain('100 an hour');
    await attempt('login', email, from(250), PASSWORD).expect(200);
    await attempt('login', email, from(201), PASSWORD, cookie).expect(200);
  });

  it('are counted the same for an address without an account', async () => {
    const from = network();
    for (let count = 0; count < 100; count += 1) await attempt('login', `nobody${networks}@example.test`, from(Math.floor(count / 10))).expect(401);
    await attempt('login', `nobody${networks}@example.test`, from(200)).expect(429);
  });

  it('do not hold up a browser that signed in before, behind the same address', async () => {
    const from = network();
    const { email, cookie } = await resident(from(1));
    for (let count = 0; count < 10; count += 1) await attempt('login', email, from(1)).expect(401);
    await attempt('login', email, from(1), PASSWORD).expect(429);
    await attempt('login', email, from(1), PASSWORD, cookie).expect(200);
  });
});

describe('a browser that signed in before', () => {
  it('has a count of its own', async () => {
    const from = network();
    const { email, cookie } = await resident(from(1));
    for (let count = 0; count < 10; count += 1) await attempt('login', email, from(count), WRONG, cookie).expect(401);
    expect((await attempt('login', email, from(20), PASSWORD, cookie).expect(429)).body.detail).toContain('this browser');
    await attempt('login', email, from(20), PASSWORD).expect(200);
  });

  it('is a stranger to other accounts', async () => {
    const from = network();
    const { cookie } = await resident(from(1));
    for (let count = 0; count < 10; count += 1) await attempt('login', 'other@example.test', from(1), WRONG, cookie).expect(401);
    await attempt('login', 'other@example.test', from(1), WRONG, cookie).expect(429);
  });

  it('is known by a cookie that nobody can choose for it', async () => {
    const from = network();
    const { email } = await resident(from(1));
    const planted = 'A'.repeat(43);
    const given = jarOf(await attempt('login', email, from(2), PASSWORD, `byok_browser=${planted}`).expect(200))['byok_browser'];
    expect(given).toMatch(/^[\w-]{43}$/);
    expect(given).not.toBe(planted);
    const { rows } = await limited.pool.query('select * from known_origins');
    expect(JSON.stringify(rows)).not.toContain(given);
    expect(limited.log()).not.toContain(given);
  });

  it('keeps its cookie, for all accounts that it signed in to', async () => {
    const from = network();
    const first = await resident(from(1));
    const other = `second${networks}@example.test`;
    const answer = await attempt('register', other, from(2), PASSWORD, first.cookie).expect(201);
    const cookie = `byok_browser=${jarOf(answer)['byok_browser']}`;
    expect(jarOf(await attempt('login', first.email, from(3), PASSWORD, cookie).expect(200))['byok_browser']).toBe(cookie.slice(13));
    expect(jarOf(await attempt('login', other, from(4), PASSWORD, cookie).expect(200))['byok_browser']).toBe(cookie.slice(13));
  });
});

describe('a forwarded address', () => {
  type Forwarded = readonly [when: string, environment: Environment, header: (count: number) => string];

  const evades = async (environment: Environment, header: (count: number) => string) => {
    const site = await startAccounts(environment);
    const tries = async (count: number) => (await site.call('post', '/api/auth/login').set('x-forwarded-for', header(count)).send({ email: `f${count}@x.test`, password: 'no' })).status;
    try {
      const statuses = [];
      for (let count = 0; count < 11; count += 1) statuses.push(await tries(count));
      return statuses.at(-1) === 401;
    } finally {
      await site.close();
    }
  };

  it.each<Forwarded>([
    ['another proxy is trusted', { TRUSTED_PROXIES: '192.0.2.1, 10.0.0.0/8' }, (count: number) => `198.51.100.${count}`],
    ['one proxy is trusted, and the caller writes in front of it', { TRUSTED_PROXIES: '1' }, (count: number) => `198.51.100.${count}, 192.0.2.7`],
    ['private addresses come from an untrusted private network', { TRUSTED_PROXIES: '127.0.0.1' }, (count: number) => `10.1.1.${count}, 10.2.2.2`],
    ['nobody is trusted', { PUBLIC_URL: 'https://courses.example.test' }, (count: number) => `198.51.100.${count}`],
    ['the caller writes the port of each connection', { TRUSTED_PROXIES: '127.0.0.1' }, (count: number) => `198.51.100.7:${50_000 + count}`],
  ])('does not change who counts when %s', async (_when, environment, header) => {
    expect(await evades(environment, header)).toBe(false);
  });

  it.each([{ TRUSTED_PROXIES: '1' }, { TRUSTED_PROXIES: '127.0.0.1' }])('tells callers apart behind a trusted proxy: %j', async (environment) => {
    expect(await evades(environment, (count) => `198.51.100.${count}`)).toBe(true);
  });
});

describe('tokens that nobody has', () => {
  const call = (token: string, address: string) => limited.call('get', '/api/me').set('authorization', `Bearer ${token}`).set('x-forwarded-for', address);

  it('are 401 and then rate_limited with retry-after, and hold up no good token from behind the same address', async () => {
    const from = network();
    const { jar } = await limited.register();
    const { token } = await limited.token(jar);
    const statuses = new Map<number, number>();
    let last;
    for (let sent = 0; sent < 1_100; sent += 50) {
      const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => call(`byok_pat_${String(sent + index).padStart(43, 'A')}`, from(1))));
      for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
      last = answers.at(-1);
    }
    expect([...statuses]).toEqual([[401, 1_000], [429, 100]]);
    expect(last?.body.code).toBe('rate_limited');
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await call(token, from(1))).status).toBe(200);
    expect((await call(`byok_pat_${'Z'.repeat(43)}`, from(2))).status).toBe(401);
  });
});

describe('an address without tries', () => {
  it('is refused without a question to the database', async () => {
    const from = network();
    for (let count = 0; count < 11; count += 1) await attempt('login', `spent${count}@example.test`, from(1));
    const query = jest.spyOn(limited.pool, 'query');
    const connect = jest.spyOn(limited.pool, 'connect');
    await attempt('login', 'spent12@example.test', from(1)).expect(429);
    expect(query).not.toHaveBeenCalled();
    expect(connect).not.toHaveBeenCalled();
    query.mockRestore();
    connect.mockRestore();
  });
});
