import { randomUUID } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import type { SuccessMetricsView, Verdict } from '#contracts';
import { canaryKey } from '#testing';
import { KeyScanService } from '../src/metrics/key-scan/key-scan.service.js';
import type { Jar } from './support/accounts-application.js';
import { signInAdministrator } from './support/administrator.js';
import { keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, chatCall } from './support/calls.js';

const DAY_MS = 86_400_000;
const dayOf = (at: Date | number) => new Date(at).toISOString().slice(0, 10);
const TODAY = dayOf(Date.now());
const daysAgo = (days: number) => dayOf(Date.now() - days * DAY_MS);

describe('GET /api/admin/success-metrics', () => {
  let app: TestApplication;
  let admin: Jar;

  beforeAll(async () => {
    app = await startApplication();
    admin = await signInAdministrator(app);
  });
  afterAll(() => app.close());
  beforeEach(() => app.pool.query('truncate usage_records, analytics_events, audits, key_scans'));

  const get = (query = '') => app.accounts.as(admin, 'get', `/api/admin/success-metrics${query}`);
  const read = async (query = '') => (await get(query).expect(200)).body as SuccessMetricsView;
  const valueOn = (series: { date: string; value: number | null }[], date: string) => series.find((entry) => entry.date === date)?.value;

  async function used(userId: string, change: Record<string, unknown> = {}): Promise<void> {
    const row = {
      id: randomUUID(),
      at: new Date(),
      user_id: userId,
      strategy: 'global',
      face: 'v1',
      route: '/api/v1/chat/completions',
      provider: 'openai',
      model: CHAT_MODELS.openai,
      source: 'platform',
      estimated: false,
      status: 200,
      code: null,
      aborted: false,
      duration_ms: 5,
      rub_paid: 0,
      rub_avoided: 0,
      ...change,
    };
    const names = Object.keys(row);
    const places = names.map((_, index) => `$${index + 1}`);
    await app.pool.query(`insert into usage_records (${names.join()}) values (${places.join()})`, Object.values(row));
  }

  async function report(user: TestUser, ...events: Record<string, unknown>[]): Promise<void> {
    const whole = events.map((event) => ({ id: randomUUID(), at: new Date().toISOString(), ...event }));
    const response = await app.fetch(user, '/api/analytics/events', { json: { events: whole } });
    expect(response.status).toBe(202);
  }

  it('has the five measures, each with value, target, unit and a day for each day', async () => {
    const metrics = await read(`?from=${daysAgo(6)}&to=${TODAY}`);
    expect(Object.keys(metrics)).toEqual(['adoptionRate', 'firstAttemptValidationRate', 'autoLockCompliance', 'plaintextKeysFound', 'costReduction']);
    const dates = [6, 5, 4, 3, 2, 1, 0].map(daysAgo);
    for (const [name, target, unit] of [
      ['adoptionRate', 0.15, 'ratio'],
      ['firstAttemptValidationRate', 0.95, 'ratio'],
      ['autoLockCompliance', 1, 'ratio'],
      ['plaintextKeysFound', 0, 'count'],
      ['costReduction', 0.3, 'ratio'],
    ] as const) {
      expect(metrics[name]).toMatchObject({ target, unit });
      expect(metrics[name].series.map(({ date }) => date)).toEqual(dates);
    }
    expect(metrics.costReduction).toMatchObject({ rubPaid: 0, rubAvoided: 0 });
  });

  it('says null, not zero, where nothing was measured', async () => {
    const { adoptionRate, firstAttemptValidationRate, autoLockCompliance, costReduction } = await read();
    for (const metric of [adoptionRate, firstAttemptValidationRate, autoLockCompliance, costReduction]) {
      expect(metric.value).toBeNull();
      expect(metric.series).toHaveLength(30);
      expect(metric.series.every(({ value }) => value === null)).toBe(true);
    }
  });

  it('measures adoption over real calls and rolling 30 days', async () => {
    const users = Array.from({ length: 4 }, () => randomUUID()) as [string, string, string, string];
    await used(users[0], { source: 'byok' });
    await used(users[0], { source: 'platform' });
    await used(users[1]);
    // A failed own key is no adoption.
    await used(users[1], { source: 'byok', code: 'key_invalid', status: 401 });
    // Long ago, and just not too long.
    await used(users[2], { at: new Date(Date.now() - 29 * DAY_MS), source: 'byok' });
    await used(users[3], { at: new Date(Date.now() - 40 * DAY_MS), source: 'byok' });
    await used(users[3], { at: new Date(Date.now() - 35 * DAY_MS) });
    // Neither another strategy nor a call without a model counts.
    await used(randomUUID(), { strategy: 'cloudru', provider: 'cloudru' });
    await used(randomUUID(), { model: null, source: 'byok' });
    const { adoptionRate } = await read(`?from=${daysAgo(45)}&to=${TODAY}`);
    expect(adoptionRate.value).toBe(0.6667);
    expect(valueOn(adoptionRate.series, daysAgo(45))).toBeNull();
    expect(valueOn(adoptionRate.series, daysAgo(40))).toBe(1);
    expect(valueOn(adoptionRate.series, daysAgo(29))).toBe(1);
    // The user of 40 days ago still called 35 days ago, but not with the own key within 30 days.
    expect(valueOn(adoptionRate.series, daysAgo(10))).toBe(0.5);
    expect(valueOn(adoptionRate.series, daysAgo(6))).toBe(0.5);
    expect(valueOn(adoptionRate.series, daysAgo(5))).toBe(1);
    // A narrower range says the same of the same days.
    const narrow = (await read(`?from=${daysAgo(3)}&to=${TODAY}`)).adoptionRate;
    expect(narrow.value).toBe(0.6667);
    expect(narrow.series).toEqual(adoptionRate.series.slice(-4));
  });

  it('sees calls of this very moment', async () => {
    const [own, other] = await Promise.all([app.user(), app.user()]);
    const { path, json } = chatCall('v1', 'openai', 'plain');
    for (const [user, headers] of [[own, keyHeader('openai', 'sk-sandbox-own')], [other, {}]] as const) {
      await (await app.fetch(user, path, { json, headers })).arrayBuffer();
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { adoptionRate, costReduction } = await read();
    expect(adoptionRate.value).toBe(0.5);
    expect(costReduction.value).toBeGreaterThan(0.3);
    expect(costReduction.value).toBeLessThan(0.7);
  });

  it("judges each user's first test of a provider's key, whoever reported it", async () => {
    const [first, second] = await Promise.all([app.user(), app.user()]);
    const tested = (provider: string, verdict: Verdict, minutesAgo: number) => ({
      name: 'key_tested',
      provider,
      verdict,
      at: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
    });
    // Right at once; right only later; nothing said before it was right; no credit is right.
    await report(first, tested('openai', 'valid', 30), tested('openai', 'invalid', 20));
    await report(first, tested('gemini', 'valid', 5), tested('gemini', 'invalid', 50));
    await report(first, tested('anthropic', 'unreachable', 50), tested('anthropic', 'valid_restricted', 40));
    await report(second, tested('openai', 'valid_no_credit', 5));
    expect((await read()).firstAttemptValidationRate.value).toBe(0.75);
    // A test that no browser reports counts too.
    const headers = keyHeader('gemini', 'AIza-sandbox-invalid-first');
    expect((await app.fetch(second, '/api/byok/validate', { json: { provider: 'gemini' }, headers })).status).toBe(200);
    expect((await read()).firstAttemptValidationRate.value).toBe(0.6);
  });

  it('judges idle locks by their delay, and no other locks', async () => {
    const user = await app.user();
    const locked = (reason: string, overdueMs?: number) => ({ name: 'vault_locked', reason, ...(overdueMs === undefined ? {} : { overdueMs }) });
    await report(user, locked('idle', 0), locked('idle', 900), locked('idle', 59_999), locked('idle', 60_000), locked('idle'), locked('manual', 0), locked('signout'));
    const { autoLockCompliance } = await read();
    expect(autoLockCompliance.value).toBe(0.75);
    expect(valueOn(autoLockCompliance.series, TODAY)).toBe(0.75);
  });

  it('counts calls that cost far less than a kopeck', async () => {
    await used(randomUUID(), { source: 'byok', rub_avoided: 0.0004 });
    await used(randomUUID(), { rub_paid: 0.0012 });
    expect((await read()).costReduction).toMatchObject({ value: 0.25, rubPaid: 0.0012, rubAvoided: 0.0004 });
  });

  it('sums what was paid and what own keys avoided', async () => {
    await used(randomUUID(), { rub_paid: 70 });
    await used(randomUUID(), { source: 'byok', rub_avoided: 30 });
    await used(randomUUID(), { source: 'byok', rub_avoided: 50, at: new Date(Date.now() - 3 * DAY_MS) });
    await used(randomUUID(), { rub_paid: 1000, at: new Date(Date.now() - 20 * DAY_MS) });
    const { costReduction } = await read(`?from=${daysAgo(5)}&to=${TODAY}`);
    expect(costReduction).toMatchObject({ value: 0.5333, rubPaid: 70, rubAvoided: 80 });
    expect(valueOn(costReduction.series, TODAY)).toBe(0.3);
    expect(valueOn(costReduction.series, daysAgo(3))).toBe(1);
    expect(valueOn(costReduction.series, daysAgo(1))).toBeNull();
  });

  it('looks for plain keys in our own tables, finds one that was planted, and none otherwise', async () => {
    const scans = app.application.get(KeyScanService);
    const found = async () => (await app.pool.query<{ findings: number }>('select findings from key_scans order by id')).rows.map(({ findings }) => findings);
    await scans.scanIfDue();
    expect(await found()).toEqual([0]);
    await app.pool.query('truncate key_scans');
    await app.pool.query('create table leak (id int, note jsonb, raw bytea)');
    const rows = { json: { nested: [canaryKey('anthropic', 'scan')] }, bytes: Buffer.concat([Buffer.from([0, 255]), Buffer.from(` ${canaryKey('gemini', 'scan')}`)]) };
    await app.pool.query('insert into leak values (1, $1, null), (2, $2, $3), (3, $2, null)', [rows.json, {}, rows.bytes]);
    await scans.scanIfDue();
    expect(await found()).toEqual([2]);
    const { text: metrics } = await app.accounts.call('get', '/metrics').expect(200);
    expect(metrics).toMatch(/^byok_plain_keys_found 2$/m);
    await app.pool.query('drop table leak');
    // Somebody looked a moment ago: that stands until it is old.
    await scans.scanIfDue();
    expect(await found()).toEqual([2]);
    const kept = await app.pool.query<{ whole: boolean; rows_searched: string }>('select * from key_scans');
    expect(kept.rows[0]).toMatchObject({ whole: true });
    expect(Number(kept.rows[0]?.rows_searched)).toBeGreaterThan(5);
    // That is a look at the tables, and no audit.
    expect((await read()).plaintextKeysFound.value).toBeNull();
  });

  it.each([
    ['?from=2026-02-30', 'from'],
    ['?to=tomorrow', 'to'],
    ['?from=', 'from'],
    ['?from=2026-05-02&to=2026-05-01', 'from'],
    ['?from=2024-12-31&to=2026-01-01', 'from'],
    ['?from=2026-05-01&from=2026-05-02', 'from'],
    ['?from[]=2026-05-01', 'from[]'],
    ['?since=2026-05-01', 'since'],
  ])('refuses %s', async (query, field) => {
    const response = await get(query).expect(400);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.body).toMatchObject({ code: 'invalid_input', errors: [{ field }] });
  });

  it('takes a single day, and a year', async () => {
    expect((await read('?from=2026-05-01&to=2026-05-01')).adoptionRate.series).toEqual([{ date: '2026-05-01', value: null }]);
    expect((await read('?from=2024-01-01&to=2024-12-31')).costReduction.series).toHaveLength(366);
  });

  it('repeats no key that stands where a parameter should', async () => {
    expect((await get('?sk-proj-abcdefgh12345678=1').expect(400)).text).not.toContain('abcdefgh');
  });

  it('is for administrators only', async () => {
    const user = await app.user();
    expect((await app.accounts.call('get', '/api/admin/success-metrics').expect(401)).body.code).toBe('unauthenticated');
    expect((await app.accounts.as(user.jar, 'get', '/api/admin/success-metrics').expect(403)).body.code).toBe('forbidden');
  });
});

