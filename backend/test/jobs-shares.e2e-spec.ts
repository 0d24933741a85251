import { setTimeout as sleep } from 'node:timers/promises';
import { JobQueue } from '../src/jobs/queue/job-queue.service.js';
import { JobReconciler } from '../src/jobs/worker/job-reconciler.service.js';
import { startApplication, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS } from './support/calls.js';
import { eventually } from './support/eventually.js';
import { writePlanLimits } from './support/generous-limits.js';
import { ended, jobOf, submit } from './support/jobs.js';
import { QUEUE_BACKENDS } from './support/queue-backends.js';
import { startRedis, type RedisServer } from './support/redis-server.js';

const MANY = 600;
const outline = (text: string) => ({ type: 'outline', transcript: `Some text about ${text}.`, model: `openai/${CHAT_MODELS.openai}` });

describe.each(QUEUE_BACKENDS)('shares of jobs, over %s', (backend) => {
  let redis: RedisServer | undefined;
  let test: TestApplication;
  /** What a provider was asked, in its order, and what lets it answer. */
  let asked: { readonly text: string; answer(): void }[] = [];

  beforeAll(async () => {
    redis = backend === 'Redis' ? await startRedis() : undefined;
    const PLAN_LIMITS_FILE = writePlanLimits({ free: { jobsAtOnce: 2, jobsWaiting: 3 }, start: { jobsAtOnce: 1, jobsWaiting: MANY }, pro: { jobsAtOnce: 0 } });
    test = await startApplication({ JOB_CONCURRENCY: '3', PLAN_LIMITS_FILE, ...(redis === undefined ? {} : { QUEUE_URL: redis.url }) });
  });
  beforeEach(() => {
    asked = [];
    test.sandbox.script('openai', (_call, body) => {
      const text = /Some text about (\w+)/.exec(body.toString())?.[1] ?? '';
      return new Promise((resolve) => {
        asked.push({ text, answer: () => resolve(undefined) });
      });
    });
  });
  afterEach(() => {
    test.unscript();
    for (const { answer } of asked) answer();
  });
  afterAll(async () => {
    await test?.close();
    await redis?.close();
  });

  const send = (user: TestUser, text: string) => test.fetch(user, '/api/jobs', { json: outline(text) });
  const hear = async (count: number) => {
    while (asked.length < count) await sleep(10);
  };
  /** Long enough for whatever wrongly runs. */
  const settle = () => sleep(300);

  it('lets two of a user at once run, three more wait, and refuses the rest with name and value, however many come together', async () => {
    const user = await test.user('free');
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(user, 'bees')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(5).fill(202), ...Array<number>(15).fill(429)]);
    expect(await refused[0]?.json()).toMatchObject({ code: 'quota_exceeded', detail: expect.stringMatching(/jobsWaiting of your plan is 3.*2 at once/) as string });
    await hear(2);
    await settle();
    expect(asked).toHaveLength(2);
    for (let done = 0; done < 5; done += 1) {
      await hear(done + 1);
      expect(asked.length - done).toBeLessThanOrEqual(2);
      asked[done]?.answer();
    }
    const { rows } = await test.pool.query<{ id: string }>('select id from jobs where user_id = $1', [user.id]);
    for (const { id } of rows) expect(await ended(test, user, id)).toMatchObject({ status: 'completed' });
    // The worker takes its entry out of the queue after it has told the job's end.
    await eventually(async () => expect(await test.application.get(JobQueue).ids()).toEqual([]));
  });

  it('lets in the next when one is cancelled, and a retry waits like any other', async () => {
    const user = await test.user('free');
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push(await submit(test, user, outline('wasps')));
    await hear(2);
    const form = new FormData();
    form.append('type', 'transcription');
    form.append('file', new Blob(['never looked at']), 'lecture.wav');
    expect((await test.fetch(user, '/api/jobs', { body: form })).status).toBe(429);
    await test.request(user, 'delete', `/api/jobs/${ids[0]}`).expect(204);
    await hear(3);
    await test.request(user, 'post', `/api/jobs/${ids[0]}/retry`).expect(202);
    await test.request(user, 'delete', `/api/jobs/${ids[4]}`).expect(204);
    const last = await submit(test, user, outline('wasps'));
    const full = await test.fetch(user, `/api/jobs/${ids[4]}/retry`, { method: 'POST' });
    expect([full.status, full.headers.get('x-byok-code')]).toEqual([429, 'quota_exceeded']);
    await settle();
    expect(asked).toHaveLength(3);
    test.unscript();
    for (const { answer } of asked) answer();
    for (const id of [...ids.slice(0, 4), last]) expect(await ended(test, user, id)).toMatchObject({ status: 'completed' });
  });

  it("does not let 600 jobs of one user delay another's by more than one", async () => {
    const [greedy, honest] = [await test.user('start'), await test.user('start')];
    await Promise.all(Array.from({ length: MANY }, () => submit(test, greedy, outline('ants'))));
    const id = await submit(test, honest, outline('moths'));
    await hear(2);
    expect(asked.map(({ text }) => text).sort()).toEqual(['ants', 'moths']);
    asked.find(({ text }) => text === 'moths')?.answer();
    expect(await ended(test, honest, id)).toMatchObject({ status: 'completed' });
    expect(asked.filter(({ text }) => text === 'ants')).toHaveLength(1);
    await test.pool.query("update jobs set status = 'cancelled', ended_at = now(), admitted = true where user_id = $1 and ended_at is null", [greedy.id]);
    await test.application.get(JobReconciler).run(0);
  }, 120_000);

  it('lets in by reconciliation what a crash, or an older version, left waiting', async () => {
    const user = await test.user('free');
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) ids.push(await submit(test, user, outline('flies')));
    await hear(2);
    // One ends without a word to the others; another is let in, and nobody tells the queue.
    await test.pool.query("update jobs set status = 'cancelled', ended_at = now() where id = $1", [ids[0]]);
    await test.application.get(JobReconciler).run(0);
    await hear(3);
    await test.pool.query("update jobs set status = 'cancelled', ended_at = now() where id = $1", [ids[1]]);
    await test.pool.query('update jobs set admitted = true where id = $1', [ids[3]]);
    await test.application.get(JobReconciler).run(0);
    await hear(4);
    test.unscript();
    for (const { answer } of asked) answer();
    for (const id of ids.slice(2)) expect(await ended(test, user, id)).toMatchObject({ status: 'completed' });
  });

  it('counts the time that a job waits, and keeps nothing of its key in the table', async () => {
    const user = await test.user('free');
    const headers = { 'x-byok-openai-key': 'sk-sandbox-share', 'x-byok-fallback': 'never' };
    for (let count = 0; count < 2; count += 1) await submit(test, user, outline('gnats'), { headers });
    const id = await submit(test, user, outline('gnats'), { headers });
    await hear(2);
    expect((await jobOf(test, user, id)).status).toBe('queued');
    const { rows } = await test.pool.query<{ row: string }>('select to_jsonb(jobs)::text as row from jobs where id = $1', [id]);
    expect(rows[0]?.row).not.toContain('v1.');
    test.unscript();
    for (const { answer } of asked) answer();
    expect(await ended(test, user, id)).toMatchObject({ status: 'completed', receipts: [{ credentialSource: 'byok' }] });
  });

  it('of none at all are refused at once', async () => {
    const user = await test.user('pro');
    const refused = await send(user, 'mites');
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: 'quota_exceeded', detail: expect.stringContaining('jobsAtOnce of your plan is 0') as string });
  });
});
