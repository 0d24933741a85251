import { randomBytes } from 'node:crypto';
import type { PlatformSpendingView, SpendingView, SpentSum } from '#contracts';
import '#testing/jest';
import { PASSWORD } from './support/accounts-application.js';
import { signInAdministrator } from './support/administrator.js';
import { keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { chatCall } from './support/calls.js';
import { writeCatalog } from './support/catalog-file.js';
import { eventually } from './support/eventually.js';
import { ended, submit } from './support/jobs.js';

const MARK = randomBytes(16).toString('hex');
const OWN = keyHeader('openai', `sk-sandbox-own-${MARK}`);

let test: TestApplication;

beforeAll(async () => {
  test = await startApplication({ CATALOG_FILE: writeCatalog({ unknownModels: [{ provider: 'openai', pattern: '^gpt-99-.+$', tier: 0 }] }) });
});
afterAll(() => test.close());

async function call(user: TestUser, headers: Record<string, string>, more: object = {}): Promise<void> {
  const response = await test.fetch(user, '/api/v1/chat/completions', { json: { ...chatCall('v1', 'openai', 'plain').json, ...more }, headers });
  expect(response.status).toBe(200);
  await response.text();
}

const spendingOf = async ({ jar }: TestUser) => (await test.accounts.as(jar, 'get', '/api/me/spending').expect(200)).body as SpendingView;
const counted = ({ own, platform, calls, unpriced }: SpentSum) => ({ own: own > 0, platform: platform > 0, calls, unpriced });
const total = (sums: readonly { month: SpentSum }[]) => sums.reduce((sum, { month }) => sum + month.own + month.platform, 0);

describe('what was spent', () => {
  it('is nothing for who called nothing', async () => {
    const user = await test.user('free');
    const nothing = { own: 0, platform: 0, calls: 0, unpriced: 0 };
    const { platformLimit, ...sums } = await spendingOf(user);
    expect(sums).toEqual({ today: nothing, month: nothing, providers: [], courses: [], tokens: [] });
    expect(platformLimit).toMatchObject({ spentToday: 0, callsToday: 0 });
  });

  it('stands by provider, course and token, each by who paid, for its user alone, and holds no key', async () => {
    const [user, other] = [await test.user(), await test.user()];
    const limited = await test.accounts.token(user.jar, 1, { rubPerDay: 12.5 });
    await call(user, OWN);
    await call(user, {});
    await call({ ...user, token: limited.token }, OWN);
    await call(user, OWN, { model: 'openai/gpt-99-turbo' });
    await call(other, OWN);
    const id = await submit(test, user, { type: 'outline', transcript: 'A lecture on light.' }, { headers: OWN });
    expect(await ended(test, user, id)).toMatchObject({ status: 'completed' });
    await test.request(user, 'patch', `/api/jobs/${id}`).send({ title: 'Light' }).expect(200);
    await eventually(async () => expect((await spendingOf(user)).month.calls).toBe(5));

    const spending = await spendingOf(user);
    expect(spending.today).toEqual(spending.month);
    expect(counted(spending.month)).toEqual({ own: true, platform: true, calls: 5, unpriced: 1 });
    const sum = spending.month.own + spending.month.platform;
    for (const part of [spending.providers, spending.courses, spending.tokens]) expect(total(part)).toBeCloseTo(sum, 6);
    expect(spending.providers.map(({ provider }) => provider)).toEqual(['openai']);
    expect(spending.courses.find(({ jobId }) => jobId === id)).toMatchObject({ title: 'Light', isDeleted: false, month: { platform: 0, calls: 1 } });
    expect(spending.courses.find(({ jobId }) => jobId === null)?.month.calls).toBe(4);
    expect(spending.tokens).toHaveLength(2);
    const token = spending.tokens.find(({ tokenId }) => tokenId === limited.id);
    expect(token).toMatchObject({ rubPerDay: 12.5, month: { platform: 0, calls: 1 } });
    expect(spending.platformLimit.callsToday).toBe(1);
    expect(spending.platformLimit.spentToday).toBeGreaterThan(0);
    expect((await spendingOf(other)).month.calls).toBe(1);
    expect(JSON.stringify(spending)).toHoldNoKey(MARK);

    await test.request(user, 'delete', `/api/jobs/${id}?forget=true`).expect(204);
    await test.accounts.as(user.jar, 'delete', `/api/auth/tokens/${limited.id}`).expect(204);
    const later = await spendingOf(user);
    expect(later.courses.find(({ jobId }) => jobId === id)).toMatchObject({ title: null, isDeleted: true });
    expect(later.tokens.find(({ tokenId }) => tokenId === limited.id)).toMatchObject({ name: null });

    await test.accounts.as(user.jar, 'delete', '/api/me').send({ password: PASSWORD }).expect(204);
    const left = await test.pool.query('select 1 from usage_records where job_id = $1 or token_id = $2', [id, limited.id]);
    expect(left.rowCount).toBe(0);
  });

  it('is told to administrators as the platform’s share, what own keys saved, and who nears a budget', async () => {
    const admin = await signInAdministrator(test);
    const view = async () => (await test.accounts.as(admin, 'get', '/api/admin/spending').expect(200)).body as PlatformSpendingView;
    const [near, far] = [await test.user('free'), await test.user()];
    await test.accounts.as(far.jar, 'get', '/api/admin/spending').expect(403);
    await call(far, {});
    const { callsPerDay } = (await spendingOf(near)).platformLimit;
    const before = await view();
    await call(near, OWN);
    await call(near, {});
    await test.pool.query('update platform_spending set calls = $2 where user_id = $1', [near.id, Math.ceil(callsPerDay * 0.9)]);
    await eventually(async () => expect((await view()).today.calls).toBe(before.today.calls + 2));
    const after = await view();
    expect(after.today.own).toBeGreaterThan(before.today.own);
    expect(after.today.platform).toBeGreaterThan(before.today.platform);
    expect(after.spentToday).toBeGreaterThan(0);
    expect(after.rubPerDay).toBeGreaterThan(0);
    expect(after.budgets.map(({ userId }) => userId)).toContain(near.id);
    expect(after.budgets.map(({ userId }) => userId)).not.toContain(far.id);
    expect(JSON.stringify(after)).toHoldNoKey(MARK);
  });
});
