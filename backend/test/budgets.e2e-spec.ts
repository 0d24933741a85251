import request from 'supertest';
import { PlatformSpendingStore } from '../src/budgets/platform-spending.store.js';
import { utcDay } from '../src/budgets/utc-day.js';
import { startApi, type ApiProcess } from './support/api-process.js';
import { PLATFORM_KEYS, keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { chatCall } from './support/calls.js';
import { ended, submit } from './support/jobs.js';
import { writePlanLimits } from './support/generous-limits.js';
import { workerEnvironment } from './support/worker-process.js';

const BUDGET_RUB = 10;
const MAX_TOKENS = 5_000;
const OWN_KEY = 'sk-sandbox-own-budget';

let test: TestApplication;
let other: ApiProcess;

const body = (more: object = {}) => ({ ...chatCall('v1', 'openai', 'plain').json, max_tokens: MAX_TOKENS, ...more });

/** The provider says that it gave as much as it was allowed to. */
function answerAtLength(): void {
  test.sandbox.script('openai', () => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'gpt-6-luna',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Long.' }, finish_reason: 'length' }],
      usage: { prompt_tokens: 8, completion_tokens: MAX_TOKENS, total_tokens: MAX_TOKENS + 8 },
    }),
  }));
}

async function spentRub(userId: string): Promise<number> {
  const { rows } = await test.pool.query<{ micro: string }>('select micro_rub as micro from platform_spending where user_id = $1 and day = $2', [userId, utcDay(Date.now())]);
  return Number(rows[0]?.micro ?? 0) / 1e6;
}

const ALL = '00000000-0000-0000-0000-000000000000';

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

beforeAll(async () => {
  const environment = {
    PLAN_LIMITS_FILE: writePlanLimits({ free: { platformCallsPerDay: 3 }, start: { callsAtOnce: 2 } }),
    PLATFORM_RUB_PER_USER_DAY: String(BUDGET_RUB),
  };
  test = await startApplication(environment);
  other = await startApi({ ...workerEnvironment(test, ''), ...environment, BYOK_TRANSIT_KEYS: undefined, JOB_CONCURRENCY: '1', LOG_LEVEL: 'warn' });
});
afterEach(() => test.unscript());
afterAll(async () => {
  await other?.kill();
  await test?.close();
});

