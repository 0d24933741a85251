import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import request from 'supertest';
import type { SpendingLimitView } from '#contracts';
import { Clock, readCatalogFile } from '#nestjs-byok';
import '#testing/jest';
import { startApi, type ApiProcess } from './support/api-process.js';
import { keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { TRANSCRIBING_MODELS, chatCall, receiptOf } from './support/calls.js';
import { eventually } from './support/eventually.js';
import { ended, formOf, submit } from './support/jobs.js';
import { writeCatalog } from './support/catalog-file.js';
import { wav } from './support/wav.js';
import { workerEnvironment } from './support/worker-process.js';

const LIMIT_RUB = 10;
const MAX_TOKENS = 5_000;
const MARK = randomBytes(16).toString('hex');
const OWN_KEY = `sk-sandbox-own-${MARK}`;
const OWN = keyHeader('openai', OWN_KEY);

let test: TestApplication;
let other: ApiProcess;

beforeAll(async () => {
  const zero = { id: 'gpt-zero', tier: 0, contextTokens: 100_000, abilities: ['chat'], pricing: { inputRubPerMillion: 0, outputRubPerMillion: 0 } };
  const providers = readCatalogFile().providers.map((provider) => (provider.id === 'openai' ? { ...provider, models: [...provider.models, zero] } : provider));
  const environment = { CATALOG_FILE: writeCatalog({ providers, unknownModels: [{ provider: 'openai', pattern: '^gpt-99-.+$', tier: 0 }] }) };
  test = await startApplication({ ...environment, LOG_LEVEL: 'trace' });
  // The other process goes by the calendar, and both count the same day.
  test.application.get(Clock).now = Date.now;
  other = await startApi({ ...workerEnvironment(test, ''), ...environment, BYOK_TRANSIT_KEYS: undefined, JOB_CONCURRENCY: '1', LOG_LEVEL: 'warn' });
});
afterEach(() => test.unscript());
afterAll(async () => {
  await other?.kill();
  await test?.close();
});

/** The provider counts so much output, whatever it says. */
function answerWith(completionTokens: (asked: Record<string, unknown>) => number, promptTokens = 8): void {
  test.sandbox.script('openai', (_call, asked) => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'gpt-6-luna',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Long.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: promptTokens, completion_tokens: completionTokens(JSON.parse(asked.toString()) as Record<string, unknown>), total_tokens: 0 },
    }),
  }));
}

const body = (more: object = {}) => ({ ...chatCall('v1', 'openai', 'plain').json, max_tokens: MAX_TOKENS, ...more });
const call = (user: TestUser, more: object = {}, headers: Record<string, string> = OWN) => test.fetch(user, '/api/v1/chat/completions', { json: body(more), headers });
const limitOf = async ({ jar }: TestUser) => (await test.accounts.as(jar, 'get', '/api/me/spending-limit').expect(200)).body as SpendingLimitView;
const setLimit = async ({ jar }: TestUser, limit: object) => (await test.accounts.as(jar, 'put', '/api/me/spending-limit').send(limit).expect(200)).body as SpendingLimitView;

async function limitedUser(limit: object): Promise<TestUser> {
  const user = await test.user();
  await setLimit(user, limit);
  return user;
}

async function refusalOf(answer: Response | Promise<Response>): Promise<{ status: number; code: string | null; retry: string | null; message: string }> {
  const response = await answer;
  const text = await response.text();
  return { status: response.status, code: response.headers.get('x-byok-code'), retry: response.headers.get('x-should-retry'), message: text };
}

const REFUSED = { status: 402, code: 'own_limit_reached', retry: 'false' };

