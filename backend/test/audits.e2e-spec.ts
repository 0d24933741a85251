import type { AuditView, SuccessMetricsView, TokenScope } from '#contracts';
import { canaryKey } from '#testing';
import type { Jar } from './support/accounts-application.js';
import { signInAdministrator } from './support/administrator.js';
import { startApplication, type TestApplication } from './support/application.js';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
const AUDIT: AuditView = { date: daysAgo(0).toISOString(), routes: 41, findings: 0 };

describe('audits', () => {
  let app: TestApplication;
  let admin: Jar;

  beforeAll(async () => {
    app = await startApplication({ LOG_LEVEL: 'trace' });
    admin = await signInAdministrator(app);
  });
  afterAll(() => app.close());
  beforeEach(() => app.pool.query('truncate audits'));

  const post = (audit: unknown) => app.accounts.as(admin, 'post', '/api/admin/audits').send(audit as object);
  const last = () => app.accounts.call('get', '/api/byok/audit');
  const measured = async (query = '') =>
    ((await app.accounts.as(admin, 'get', `/api/admin/success-metrics${query}`).expect(200)).body as SuccessMetricsView).plaintextKeysFound;

  it('are none at first: 404 for everyone, and never measured', async () => {
    expect((await last().expect(404)).body).toMatchObject({ code: 'not_found', detail: expect.stringContaining('npm run audit:keys') });
    expect(await measured()).toMatchObject({ value: null, date: null, target: 0, unit: 'count' });
  });

  it('are kept for an administrator, and the last one is open to all', async () => {
    await post({ ...AUDIT, date: daysAgo(2).toISOString(), findings: 3 }).expect(201);
    expect((await post(AUDIT).expect(201)).body).toEqual(AUDIT);
    expect((await last().expect(200).expect('cache-control', 'no-store')).body).toEqual(AUDIT);
  });

  it('are taken by a token of the scope admin, and by no other', async () => {
    const token = async (scopes: TokenScope[]) => (await app.accounts.token(admin, 1, { scopes })).token;
    const send = (bearer: string) => app.accounts.call('post', '/api/admin/audits').set('authorization', `Bearer ${bearer}`).send(AUDIT);
    await send(await token(['admin'])).expect(201);
    for (const bearer of [await token(['calls', 'account']), (await app.user()).token]) {
      await send(bearer).expect(403).expect('x-byok-code', 'forbidden');
    }
    expect((await app.pool.query('select 1 from audits')).rowCount).toBe(1);
  });

  it('are the only source of the measure, by their own dates, the last of a day for the day', async () => {
    await post({ ...AUDIT, date: daysAgo(40).toISOString(), findings: 7 }).expect(201);
    expect((await measured()).date).toMatch(new RegExp(`^${daysAgoText(40)}T`));
    expect(await measured()).toMatchObject({ value: 7 });
    await post({ ...AUDIT, findings: 2 }).expect(201);
    await post(AUDIT).expect(201);
    await post({ ...AUDIT, date: daysAgo(3).toISOString(), findings: 5 }).expect(201);
    const metric = await measured();
    expect(metric).toMatchObject({ value: 0, date: AUDIT.date });
    const on = (days: number) => metric.series.find(({ date }) => date === daysAgoText(days))?.value;
    expect([on(0), on(1), on(3)]).toEqual([0, null, 5]);
    expect(await measured(`?from=${daysAgoText(4)}&to=${daysAgoText(2)}`)).toMatchObject({ value: 5 });
    expect((await last()).body).toEqual(AUDIT);
  });

  it.each([
    ['no date', { routes: 1, findings: 0 }, 'date'],
    ['a date that there is none of', { ...AUDIT, date: '2026-02-30T00:00:00Z' }, 'date'],
    ['a date in the future', { ...AUDIT, date: daysAgo(-3).toISOString() }, 'date'],
    ['a moment without its zone', { ...AUDIT, date: '2026-11-01T00:00:00' }, 'date'],
    ['the date of a clock that was never set', { ...AUDIT, date: '1970-01-01T00:00:00Z' }, 'date'],
    ['no route', { ...AUDIT, routes: 0 }, 'routes'],
    ['half a route', { ...AUDIT, routes: 1.5 }, 'routes'],
    ['fewer than no findings', { ...AUDIT, findings: -1 }, 'findings'],
    ['a count as text', { ...AUDIT, findings: '0' }, 'findings'],
    ['more than fits', { ...AUDIT, routes: 2 ** 31 }, 'routes'],
    ['a further field', { ...AUDIT, places: 3 }, 'places'],
  ])('are refused with %s, by the name of the field', async (_what, audit, field) => {
    const { body } = await post(audit).expect(400);
    expect(body).toMatchObject({ code: 'invalid_input', errors: [{ field }] });
    expect((await app.pool.query('select 1 from audits')).rowCount).toBe(0);
  });

  it('repeat no key that stands where a date should', async () => {
    const key = canaryKey('openai', 'audit');
    const { text } = await post({ ...AUDIT, date: key }).expect(400);
    expect(text).toContain('date');
    expect(text).not.toContain(key);
    expect(app.logs()).toContain('/api/admin/audits');
    expect(app.logs()).not.toContain(key);
  });
});

function daysAgoText(days: number): string {
  return daysAgo(days).toISOString().slice(0, 10);
}