describe('GET /metrics', () => {
  it('counts calls by endpoint, provider, source and outcome, without a user, a key or an unknown model', async () => {
    const app = await startApplication();
    try {
      const user = await app.user();
      const key = canaryKey('openai', 'metrics');
      const { path, json } = chatCall('v1', 'openai', 'plain');
      const send = async (body: unknown, headers = {}) => (await app.fetch(user, path, { json: body, headers })).arrayBuffer();
      await send(json, keyHeader('openai', key));
      await send(json, keyHeader('openai', 'sk-sandbox-nocredit'));
      await send(json, { ...keyHeader('openai', 'sk-sandbox-invalid'), 'x-byok-fallback': 'never' });
      await send({ ...json, model: 'made-up-model-name' });
      await (await app.fetch(user, '/api/byok/validate', { json: { provider: 'openai' }, headers: keyHeader('openai', key) })).arrayBuffer();
      await new Promise((resolve) => setTimeout(resolve, 50));
      const response = await app.accounts.call('get', '/metrics').expect(200);
      expect(response.headers['content-type']).toContain('text/plain; version=0.0.4');
      expect(response.headers['cache-control']).toBe('no-store');
      for (const sample of [
        'byok_requests_total{face="v1",endpoint="v1",provider="openai",source="byok",outcome="ok"} 1',
        'byok_requests_total{face="v1",endpoint="v1",provider="openai",source="platform",outcome="ok"} 1',
        'byok_requests_total{face="v1",endpoint="v1",provider="openai",source="byok",outcome="key_invalid"} 1',
        'byok_requests_total{face="v1",endpoint="v1",provider="none",source="none",outcome="model_unknown"} 1',
        'byok_requests_total{face="validate",endpoint="validate",provider="openai",source="byok",outcome="ok"} 1',
        'byok_attempts_total{source="byok",provider="openai",outcome="key_no_credit"} 1',
        'byok_attempts_total{source="platform",provider="openai",outcome="ok"} 1',
        'byok_fallbacks_total{reason="key_no_credit"} 1',
        'byok_usage_dropped_total 0',
        'byok_provider_seconds_count{provider="openai"} 2',
        'process_cpu_seconds_total ',
        'nodejs_eventloop_lag_seconds ',
      ]) {
        expect(response.text).toContain(sample);
      }
      for (const secret of [key, user.id, user.token, 'made-up-model-name', '@example.test']) expect(response.text).not.toContain(secret);
      for (const labels of response.text.matchAll(/^byok_\w+\{([^}]*)\}/gm)) {
        for (const [, name] of (labels[1] ?? '').matchAll(/(\w+)="/g)) {
          expect(['face', 'endpoint', 'provider', 'source', 'outcome', 'reason', 'le', 'status', 'type', 'stage']).toContain(name);
        }
      }
    } finally {
      await app.close();
    }
  });

  describe('without METRICS_TOKEN', () => {
    let app: TestApplication;
    beforeAll(async () => {
      app = await startApplication();
    });
    afterAll(() => app.close());

    it.each(['x-forwarded-for', 'forwarded', 'x-real-ip'])('refuses what a proxy brings, known by %s', async (header) => {
      const response = await app.accounts.call('get', '/metrics').set(header, '127.0.0.1').expect(401);
      expect(response.headers['content-type']).toContain('application/problem+json');
      expect(response.headers['x-byok-code']).toBe('unauthenticated');
      expect(response.body.code).toBe('unauthenticated');
    });

    it('refuses another address of this machine', async () => {
      const address = Object.values(networkInterfaces()).flat().find((entry) => entry?.family === 'IPv4' && !entry.internal)?.address;
      const server = app.application.getHttpServer();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
      const { port } = server.address() as AddressInfo;
      await request(`http://127.0.0.1:${port}`).get('/metrics').expect(200);
      if (address !== undefined) await request(`http://${address}:${port}`).get('/metrics').expect(401);
    });
  });

  it('wants METRICS_TOKEN when there is one, from everybody', async () => {
    const token = 'a-metrics-token-of-some-length';
    const app = await startApplication({ METRICS_TOKEN: token });
    try {
      const refused = await app.accounts.call('get', '/metrics').expect(401);
      expect(refused.headers['x-byok-code']).toBe('unauthenticated');
      expect(refused.headers['www-authenticate']).toBe('Bearer');
      await app.accounts.call('get', '/metrics').set('authorization', `Bearer ${token}x`).expect(401);
      const user = await app.user();
      await app.accounts.call('get', '/metrics').set('authorization', `Bearer ${user.token}`).expect(401);
      const response = await app.accounts.call('get', '/metrics').set('authorization', `Bearer ${token}`).expect(200);
      expect(response.text).toContain('byok_usage_dropped_total');
      expect(app.logs()).not.toContain(token);
    } finally {
      await app.close();
    }
  });
});