describe('GET and PUT /api/me/spending-limit', () => {
  it('begin without a limit, replace it as a whole, and take it away', async () => {
    const user = await test.user();
    expect(await limitOf(user)).toEqual({ rubPerDay: null, rubPerMonth: null, spentToday: 0, spentThisMonth: 0, remaining: null, alerts: [] });
    expect(await setLimit(user, { rubPerDay: 10.5, rubPerMonth: 100 })).toMatchObject({ rubPerDay: 10.5, rubPerMonth: 100, remaining: 10.5 });
    expect(await setLimit(user, { rubPerMonth: 0 })).toMatchObject({ rubPerDay: null, rubPerMonth: 0, remaining: 0 });
    expect(await setLimit(user, { rubPerDay: null, rubPerMonth: null })).toMatchObject({ rubPerDay: null, rubPerMonth: null, remaining: null });
    expect(await setLimit(user, {})).toMatchObject({ remaining: null });
    expect((await test.pool.query('select 1 from spending_limits where user_id = $1', [user.id])).rowCount).toBe(0);
  });

  it.each([
    [{ rubPerDay: -1 }, 'rubPerDay'],
    [{ rubPerDay: 1.234 }, 'rubPerDay'],
    [{ rubPerDay: '10' }, 'rubPerDay'],
    [{ rubPerMonth: 1e12 }, 'rubPerMonth'],
    [{ rubPerMonth: true }, 'rubPerMonth'],
    [{ rubPerMonth: [1] }, 'rubPerMonth'],
    [{ rubPerYear: 1 }, 'rubPerYear'],
  ])('refuse %j by name', async (limit, field) => {
    const { jar } = await test.user();
    const { body: problem } = await test.accounts.as(jar, 'put', '/api/me/spending-limit').send(limit).expect(400);
    expect(problem).toMatchObject({ code: 'invalid_input', errors: [{ field }] });
  });

  it('belong to cookies and to tokens of the scope account', async () => {
    const { jar } = await test.user();
    const [calls, account] = await Promise.all([['calls' as const], ['account' as const]].map((scopes) => test.accounts.token(jar, 1, { scopes })));
    const ask = (token: string, method: 'get' | 'put') => {
      const request = test.accounts.call(method, '/api/me/spending-limit').set('authorization', `Bearer ${token}`);
      return method === 'put' ? request.send({ rubPerDay: 1 }) : request;
    };
    await ask(calls?.token as string, 'get').expect(403);
    await ask(calls?.token as string, 'put').expect(403);
    await ask(account?.token as string, 'put').expect(200);
    expect((await ask(account?.token as string, 'get').expect(200)).body).toMatchObject({ rubPerDay: 1 });
    await test.accounts.call('get', '/api/me/spending-limit').expect(401);
  });

  it('count what own keys paid before there was a limit, and nothing that the platform paid', async () => {
    const user = await test.user();
    answerWith(() => 1_000);
    await (await call(user)).text();
    const before = await limitOf(user);
    expect(before.spentToday).toBeGreaterThan(0);
    expect(before.spentThisMonth).toBe(before.spentToday);
    await (await call(user, {}, {})).text();
    expect((await limitOf(user)).spentToday).toBe(before.spentToday);
    const limited = await setLimit(user, { rubPerDay: 10 });
    expect(limited).toMatchObject({ spentToday: before.spentToday, spentThisMonth: before.spentToday });
    expect(limited.remaining).toBeCloseTo(10 - before.spentToday, 6);
  });
});