describe('what the platform pays for one user', () => {
  it('stays within the budget under 200 calls at once through two processes, to a call', async () => {
    answerAtLength();
    const user = await test.user();
    const mark = test.mark();
    const send = async (url: string) => request(url).post('/api/v1/chat/completions').auth(user.token, { type: 'bearer' }).send(body());
    const responses = await Promise.all(Array.from({ length: 200 }, (_, index) => send(index % 2 === 0 ? test.url : other.url)));
    const passed = responses.filter(({ status }) => status === 200);
    const refused = responses.filter(({ status }) => status === 429);
    expect(passed.length + refused.length).toBe(200);
    expect(test.callsSince(mark)).toHaveLength(passed.length);
    const estimate = Number(passed[0]?.headers['x-byok-cost-estimate-rub']);
    expect(estimate).toBeGreaterThan(0.2);
    expect(passed).toHaveLength(Math.floor(BUDGET_RUB / estimate));
    await until(async () => (await test.pool.query('select 1 from usage_records where user_id = $1', [user.id])).rowCount === passed.length);
    const { rows } = await test.pool.query<{ paid: number }>('select sum(rub_paid)::float8 as paid from usage_records where user_id = $1', [user.id]);
    expect(rows[0]?.paid).toBeLessThanOrEqual(BUDGET_RUB);
    process.stdout.write(`a budget of ${BUDGET_RUB} ₽, 200 calls at once, two processes: ${passed.length} went out, ${rows[0]?.paid.toFixed(4)} ₽ were paid, an estimate was ${estimate} ₽\n`);
    await until(async () => Math.abs((await spentRub(user.id)) - (rows[0]?.paid ?? 0)) < 1e-4);
    const [answer] = refused;
    expect(answer?.headers).toMatchObject({ 'x-byok-code': 'quota_exceeded', 'x-should-retry': 'false' });
    expect((answer?.body as { error: { message: string } }).error.message).toMatch(/platformRubPerDay.*10 ₽ a day.*00:00Z/);
  });

  it('stays within the budget under 100 calls and 100 jobs at once through two processes, and jobs say why they ended', async () => {
    const user = await test.user();
    const lesson = JSON.stringify({ title: 'Sun', markdown: 'It is hot.' });
    test.sandbox.script('openai', (_call, asked) => {
      const limits = JSON.parse(asked.toString()) as { max_completion_tokens?: number; max_tokens?: number };
      const maximum = limits.max_completion_tokens ?? limits.max_tokens ?? Infinity;
      const choices = [{ index: 0, message: { role: 'assistant', content: lesson }, finish_reason: 'stop' }];
      const usage = { prompt_tokens: 8, completion_tokens: maximum, total_tokens: maximum + 8 };
      return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'gpt-6-luna', choices, usage }) };
    });
    const job = { type: 'lesson', model: 'openai/gpt-6-luna', outline: { title: 'Stars', sections: [{ title: 'Sun', summary: 'Hot.' }] }, index: 0 };
    const mark = test.mark();
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const url = index % 4 < 2 ? test.url : other.url;
        const isJob = index % 2 === 0;
        const response = await request(url).post(isJob ? '/api/jobs' : '/api/v1/chat/completions').auth(user.token, { type: 'bearer' }).send(isJob ? job : body());
        return { isJob, status: response.status, answer: response.body as { id: string } };
      }),
    );
    const jobs = await Promise.all(answers.filter(({ isJob }) => isJob).map(({ answer }) => ended(test, user, answer.id)));
    const failed = jobs.filter(({ status }) => status === 'failed');
    const passed = jobs.length - failed.length + answers.filter(({ isJob, status }) => !isJob && status === 200).length;
    expect(jobs).toHaveLength(100);
    expect(failed.length).toBeGreaterThan(0);
    for (const { error } of failed) expect(error).toMatchObject({ code: 'quota_exceeded', detail: expect.stringMatching(/platformRubPerDay.*10 ₽ a day.*00:00Z/) as string });
    expect(test.callsSince(mark)).toHaveLength(passed);
    const paid = async () => {
      const { rows } = await test.pool.query<{ paid: number; count: number }>("select coalesce(sum(rub_paid), 0)::float8 as paid, count(*)::int as count from usage_records where user_id = $1 and code is null", [user.id]);
      return rows[0] ?? { paid: 0, count: 0 };
    };
    await until(async () => (await paid()).count === passed);
    expect((await paid()).paid).toBeLessThanOrEqual(BUDGET_RUB);
    expect((await paid()).paid).toBeGreaterThan(BUDGET_RUB - 1);
    process.stdout.write(`a budget of ${BUDGET_RUB} ₽, 100 calls and 100 jobs at once, two processes: ${passed} went out, ${(await paid()).paid.toFixed(4)} ₽ were paid\n`);
    await until(async () => Math.abs((await spentRub(user.id)) - (await paid()).paid) < 1e-4);
  }, 120_000);

  it('keeps what a job had done when the budget is spent, and a retry goes on behind it once there is room', async () => {
    const user = await test.user();
    let calls = 0;
    test.sandbox.script('openai', async () => {
      calls += 1;
      if (calls > 1) return undefined;
      await test.pool.query('update platform_spending set micro_rub = $2 where user_id = $1', [user.id, BUDGET_RUB * 1e6]);
      return undefined;
    });
    const id = await submit(test, user, { type: 'course', model: 'openai/gpt-6-luna', transcript: 'The sun is a star, and the earth goes around it once a year.' });
    expect(await ended(test, user, id)).toMatchObject({ status: 'failed', error: { code: 'quota_exceeded' }, result: { outline: expect.anything() as unknown } });
    expect(calls).toBe(1);
    await test.pool.query('update platform_spending set micro_rub = 0 where user_id = $1', [user.id]);
    await test.request(user, 'post', `/api/jobs/${id}/retry`).expect(202);
    expect(await ended(test, user, id)).toMatchObject({ status: 'completed' });
    const routes = async () => (await test.pool.query<{ route: string }>('select route from usage_records where user_id = $1', [user.id])).rows.map(({ route }) => route);
    await until(async () => (await routes()).length === calls);
    expect((await routes()).filter((route) => route === 'outline')).toHaveLength(1);
  }, 60_000);

  it('counts a paid answer that a job could not use', async () => {
    const user = await test.user();
    test.sandbox.script('openai', () => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'gpt-6-luna', choices: [{ index: 0, message: { role: 'assistant', content: 'Too' }, finish_reason: 'length' }] }),
    }));
    const id = await submit(test, user, { type: 'outline', model: 'openai/gpt-6-luna', transcript: 'The sun is a star.' });
    expect(await ended(test, user, id)).toMatchObject({ status: 'failed' });
    expect(await spentRub(user.id)).toBeGreaterThan(0.5);
  });

  it('counts what a call did cost in place of what was set aside', async () => {
    const user = await test.user();
    const before = await spentRub(ALL);
    const response = await test.fetch(user, '/api/v1/chat/completions', { json: body() });
    expect(response.status).toBe(200);
    await response.text();
    await until(async () => (await spentRub(user.id)) < 0.01);
    expect(await spentRub(user.id)).toBeGreaterThan(0);
    expect((await spentRub(ALL)) - before).toBeLessThan(0.01);
  });

  it.each([
    ['openai', { max_tokens: -1_000_000_000 }],
    ['openai', { max_tokens: undefined, max_completion_tokens: -1e300 }],
    ['openai', { max_tokens: 1, max_completion_tokens: 5_000 }],
    ['openai', { max_tokens: 0 }],
    ['gemini', { max_tokens: 1, max_completion_tokens: 5_000 }],
  ] as const)('sets aside a whole answer at %s for %j, and nothing less than nothing', async (provider, maximum) => {
    const user = await test.user();
    // OpenAI itself refuses such a maximum.
    if (provider === 'openai') answerAtLength();
    const call = (more: object) => test.fetch(user, '/api/v1/chat/completions', { json: { ...chatCall('v1', provider, 'plain').json, max_tokens: MAX_TOKENS, ...more } });
    const estimateOf = async (response: Promise<Response>) => Number((await response).headers.get('x-byok-cost-estimate-rub'));
    const whole = await estimateOf(call({}));
    expect(whole).toBeGreaterThan(0);
    expect(await estimateOf(call(maximum))).toBeGreaterThanOrEqual(whole * 0.99);
  });

  it('sets a picture by URL aside as a picture', async () => {
    const user = await test.user();
    const image = { type: 'image_url', image_url: { url: 'https://example.test/a.png' } };
    const estimateOf = async (content: unknown) => {
      const response = await test.fetch(user, '/api/v1/chat/completions', { json: body({ max_tokens: 5, messages: [{ role: 'user', content }] }) });
      expect(response.status).toBe(200);
      return Number(response.headers.get('x-byok-cost-estimate-rub'));
    };
    const [without, one, two] = [await estimateOf('Hi'), await estimateOf([{ type: 'text', text: 'Hi' }, image]), await estimateOf([{ type: 'text', text: 'Hi' }, image, image])];
    expect(one - without).toBeGreaterThan(0.1);
    expect(two - one).toBeCloseTo(one - without, 2);
  });

  it.each([
    ['/api/v1/chat/completions', 'v1'],
    ['/api/anthropic/v1/messages', 'native'],
  ] as const)('sets aside what a write into a cache costs at %s, by how long it is kept', async (path, face) => {
    const user = await test.user();
    const text = 'word '.repeat(2_000);
    const estimateOf = async (cacheControl?: object) => {
      const content = [{ type: 'text', text, ...(cacheControl === undefined ? {} : { cache_control: cacheControl }) }];
      const response = await test.fetch(user, path, { json: { ...chatCall(face, 'anthropic', 'plain').json, max_tokens: 1, messages: [{ role: 'user', content }] } });
      expect(response.status).toBe(200);
      return Number(response.headers.get('x-byok-cost-estimate-rub'));
    };
    const [plain, short, hour] = [await estimateOf(), await estimateOf({ type: 'ephemeral' }), await estimateOf({ type: 'ephemeral', ttl: '1h' })];
    expect(short / plain).toBeCloseTo(1.25, 1);
    expect(hour / plain).toBeCloseTo(2, 1);
  });

  it('gives back what was set aside for a call that the provider refused', async () => {
    const user = await test.user();
    test.sandbox.script('openai', () => ({ status: 401, headers: {}, body: JSON.stringify({ error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } }) }));
    expect((await test.fetch(user, '/api/v1/chat/completions', { json: body() })).status).toBe(401);
    await until(async () => (await spentRub(user.id)) === 0);
  });

  it('is limited in calls a day by the plan', async () => {
    const user = await test.user('free');
    const send = () => test.fetch(user, '/api/openai/v1/chat/completions', { json: body({ max_tokens: 5 }) });
    for (let call = 0; call < 3; call += 1) expect((await send()).status).toBe(200);
    const refused = await send();
    expect(refused.status).toBe(429);
    expect(((await refused.json()) as { error: { message: string } }).error.message).toMatch(/platformCallsPerDay.*3 calls a day/);
    const own = await test.fetch(user, '/api/openai/v1/chat/completions', { json: body(), headers: keyHeader('openai', OWN_KEY) });
    expect(own.status).toBe(200);
    expect(own.headers.get('x-byok-cost-estimate-rub')).toBeNull();
  });

  it("does not hide the own key's error when it leaves no room for a fallback", async () => {
    const user = await test.user('free');
    for (let call = 0; call < 3; call += 1) await test.fetch(user, '/api/v1/chat/completions', { json: body({ max_tokens: 5 }) });
    const response = await test.fetch(user, '/api/v1/chat/completions', { json: body(), headers: keyHeader('openai', `${OWN_KEY}-nocredit`) });
    expect(response.status).toBe(402);
    expect(response.headers.get('x-byok-code')).toBe('key_no_credit');
    expect(response.headers.get('x-byok-attempts')).toBe('byok:openai:key_no_credit');
  });

  it('is limited in calls at once over all processes, and those of a killed one count no longer than a quarter of an hour', async () => {
    const user = await test.user('start');
    const waiting: (() => void)[] = [];
    test.sandbox.script('openai', () => new Promise((resolve) => waiting.push(() => resolve(undefined))));
    const send = async (url: string) => request(url).post('/api/v1/chat/completions').auth(user.token, { type: 'bearer' }).send(body());
    const answers = [send(test.url), send(other.url)];
    await until(() => Promise.resolve(waiting.length === 2));
    for (const url of [test.url, other.url]) {
      const refused = await send(url);
      expect([refused.status, refused.headers['x-byok-code'], refused.headers['retry-after']]).toEqual([429, 'quota_exceeded', '1']);
      expect(refused.text).toContain('callsAtOnce');
    }
    const open = async () => (await test.pool.query<{ open: number }>('select cardinality(open_until) as open from platform_spending where user_id = $1', [user.id])).rows[0]?.open;
    expect(await open()).toBe(2);
    test.unscript();
    // As if both processes had been killed a quarter of an hour ago.
    await test.pool.query('update platform_spending set open_until = array(select until - 900 * 1000000::bigint from unnest(open_until) as until) where user_id = $1', [user.id]);
    const next = await send(other.url);
    expect([next.status, next.body]).toEqual([200, expect.objectContaining({ choices: expect.any(Array) as unknown })]);
    for (const answer of waiting) answer();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
    await until(async () => (await open()) === 0);
  });

  it('is limited in calls at once, and free again when one has ended or its client went away', async () => {
    const user = await test.user('start');
    const waiting: (() => void)[] = [];
    test.sandbox.script('openai', () => new Promise((resolve) => waiting.push(() => resolve(undefined))));
    const leaving = new AbortController();
    const first = test.fetch(user, '/api/v1/chat/completions', { json: body() });
    const second = test.fetch(user, '/api/v1/chat/completions', { json: body(), signal: leaving.signal });
    await until(() => Promise.resolve(waiting.length === 2));
    const third = await test.fetch(user, '/api/v1/chat/completions', { json: body() });
    expect(third.status).toBe(429);
    expect(((await third.json()) as { error: { message: string } }).error.message).toContain('callsAtOnce');
    expect([third.headers.get('x-should-retry'), third.headers.get('retry-after')]).toEqual(['true', '1']);
    leaving.abort();
    await expect(second).rejects.toThrow();
    for (const answer of waiting) answer();
    expect((await first).status).toBe(200);
    test.unscript();
    await until(async () => (await test.fetch(user, '/api/v1/chat/completions', { json: body() })).status === 200);
  });

  it('holds up nobody who waits for each answer: a call that has ended takes neither a place nor its estimate', async () => {
    const user = await test.user('start');
    let estimates = 0;
    for (let call = 0; estimates < 1.5 * BUDGET_RUB; call += 1) {
      // Of a process of its own, which tells of ended requests as it does in use.
      const response = await request(other.url).post('/api/v1/chat/completions').auth(user.token, { type: 'bearer' }).send(body({ max_tokens: 30_000 }));
      expect([call, response.status]).toEqual([call, 200]);
      estimates += Number(response.headers['x-byok-cost-estimate-rub']);
    }
    expect(await spentRub(user.id)).toBeLessThan(BUDGET_RUB);
  });

  it('is reserved and corrected at once without ever waiting in a circle', async () => {
    const store = test.application.get(PlatformSpendingStore);
    const user = await test.user();
    const limits = { calls: 1e6, atOnce: 1e6, userMicroRub: 1e12, platformMicroRub: 1e12 };
    const day = '2026-01-01';
    const calls = Array.from({ length: 20 }, async () => {
      for (let round = 0; round < 20; round += 1) {
        const call = await store.reserve(day, user.id, 5, limits);
        if (typeof call === 'string') throw new Error(call);
        await store.correct(call, -2);
      }
    });
    expect((await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected')).toEqual([]);
    const { rows } = await test.pool.query('select micro_rub::int as micro, calls, cardinality(open_until) as open from platform_spending where day = $1 order by user_id', [day]);
    expect(rows).toEqual([{ micro: 1200, calls: 400, open: 0 }, { micro: 1200, calls: 400, open: 0 }]);
  });

  it('leaves no key of the platform in what it says', () => {
    for (const key of Object.values(PLATFORM_KEYS)) expect(test.logs()).not.toContain(key);
  });
});

describe('what the platform pays for all', () => {
  it('ends for everybody when its budget is spent, and own keys go on', async () => {
    const { rows } = await test.pool.query<{ micro: string }>('select micro_rub as micro from platform_spending where user_id = $1', [ALL]);
    // A thousand roubles more: calls of the tests before may still give back what they did not need.
    const room = 6_000 * 1e6 - Number(rows[0]?.micro);
    await test.pool.query('update platform_spending set micro_rub = micro_rub + $2 where user_id = $1', [ALL, room]);
    const user: TestUser = await test.user();
    const refused = await test.fetch(user, '/api/v1/chat/completions', { json: body() });
    expect(refused.status).toBe(429);
    expect(((await refused.json()) as { error: { message: string } }).error.message).toMatch(/PLATFORM_RUB_PER_DAY.*5000 ₽/);
    expect(await spentRub(user.id)).toBe(0);
    const own = await test.fetch(user, '/api/v1/chat/completions', { json: body(), headers: keyHeader('openai', OWN_KEY) });
    expect(own.status).toBe(200);
  });
});
