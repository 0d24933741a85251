import { setTimeout as sleep } from 'node:timers/promises';
import { JobQueue } from '../src/jobs/queue/job-queue.service.js';
import { LockedJobs } from '../src/jobs/api/locked-jobs.service.js';
import { startApplication, type TestApplication, type TestUser } from './support/application.js';
import { PASSWORD, jarOf } from './support/accounts-application.js';
import { CHAT_MODELS } from './support/calls.js';
import { writePlanLimits } from './support/generous-limits.js';
import { jobOf, submit } from './support/jobs.js';

let test: TestApplication;
beforeAll(async () => {
  test = await startApplication({ JOB_CONCURRENCY: '2', PLAN_LIMITS_FILE: writePlanLimits({ business: { jobsAtOnce: 2 } }) });
});
beforeEach(() => test.sandbox.script('openai', () => new Promise(() => undefined)));
afterEach(() => test.unscript());
afterAll(() => test?.close());

const outline = { type: 'outline', transcript: 'Some text.', model: `openai/${CHAT_MODELS.openai}` };
const rowsOf = async ({ id }: TestUser) =>
  (await test.pool.query<{ status: string; error_code: string | null; error_detail: string | null }>('select status, error_code, error_detail from jobs where user_id = $1 order by created_at', [id])).rows;

async function change(user: TestUser, json: object): Promise<void> {
  const admin = jarOf(await test.accounts.call('post', '/api/auth/login').send({ email: 'admin@example.test', password: PASSWORD }).expect(200));
  await test.accounts.as(admin, 'patch', `/api/admin/users/${user.id}`).send(json).expect(200);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 300 && !(await condition()); turn += 1) await sleep(20);
  expect(await condition()).toBe(true);
}

describe('jobs of a user who is locked', () => {
  it('stop, those that run with their calls and those that wait, and say why; those of others go on', async () => {
    const user = await test.user();
    const other = await test.user();
    const mark = test.mark();
    for (let count = 0; count < 3; count += 1) await submit(test, user, outline);
    await until(async () => test.callsSince(mark).length === 2);
    const id = await submit(test, other, outline);
    await change(user, { locked: true });
    for (const row of await rowsOf(user)) expect(row).toEqual({ status: 'cancelled', error_code: 'forbidden', error_detail: expect.stringMatching(/locked.*tried again/) as string });
    expect(await rowsOf(user)).toHaveLength(3);
    await until(async () => test.callsSince(mark).slice(0, 2).every(({ aborted }) => aborted));
    await until(async () => (await jobOf(test, other, id)).status === 'active');
    expect(await test.application.get(JobQueue).ids()).toHaveLength(1);
    await test.fetch(other, `/api/jobs/${id}`, { method: 'DELETE' });
  });

  it('are found, too, when they were on their way in', async () => {
    const user = await test.user();
    const id = await submit(test, user, outline);
    await test.pool.query('update users set locked_at = now() where id = $1', [user.id]);
    await test.application.get(LockedJobs).cancel();
    expect((await rowsOf(user)).map(({ status }) => status)).toEqual(['cancelled']);
    await test.pool.query('update users set locked_at = null where id = $1', [user.id]);
    expect(await jobOf(test, user, id)).toMatchObject({ status: 'cancelled', error: { code: 'forbidden' } });
  });
});