describe('what own keys pay', () => {
  it('stays within the limit under 50 calls at once through two processes', async () => {
    const user = await limitedUser({ rubPerDay: LIMIT_RUB });
    answerWith(({ max_tokens: most }) => Number(most));
    const mark = test.mark();
    const send = async (url: string) => request(url).post('/api/v1/chat/completions').auth(user.token, { type: 'bearer' }).set(OWN).send(body({ max_tokens: 10_000 }));
    const responses = await Promise.all(Array.from({ length: 50 }, (_, index) => send(index % 2 === 0 ? test.url : other.url)));
    const passed = responses.filter(({ status }) => status === 200);
    const refused = responses.filter(({ status }) => status === 402);
    expect(passed.length + refused.length).toBe(50);
    expect(test.callsSince(mark)).toHaveLength(passed.length);
    const estimate = Number(passed[0]?.headers['x-byok-cost-estimate-rub']);
    expect(passed).toHaveLength(Math.floor(LIMIT_RUB / estimate));
    expect(refused.length).toBeGreaterThan(20);
    for (const { headers } of passed) expect(headers['x-byok-credential-source']).toBe('byok');
    const spent = async () => {
      const { rows } = await test.pool.query<{ rub: number; count: number }>('select coalesce(sum(rub_avoided), 0)::float8 as rub, count(*)::int as count from usage_records where user_id = $1', [user.id]);
      return rows[0] ?? { rub: 0, count: 0 };
    };
    await eventually(async () => expect((await spent()).count).toBe(passed.length));
    const { rub } = await spent();
    // Never more than the limit by more than the error of one estimate.
    expect(rub).toBeLessThanOrEqual(LIMIT_RUB + estimate * 0.01);
    expect(rub).toBeGreaterThan(LIMIT_RUB - 2 * estimate);
    await eventually(async () => expect((await limitOf(user)).spentToday).toBeCloseTo(rub, 4));
    process.stdout.write(`a limit of ${LIMIT_RUB} ₽, 50 calls at once, two processes: ${passed.length} went out, ${rub.toFixed(4)} ₽ were spent, an estimate was ${estimate} ₽\n`);
  });

  it.each([
    ['v1', 'openai'],
    ['v1', 'anthropic'],
    ['v1', 'gemini'],
    ['native', 'openai'],
    ['native', 'anthropic'],
    ['native', 'gemini'],
  ] as const)('is refused on %s of %s before anything goes out, in the format of the route, and the platform does not step in', async (face, provider) => {
    const user = await limitedUser({ rubPerDay: 0 });
    await test.prefer(user, { fallback: 'on-error' });
    const { path, json, headers } = chatCall(face, provider, 'plain');
    const mark = test.mark();
    const response = await test.fetch(user, path, { json, headers: { ...headers, ...keyHeader(provider, `sandbox-own-${MARK}`) } });
    expect(receiptOf(response)).toMatchObject({ source: null, attempts: null, code: 'own_limit_reached' });
    const refusal = await refusalOf(response);
    expect(refusal).toMatchObject(REFUSED);
    expect(refusal.message).toMatch(/0 ₽ a day \(rubPerDay\)/);
    if (face === 'v1' || provider === 'openai') expect(JSON.parse(refusal.message)).toMatchObject({ error: { code: 'own_limit_reached' } });
    else if (provider === 'anthropic') expect(JSON.parse(refusal.message)).toMatchObject({ type: 'error', error: { type: 'billing_error' } });
    else expect(JSON.parse(refusal.message)).toMatchObject({ error: { code: 402, details: [{ reason: 'own_limit_reached' }] } });
    expect(test.callsSince(mark)).toEqual([]);
  });

  it('is refused on every route that spends, and not on those that cost nothing', async () => {
    const user = await limitedUser({ rubPerMonth: 0 });
    const file = () => {
      const form = new FormData();
      form.set('model', TRANSCRIBING_MODELS.openai);
      form.set('file', new Blob([new Uint8Array(4_000)]), 'a.wav');
      return form;
    };
    const mark = test.mark();
    expect(await refusalOf(test.fetch(user, '/api/v1/responses', { json: { model: 'gpt-6-luna', input: 'Hi' }, headers: OWN }))).toMatchObject(REFUSED);
    expect(await refusalOf(test.fetch(user, '/api/openai/v1/responses', { json: { model: 'gpt-6-luna', input: 'Hi' }, headers: OWN }))).toMatchObject(REFUSED);
    expect(await refusalOf(test.fetch(user, '/api/v1/embeddings', { json: { model: 'text-embedding-3-small', input: 'Hi' }, headers: OWN }))).toMatchObject(REFUSED);
    expect(await refusalOf(test.fetch(user, '/api/v1/audio/transcriptions', { body: file(), headers: OWN }))).toMatchObject(REFUSED);
    expect(await refusalOf(test.fetch(user, '/api/openai/v1/audio/transcriptions', { body: file(), headers: OWN }))).toMatchObject({ ...REFUSED, message: expect.stringContaining('a month (rubPerMonth)') as string });
    expect(test.callsSince(mark)).toEqual([]);
    expect((await test.fetch(user, '/api/openai/v1/models', { headers: OWN })).status).toBe(200);
    const counted = await test.fetch(user, '/api/anthropic/v1/messages/count_tokens', {
      json: { model: 'claude-haiku-4-5', messages: [{ role: 'user', content: 'Hi' }] },
      headers: { 'anthropic-version': '2023-06-01', ...keyHeader('anthropic', `sandbox-own-${MARK}`) },
    });
    expect(counted.status).toBe(200);
  });

  it('takes 4,000 tokens for an answer without a maximum, counts what comes beyond, and the next call sees it', async () => {
    const user = await limitedUser({ rubPerDay: 1 });
    answerWith(() => 50_000);
    const first = await call(user, { max_tokens: undefined });
    expect(first.status).toBe(200);
    const estimate = Number(first.headers.get('x-byok-cost-estimate-rub'));
    const { rows } = await test.pool.query<{ day: string }>('select day_micro_rub as day from spending_limits where id = $1', [user.id]);
    expect(Number(rows[0]?.day)).toBeGreaterThan(0);
    await first.text();
    const { spentToday } = await limitOf(user);
    expect(spentToday / estimate).toBeGreaterThan(11);
    expect(spentToday).toBeGreaterThan(1);
    const refusal = await refusalOf(call(user, { max_tokens: 1 }));
    expect(refusal).toMatchObject(REFUSED);
    expect(refusal.message).toContain('rubPerDay');
    expect(await limitOf(user)).toMatchObject({ remaining: 0, alerts: [{ limit: 'rubPerDay', percent: 100 }] });
  });

  it('counts each answer of a call that asks for several', async () => {
    const user = await limitedUser({ rubPerDay: 100 });
    const estimateOf = async (more: object) => Number((await call(user, more)).headers.get('x-byok-cost-estimate-rub'));
    const one = await estimateOf({});
    expect((await estimateOf({ n: 3 })) / one).toBeCloseTo(3, 1);
  });

  it.each([
    ['/api/v1/chat/completions', { web_search_options: {} }, 'web_search_options'],
    ['/api/openai/v1/chat/completions', { n: 'many' }, '"n"'],
    ['/api/openai/v1/chat/completions', { service_tier: 'priority' }, 'service_tier'],
    ['/api/openai/v1/chat/completions', { something_new: 1 }, 'something_new'],
    ['/api/openai/v1/responses', { background: true }, 'background'],
    ['/api/openai/v1/responses', { tools: [{ type: 'web_search' }] }, 'tools[0].type'],
    ['/api/openai/v1/responses', { previous_response_id: 'resp_1' }, 'previous_response_id'],
  ])('refuses on %s what nobody can price: %j', async (path, more, named) => {
    const user = await limitedUser({ rubPerDay: 1_000 });
    const json = path.endsWith('responses') ? { model: 'gpt-6-luna', input: 'Hi', ...more } : { ...body(), ...more };
    const mark = test.mark();
    const refusal = await refusalOf(test.fetch(user, path, { json, headers: OWN }));
    expect(refusal).toMatchObject(REFUSED);
    expect(JSON.parse(refusal.message).error.message).toContain(named);
    expect(test.callsSince(mark)).toEqual([]);
    expect(await limitOf(user)).toMatchObject({ spentToday: 0 });
  });

  it('refuses batches and cached contents, which are paid later, and not what is stored for nothing', async () => {
    const user = await limitedUser({ rubPerDay: 1_000 });
    const anthropic = { 'anthropic-version': '2023-06-01', ...keyHeader('anthropic', `sandbox-own-${MARK}`) };
    const message = { model: 'claude-haiku-4-5', max_tokens: 10, messages: [{ role: 'user', content: 'Hi' }] };
    const mark = test.mark();
    expect(await refusalOf(test.fetch(user, '/api/anthropic/v1/messages/batches', { json: { requests: [{ custom_id: 'a', params: message }] }, headers: anthropic }))).toMatchObject(REFUSED);
    const cached = { model: 'models/gemini-3.5-flash-lite', contents: [{ role: 'user', parts: [{ text: 'Hi' }] }], ttl: '60s' };
    expect(await refusalOf(test.fetch(user, '/api/gemini/v1beta/cachedContents', { json: cached, headers: keyHeader('gemini', `sandbox-own-${MARK}`) }))).toMatchObject(REFUSED);
    expect(test.callsSince(mark)).toEqual([]);
    expect((await test.fetch(user, '/api/openai/v1/conversations', { json: {}, headers: OWN })).status).toBe(200);
  });

  it('refuses models without a price, and takes what is stored for nothing', async () => {
    const user = await test.user();
    const unknown = { model: 'openai/gpt-99-turbo' };
    expect((await call(user, unknown)).status).toBe(200);
    await setLimit(user, { rubPerDay: 1_000 });
    const refusal = await refusalOf(call(user, unknown));
    expect(refusal).toMatchObject({ ...REFUSED, message: expect.stringContaining('gpt-99-turbo') as string });
    expect(await refusalOf(call(user, { model: 'gpt-zero' }))).toMatchObject({ ...REFUSED, message: expect.stringContaining('gpt-zero is not known') as string });
    const stored = await test.fetch(user, '/api/openai/v1/responses', { json: { model: 'gpt-6-luna', input: 'Hi', store: true, prompt_cache_key: 'a', service_tier: 'auto' }, headers: OWN });
    expect(stored.status).toBe(200);
    await setLimit(user, {});
    expect((await call(user, unknown)).status).toBe(200);
  });

  it('gives back what the provider does not charge for, and keeps what it may', async () => {
    const user = await limitedUser({ rubPerDay: 100 });
    const failed = await call(user, {}, { ...keyHeader('openai', `${OWN_KEY}-invalid`), 'x-byok-fallback': 'never' });
    expect(failed.status).toBe(401);
    await failed.text();
    await eventually(async () => expect((await limitOf(user)).spentToday).toBe(0));
    const leaving = new AbortController();
    let asked = 0;
    test.sandbox.script('openai', () => {
      asked += 1;
      return new Promise(() => undefined);
    });
    const left = test.fetch(user, '/api/v1/chat/completions', { json: body(), headers: OWN, signal: leaving.signal });
    await eventually(() => expect(asked).toBe(1));
    leaving.abort();
    await expect(left).rejects.toThrow();
    await eventually(async () => expect((await limitOf(user)).spentToday).toBeGreaterThan(0.2));
  });

  it('counts what was set aside for a stream that its reader left before a word had come', async () => {
    const user = await limitedUser({ rubPerDay: 100 });
    test.sandbox.script('openai', () => ({
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      body: (async function* () {
        yield `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'gpt-6-luna', choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] })}\n\n`;
        await new Promise(() => undefined);
      })(),
    }));
    const leaving = new AbortController();
    const response = await test.fetch(user, '/api/v1/chat/completions', { json: body({ stream: true }), headers: OWN, signal: leaving.signal });
    const estimate = Number(response.headers.get('x-byok-cost-estimate-rub'));
    expect(estimate).toBeGreaterThan(0.2);
    await response.body?.getReader().read();
    leaving.abort();
    await eventually(async () => {
      const { rows } = await test.pool.query('select 1 from usage_records where user_id = $1 and aborted', [user.id]);
      expect(rows).toHaveLength(1);
    });
    expect((await limitOf(user)).spentToday).toBeCloseTo(estimate, 4);
  });

  it('is set aside for each own key that is tried, and a fallback to the platform is none of it', async () => {
    const user = await limitedUser({ rubPerDay: 100 });
    answerWith(() => 1_000);
    const second = await call(user, {}, { ...keyHeader('openai', `${OWN_KEY}-nocredit`), 'x-byok-openai-key-2': OWN_KEY });
    expect(receiptOf(second)).toMatchObject({ source: 'byok' });
    await second.text();
    const { spentToday } = await limitOf(user);
    expect(spentToday).toBeGreaterThan(0);
    test.unscript();
    const platform = await call(user, {}, keyHeader('openai', `${OWN_KEY}-nocredit`));
    expect(receiptOf(platform)).toMatchObject({ source: 'platform', attempts: 'byok:openai:key_no_credit,platform:openai:ok' });
    await platform.text();
    await eventually(async () => expect((await limitOf(user)).spentToday).toBe(spentToday));
  });

  it("answers with the first own key's error when the limit leaves no room for the second, and the platform stays out", async () => {
    const user = await test.user();
    await setLimit(user, { rubPerDay: 100 });
    test.sandbox.script('openai', async () => {
      await test.pool.query('update spending_limits set day_micro_rub = 99900000 where id = $1', [user.id]);
      return undefined;
    });
    const mark = test.mark();
    const response = await call(user, {}, { ...keyHeader('openai', `${OWN_KEY}-nocredit`), 'x-byok-openai-key-2': OWN_KEY });
    expect(receiptOf(response)).toMatchObject({ code: 'key_no_credit', attempts: 'byok:openai:key_no_credit' });
    expect(test.callsSince(mark)).toHaveLength(1);
  });

  it('begins anew with the day, and with the month', async () => {
    const clock = test.application.get(Clock);
    const before = clock.now;
    const now = Date.UTC(2026, 10, 29, 12);
    answerWith(() => 50_000);
    try {
      clock.now = () => now;
      const user = await limitedUser({ rubPerDay: 1, rubPerMonth: 1.5 });
      expect((await call(user)).status).toBe(200);
      expect((await limitOf(user)).remaining).toBe(0);
      expect(await refusalOf(call(user, { max_tokens: 1 }))).toMatchObject({ ...REFUSED, message: expect.stringContaining('2026-11-30T00:00Z') as string });
      clock.now = () => now + 86_400_000;
      expect(await limitOf(user)).toMatchObject({ spentToday: 0 });
      expect(await refusalOf(call(user, { max_tokens: 1 }))).toMatchObject({ ...REFUSED, message: expect.stringContaining('2026-12-01T00:00Z') as string });
      clock.now = () => now + 2 * 86_400_000;
      expect(await limitOf(user)).toMatchObject({ spentToday: 0, spentThisMonth: 0, remaining: 1 });
    } finally {
      clock.now = before;
    }
  });

  it('holds in another process from the answer to the first limit on, and no longer than it stands', async () => {
    const user = await test.user();
    const send = () => request(other.url).post('/api/v1/chat/completions').auth(user.token, { type: 'bearer' }).set(OWN).send(body());
    await send().expect(200);
    await setLimit(user, { rubPerDay: 0 });
    await send().expect(REFUSED.status).expect('x-byok-code', REFUSED.code).expect('x-should-retry', REFUSED.retry);
    await setLimit(user, { rubPerDay: 5 });
    await send().expect(200);
    await setLimit(user, {});
    await eventually(async () => expect((await send()).headers).not.toHaveProperty('x-byok-cost-estimate-rub'));
  });

  it('holds in a process that had reserved ahead of a higher one, from the answer to the lower on, and counts what was spent', async () => {
    const user = await limitedUser({ rubPerDay: 1_000_000 });
    const { token } = await test.accounts.token(user.jar, 1, { scopes: ['account'] });
    answerWith(() => 10);
    const statuses = { before: new Set<number>(), after: new Set<number>() };
    let count = 0;
    let isLowered = false;
    const caller = async () => {
      for (let left = 3; left > 0; left -= isLowered ? 1 : 0) {
        const when = isLowered ? 'after' : 'before';
        const { status } = await call(user);
        statuses[when].add(status);
        if (status === 200) count += 1;
      }
    };
    const callers = Promise.all(Array.from({ length: 8 }, caller));
    await eventually(() => expect(count).toBeGreaterThan(50));
    await request(other.url).put('/api/me/spending-limit').auth(token, { type: 'bearer' }).send({ rubPerDay: 0 }).expect(200);
    isLowered = true;
    await callers;
    // A call that began before the answer may have gone out, or not.
    expect([statuses.before.has(200), ...statuses.after]).toEqual([true, 402]);
    await eventually(async () => {
      const { rows } = await test.pool.query<{ rub: number; count: number }>('select sum(rub_avoided)::float8 as rub, count(*)::int as count from usage_records where user_id = $1 and status = 200', [user.id]);
      expect(rows[0]?.count).toBe(count);
      expect((await limitOf(user)).spentToday).toBeCloseTo(Number(rows[0]?.rub), 4);
    });
  });

  it('that is taken away and set again while calls are under way has counted them all', async () => {
    const user = await limitedUser({ rubPerDay: 10 });
    answerWith(() => 1_000);
    for (let calls = 0; calls < 3; calls += 1) await (await call(user)).text();
    let isSet = () => undefined as void;
    const set = new Promise<void>((resolve) => (isSet = resolve));
    let asked = 0;
    test.sandbox.script('openai', async () => {
      asked += 1;
      await set;
      return undefined;
    });
    const underWay = [call(user), call(user)];
    await eventually(() => expect(asked).toBe(2));
    await setLimit(user, {});
    const without = call(user);
    await eventually(() => expect(asked).toBe(3));
    expect((await limitOf(user)).remaining).toBeNull();
    await setLimit(user, { rubPerDay: 10 });
    isSet();
    const answers = await Promise.all([...underWay, without]);
    for (const answer of answers) await answer.text();
    expect(answers[2]?.headers.has('x-byok-cost-estimate-rub')).toBe(false);
    await eventually(async () => {
      const { rows } = await test.pool.query<{ rub: number; count: number }>('select sum(rub_avoided)::float8 as rub, count(*)::int as count from usage_records where user_id = $1', [user.id]);
      expect(rows[0]?.count).toBe(6);
      expect((await limitOf(user)).spentToday).toBeCloseTo(Number(rows[0]?.rub), 4);
    });
  });

  it('of one user says nothing of another', async () => {
    const [one, two] = [await limitedUser({ rubPerDay: 0 }), await test.user()];
    expect(await refusalOf(call(one))).toMatchObject(REFUSED);
    expect((await call(two)).status).toBe(200);
    expect(await limitOf(two)).toMatchObject({ rubPerDay: null });
  });

  it('tells its user at 50, 75 and 100 %, and the operator without saying whose', async () => {
    const user = await limitedUser({ rubPerDay: 1 });
    const metric = async (percent: number) => Number(new RegExp(`byok_own_limit_alerts_total\\{holder="user",period="day",percent="${percent}"\\} (\\d+)`).exec((await test.accounts.call('get', '/metrics').expect(200)).text)?.[1] ?? 0);
    const before = await Promise.all([50, 75].map(metric));
    const spend = async (micro: number) => test.pool.query('update spending_limits set day_micro_rub = $2 where id = $1', [user.id, micro]);
    answerWith(() => 1_000);
    await spend(480_000);
    await (await call(user, { max_tokens: 1_000 })).text();
    await eventually(async () => expect((await limitOf(user)).alerts).toEqual([{ limit: 'rubPerDay', percent: 50 }]));
    await spend(745_000);
    await (await call(user, { max_tokens: 1_000 })).text();
    await eventually(async () => expect((await limitOf(user)).alerts).toEqual([{ limit: 'rubPerDay', percent: 75 }]));
    await eventually(async () => expect(await Promise.all([50, 75].map(metric))).toEqual(before.map((count) => count + 1)));
    const lines = test.logs().split('\n').filter((line) => line.includes('a spending limit that a user set'));
    expect(lines.some((line) => line.includes('75 %'))).toBe(true);
    for (const line of lines) expect(line).not.toContain(user.id);
  });
});

