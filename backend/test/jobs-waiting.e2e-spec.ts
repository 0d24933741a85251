import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptedAnswer } from '#sandbox';
import { JobQueue } from '../src/jobs/queue/job-queue.service.js';
import { keyHeader, keysUsed, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS } from './support/calls.js';
import { ended, eventsOf, jobOf, submit, until } from './support/jobs.js';
import { QUEUE_BACKENDS } from './support/queue-backends.js';
import { startRedis, type RedisServer } from './support/redis-server.js';

const OUTLINE = { type: 'outline', transcript: 'Some text about bees.', model: CHAT_MODELS.openai };
const KEY = 'sk-sandbox-waiting';
const own = (fallback: string) => ({ headers: { ...keyHeader('openai', KEY), 'x-byok-fallback': fallback } });
const LIMITED = 'byok:openai:key_rate_limited';

function limited(retryAfter?: string): ScriptedAnswer {
  return {
    status: 429,
    headers: { 'content-type': 'application/json', ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }) },
    body: '{"error":{"message":"Rate limit reached for requests per min.","type":"requests","code":"rate_limit_exceeded"}}',
  };
}

describe.each(QUEUE_BACKENDS)('a job that a rate limit stops, over %s', (backend) => {
  let redis: RedisServer | undefined;
  let test: TestApplication;
  let user: TestUser;
  beforeAll(async () => {
    redis = backend === 'Redis' ? await startRedis() : undefined;
    test = await startApplication({ JOB_CONCURRENCY: '1', BYOK_JOB_TTL: '60', ...(redis === undefined ? {} : { QUEUE_URL: redis.url }) });
    user = await test.user();
  });
  afterEach(() => test.unscript());
  afterAll(async () => {
    await test?.close();
    await redis?.close();
  });

  const attemptsOf = async (id: string) => (await jobOf(test, user, id)).receipts.map(({ attempts }) => attempts);
  const queued = () => test.application.get(JobQueue).ids();
  const emptied = async () => {
    for (let tries = 0; tries < 500 && (await queued()).length > 0; tries += 1) await sleep(20);
    expect(await queued()).toEqual([]);
  };
  /** Answers with a rate limit to the first so many calls for this text. */
  const limitFirst = (count: number, text: string, retryAfter?: string) => {
    const times: number[] = [];
    test.sandbox.script('openai', (_call, body) => {
      if (!body.includes(text)) return undefined;
      times.push(Date.now());
      return times.length <= count ? limited(retryAfter) : undefined;
    });
    return times;
  };

  it('waits as told with its own key, while another job has the slot, and does nothing twice', async () => {
    const times = limitFirst(1, 'Section 2:', '3');
    const mark = test.mark();
    const id = await submit(test, user, { type: 'course', transcript: 'One thing. Another thing. A third thing.', model: CHAT_MODELS.openai }, own('on-error'));
    const waiting = await until(test, user, id, ({ receipts, status }) => status === 'queued' && receipts.some(({ attempts }) => attempts === LIMITED));
    expect(waiting).toMatchObject({ stage: 'lesson' });
    expect(waiting.progress).toBeGreaterThan(20);
    const other = await submit(test, user, OUTLINE, own('never'));
    expect((await ended(test, user, other)).status).toBe('completed');
    expect((await jobOf(test, user, id)).status).toBe('queued');
    const { status, result, receipts } = await ended(test, user, id);
    expect(status).toBe('completed');
    expect(times).toHaveLength(2);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(3_000);
    expect(receipts.every(({ credentialSource }) => credentialSource === 'byok')).toBe(true);
    expect(keysUsed(test.callsSince(mark), { own: KEY }).every((used) => used === 'own')).toBe(true);
    const { lessons } = result as { lessons: unknown[] };
    expect(test.callsSince(mark)).toHaveLength(lessons.length + 3);
    const { rows } = await test.pool.query('select 1 from job_parts where job_id = $1', [id]);
    expect(rows).toEqual([]);
    const events = await eventsOf(await test.fetch(user, `/api/jobs/${id}/events`));
    expect(events.filter(({ event }) => event !== 'progress')).toHaveLength(1);
    await emptied();
  });

  it.each([
    ['on-error', 'completed', `${LIMITED},platform:openai:ok`],
    ['on-quota', 'completed', `${LIMITED},platform:openai:ok`],
    ['never', 'failed', LIMITED],
  ] as const)('is not waited for past the time of its key: under %s it has %s', async (policy, status, attempts) => {
    test.sandbox.script('openai', ({ keyFingerprint }) => (keysUsed([{ keyFingerprint } as never], { own: KEY })[0] === 'own' ? limited('61') : undefined));
    const id = await submit(test, user, OUTLINE, own(policy));
    expect((await ended(test, user, id)).status).toBe(status);
    expect(await attemptsOf(id)).toEqual([attempts]);
    if (status === 'failed') expect((await jobOf(test, user, id)).error).toMatchObject({ code: 'key_rate_limited' });
    await emptied();
  });

  it('tries another own key at once', async () => {
    for (const provider of ['openai', 'gemini'] as const) test.sandbox.script(provider, () => limited('30'));
    const headers = { ...keyHeader('openai', KEY), ...keyHeader('anthropic', 'sk-ant-sandbox-waiting'), ...keyHeader('gemini', 'AIza-sandbox-waiting') };
    const id = await submit(test, user, { ...OUTLINE, model: 'auto' }, { headers: { ...headers, 'x-byok-fallback': 'on-error' } });
    const job = await ended(test, user, id, 10);
    expect(job).toMatchObject({ status: 'completed', receipts: [{ attempts: expect.stringMatching(/^byok:(openai|gemini):key_rate_limited,.*byok:anthropic:ok$/) }] });
  });

  it("waits for the platform's own limit, too", async () => {
    const times = limitFirst(1, 'bees', '1');
    const id = await submit(test, user, OUTLINE);
    expect((await ended(test, user, id)).status).toBe('completed');
    expect(times).toHaveLength(2);
    expect(await attemptsOf(id)).toEqual(['platform:openai:key_rate_limited', 'platform:openai:ok']);
  });

  it('can be cancelled while it waits: its envelope goes at once, and it never calls again', async () => {
    const times = limitFirst(9, 'bees', '2');
    const id = await submit(test, user, OUTLINE, own('on-error'));
    await until(test, user, id, ({ status, receipts }) => status === 'queued' && receipts.length === 1);
    expect(await queued()).toEqual([id]);
    await test.request(user, 'delete', `/api/jobs/${id}`).expect(204);
    await emptied();
    await sleep(2_500);
    expect(times).toHaveLength(1);
    expect((await jobOf(test, user, id)).status).toBe('cancelled');
  });

  it('may wait more often than a worker may break down', async () => {
    const times = limitFirst(11, 'bees', '0');
    const id = await submit(test, user, OUTLINE, own('never'));
    expect(await ended(test, user, id, 60)).toMatchObject({ status: 'completed' });
    expect(times).toHaveLength(12);
    await emptied();
  });
});
