import request from 'supertest';
import { TransitKeyring } from '#nestjs-byok';
import { keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { startApplicationProcess, type ApplicationProcess } from './support/application-process.js';
import { ended, jobOf, until } from './support/jobs.js';
import { QUEUE_BACKENDS } from './support/queue-backends.js';
import { startRedis, type RedisServer } from './support/redis-server.js';
import { workerEnvironment } from './support/worker-process.js';

const OUTLINE = { type: 'outline', transcript: 'A text.', model: 'gpt-6-luna' };
const KEY = 'sk-sandbox-rings-openai';

describe.each(QUEUE_BACKENDS)('two processes on one database without configured transit keys, queues in %s', (backend) => {
  let redis: RedisServer | undefined;
  let test: TestApplication;
  let other: ApplicationProcess;
  let user: TestUser;

  const submitTo = async (url: string, fallback: string): Promise<string> => {
    const headers = { 'x-byok-fallback': fallback, ...keyHeader('openai', KEY) };
    const response = await request(url).post('/api/jobs').auth(user.token, { type: 'bearer' }).set(headers).send(OUTLINE).expect(202);
    return (response.body as { id: string }).id;
  };
  const rings = async () => (await test.pool.query<{ id: string }>('select id from job_rings')).rows.map(({ id }) => id);
  const startOther = () => startApplicationProcess(workerEnvironment(test, '', { BYOK_TRANSIT_KEYS: undefined, JOB_CONCURRENCY: '2', ...queueUrl() }));
  const queueUrl = () => (redis === undefined ? {} : { QUEUE_URL: redis.url });

  beforeAll(async () => {
    redis = backend === 'Redis' ? await startRedis() : undefined;
    test = await startApplication({ JOB_CONCURRENCY: '2', ...queueUrl() });
    user = await test.user();
    other = await startOther();
  });
  afterEach(() => test.unscript());
  afterAll(async () => {
    await other?.kill();
    await test?.close();
    await redis?.close();
  });

  it('each takes what it sealed itself: every job is paid by its own key', async () => {
    const ids = await Promise.all(Array.from({ length: 24 }, (_none, index) => submitTo(index % 2 === 0 ? test.url : other.url, 'on-error')));
    for (const id of ids) expect(await ended(test, user, id)).toMatchObject({ status: 'completed', receipts: [{ attempts: 'byok:openai:ok' }] });
    expect(await rings()).toHaveLength(2);
  });

  it('a job is cancelled, watched and submitted again through the one that did not seal it', async () => {
    test.sandbox.script('openai', () => new Promise(() => undefined));
    const mark = test.mark();
    const id = await submitTo(other.url, 'never');
    await until(test, user, id, () => test.callsSince(mark).length === 1);
    await test.request(user, 'delete', `/api/jobs/${id}`).expect(204);
    test.unscript();
    const again = await test.fetch(user, `/api/jobs/${id}/retry`, { method: 'POST', headers: { ...keyHeader('openai', KEY), 'x-byok-fallback': 'never' } });
    expect(again.status).toBe(202);
    expect(await ended(test, user, id)).toMatchObject({ status: 'completed', receipts: [{ attempts: 'byok:openai:ok' }] });
  });

  it('after kill -9 of one the other goes on with its jobs, honest about their keys, and takes their envelopes away', async () => {
    const { keyGroup } = test.application.get(TransitKeyring);
    const [dead] = (await rings()).filter((id) => id !== keyGroup);
    test.sandbox.script('openai', () => new Promise(() => undefined));
    const mark = test.mark();
    const ids = [];
    for (let count = 0; count < 6; count += 1) ids.push(await submitTo(other.url, count % 2 === 0 ? 'on-error' : 'never'));
    while (test.callsSince(mark).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    await other.kill();
    test.unscript();
    const jobs = [];
    for (const id of ids) jobs.push(await ended(test, user, id, 40));
    for (const [index, job] of jobs.entries()) {
      expect(job.receipts.at(-1)!.attempts).toBe(index % 2 === 0 ? 'byok:openai:key_expired_in_queue,platform:openai:ok' : 'byok:openai:key_expired_in_queue');
      expect(job.status).toBe(index % 2 === 0 ? 'completed' : 'failed');
    }
    for (let tries = 0; tries < 6_000 && (await rings()).length > 1; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await rings()).toEqual([keyGroup]);
    if (redis === undefined) {
      const { rows } = await test.pool.query<{ queue: string }>('select queue from bullmq.job union all select queue from bullmq.meta');
      expect(rows.filter(({ queue }) => queue !== `jobs-${keyGroup}`)).toEqual([]);
    } else {
      const names = await redis.ask('keys *');
      expect(names).toContain(keyGroup);
      expect(names).not.toContain(dead);
    }
  });

  it('one that starts again takes its place', async () => {
    other = await startOther();
    const ids = await Promise.all(Array.from({ length: 12 }, (_none, index) => submitTo(index % 2 === 0 ? test.url : other.url, 'never')));
    for (const id of ids) expect(await ended(test, user, id)).toMatchObject({ status: 'completed', receipts: [{ attempts: 'byok:openai:ok' }] });
    expect(await jobOf(test, user, ids[0]!)).toMatchObject({ status: 'completed' });
  });
});