it.each(['no limit', 'a limit'])("counts what was under way when its user's first limit was set, through a token with %s of its own", async (own) => {
  const user = await test.user();
  const { token } = await test.accounts.token(user.jar, 1, own === 'a limit' ? { rubPerDay: 100 } : {});
  let answer = () => {};
  const gate = new Promise<void>((resolve) => (answer = resolve));
  const mark = test.mark();
  test.sandbox.script('openai', async () => {
    await gate;
    return undefined;
  });
  const asked = call({ ...user, token });
  await eventually(() => expect(test.callsSince(mark)).toHaveLength(1));
  expect(await setLimit(user, { rubPerDay: 10 })).toMatchObject({ spentToday: 0 });
  answer();
  const response = await asked;
  expect(response.status).toBe(200);
  await response.text();
  await eventually(async () => expect((await limitOf(user)).spentToday).toBeGreaterThan(0));
});

describe("a token's rubPerDay", () => {
  const tokenUser = async (rubPerDay: number): Promise<TestUser> => {
    const user = await test.user();
    const { token } = await test.accounts.token(user.jar, 1, { rubPerDay });
    return { ...user, token };
  };

  it('is shown, and holds whoever pays', async () => {
    const user = await tokenUser(0.5);
    const { body: tokens } = await test.accounts.as(user.jar, 'get', '/api/auth/tokens').expect(200);
    expect((tokens as { rubPerDay?: number }[]).map(({ rubPerDay }) => rubPerDay)).toEqual([0.5, undefined]);
    answerWith(({ max_tokens, max_completion_tokens }) => Number(max_tokens ?? max_completion_tokens));
    expect(receiptOf(await call(user)).source).toBe('byok');
    expect(receiptOf(await call(user, {}, {})).source).toBe('platform');
    await eventually(async () => expect((await refusalOf(call(user, {}, {}))).code).toBe('own_limit_reached'));
    const mark = test.mark();
    expect(await refusalOf(call(user, { max_tokens: 20_000 }, {}))).toMatchObject({ ...REFUSED, message: expect.stringContaining("This token's own spending limit") as string });
    expect(await refusalOf(call(user, { max_tokens: 20_000 }))).toMatchObject(REFUSED);
    expect(test.callsSince(mark)).toEqual([]);
    expect((await test.accounts.as(user.jar, 'post', '/api/v1/chat/completions').set(OWN).send(body())).status).toBe(200);
  });

  it('holds beside the limit of its user, and what one refuses is not counted by the other', async () => {
    const user = await tokenUser(100);
    await setLimit(user, { rubPerDay: 0 });
    expect(await refusalOf(call(user))).toMatchObject({ ...REFUSED, message: expect.stringContaining('Your own spending limit') as string });
    await eventually(async () => {
      const { rows } = await test.pool.query<{ micro: string }>('select day_micro_rub as micro from spending_limits where user_id = $1', [user.id]);
      expect(rows.map(({ micro }) => Number(micro))).toEqual([0, 0]);
    });
    expect((await call(user, {}, {})).status).toBe(200);
  });

  it('goes along with its jobs', async () => {
    const user = await tokenUser(0);
    const lesson = { type: 'lesson', model: 'openai/gpt-6-luna', outline: { title: 'Stars', sections: [{ title: 'Sun', summary: 'Hot.' }] }, index: 0 };
    const id = await submit(test, user, lesson);
    expect(await ended(test, user, id)).toMatchObject({ status: 'failed', error: { code: 'own_limit_reached', detail: expect.stringContaining('0 ₽ a day') as string } });
  });

  it('stops jobs of a token that is deleted meanwhile', async () => {
    const user = await test.user();
    const { id: tokenId, token } = await test.accounts.token(user.jar, 1, { rubPerDay: 100 });
    let calls = 0;
    test.sandbox.script('openai', async () => {
      calls += 1;
      await test.accounts.as(user.jar, 'delete', `/api/auth/tokens/${tokenId}`);
      return undefined;
    });
    const id = await submit(test, { ...user, token }, { type: 'course', model: 'openai/gpt-6-luna', transcript: 'The sun is a star, and the earth goes around it once a year.' });
    expect(await ended(test, user, id)).toMatchObject({ status: 'failed', error: { code: 'own_limit_reached', detail: expect.stringContaining('is deleted') as string } });
    expect(calls).toBe(1);
    expect((await test.pool.query('select 1 from spending_limits where id = $1', [tokenId])).rowCount).toBe(0);
  });
});

describe('a course whose limit is reached', () => {
  it('stops between its pieces, keeps what is done, and goes on once the limit is raised, without paying anything again', async () => {
    const user = await limitedUser({ rubPerDay: 100 });
    let calls = 0;
    test.sandbox.script('openai', async () => {
      calls += 1;
      if (calls === 1) await test.pool.query('update spending_limits set day_micro_rub = 100000000 where id = $1', [user.id]);
      return undefined;
    });
    const id = await submit(test, user, { type: 'course', model: 'openai/gpt-6-luna', transcript: 'The sun is a star, and the earth goes around it once a year.' }, { headers: OWN });
    const stopped = await ended(test, user, id);
    expect(stopped).toMatchObject({ status: 'failed', error: { code: 'own_limit_reached' }, result: { outline: expect.anything() as unknown } });
    expect(stopped.receipts.every(({ credentialSource }) => credentialSource === 'byok')).toBe(true);
    expect(calls).toBe(1);
    await setLimit(user, { rubPerDay: 1_000 });
    await test.request(user, 'post', `/api/jobs/${id}/retry`).set(OWN).expect(202);
    const done = await ended(test, user, id);
    expect(done).toMatchObject({ status: 'completed' });
    expect(done.receipts.filter(({ stage }) => stage === 'outline')).toHaveLength(1);
  }, 60_000);

  it('is transcribed by a model that can hear, whichever other model it goes on with', async () => {
    const user = await limitedUser({ rubPerDay: 100 });
    let spent = false;
    test.sandbox.script('openai', async () => {
      if (!spent) await test.pool.query('update spending_limits set day_micro_rub = 100000000 where id = $1', [user.id]);
      spent = true;
      return undefined;
    });
    const id = await submit(test, user, formOf({ type: 'course', model: 'openai/gpt-6-luna' }, { bytes: wav(600) }), { headers: OWN });
    expect(await ended(test, user, id)).toMatchObject({ status: 'failed', error: { code: 'own_limit_reached' } });
    await setLimit(user, { rubPerDay: 1_000 });
    await test.request(user, 'post', `/api/jobs/${id}/retry`).set(OWN).set('x-byok-anthropic-key', 'sk-ant-sandbox-hearing').send({ model: 'anthropic/claude-haiku-4-5' }).expect(202);
    const done = await ended(test, user, id);
    expect(done).toMatchObject({ status: 'completed' });
    const providers = (stage: string) => new Set(done.receipts.filter((receipt) => receipt.stage === stage).map(({ provider }) => provider));
    expect(providers('transcription')).toEqual(new Set(['openai']));
    expect([providers('outline'), providers('lesson')]).toEqual([new Set(['anthropic']), new Set(['anthropic'])]);
  }, 60_000);

  it('keeps its recording and the pieces that are transcribed', async () => {
    const user = await limitedUser({ rubPerDay: 100 });
    let calls = 0;
    test.sandbox.script('openai', async () => {
      calls += 1;
      await test.pool.query('update spending_limits set day_micro_rub = 100000000 where id = $1', [user.id]);
      return undefined;
    });
    const form = formOf({ type: 'transcription', model: `openai/${TRANSCRIBING_MODELS.openai}` }, { bytes: wav(1_500) });
    const id = await submit(test, user, form, { headers: OWN });
    expect(await ended(test, user, id)).toMatchObject({ status: 'failed', error: { code: 'own_limit_reached' } });
    expect(calls).toBeLessThan(5);
    await setLimit(user, { rubPerDay: 1_000 });
    await test.request(user, 'post', `/api/jobs/${id}/retry`).set(OWN).expect(202);
    expect(await ended(test, user, id)).toMatchObject({ status: 'completed', result: { text: expect.any(String) as string } });
    expect(calls).toBe(5);
    await eventually(async () => expect(await readdir(join(test.accounts.dataDir, 'uploads'))).not.toContain(id));
  }, 120_000);
});

describe('no trace of the key', () => {
  it('is in the table of limits, in the log, or in what is said of a refusal', async () => {
    const user = await limitedUser({ rubPerDay: 0 });
    const { message } = await refusalOf(call(user));
    expect(message).toContain('spending limit');
    expect(message).toHoldNoKey(MARK);
    const { rows } = await test.pool.query('select * from spending_limits');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).toHoldNoKey(MARK);
    await eventually(() => expect(test.logs()).toContain('own_limit_reached'));
    expect(test.logs()).toHoldNoKey(MARK);
    expect(other.output()).not.toContain(MARK);
  });
});
