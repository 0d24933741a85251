import { createECDH, randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { canaryKey } from '#testing';
import '#testing/jest';
import { JobQueue } from '../src/jobs/queue/job-queue.service.js';
import { JobReconciler } from '../src/jobs/worker/job-reconciler.service.js';
import { startAccounts, type AccountsApplication } from './support/accounts-application.js';
import { keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { ended, eventsOf, formOf, jobOf, submit, until } from './support/jobs.js';
import { patience } from './support/patience.js';
import { QUEUE_BACKENDS } from './support/queue-backends.js';
import { wavOf } from './support/recordings.js';
import { startRedis, type RedisServer } from './support/redis-server.js';
import { runWorker, startWorker, workerEnvironment, type WorkerProcess } from './support/worker-process.js';

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function transitKey(): string {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  return `test:${Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32).toString('base64url')}`;
}

describe('a worker of its own', () => {
  it.each([
    ['without transit keys', {}, /^BYOK_TRANSIT_KEYS is missing: .+ Example: BYOK_TRANSIT_KEYS=/],
    ['that takes no jobs', { BYOK_TRANSIT_KEYS: transitKey(), JOB_CONCURRENCY: '0' }, /^JOB_CONCURRENCY must be above 0/],
  ])('%s says so in one line and does not start', async (_what, environment, line) => {
    const worker = (await runWorker(environment)) as { code: number; output: string };
    expect(worker.code).toBe(1);
    expect(worker.output).toMatch(line);
    expect(worker.output.trim().split('\n')).toHaveLength(1);
  });
});

describe.each(QUEUE_BACKENDS)('API and workers apart over %s', (backend) => {
  const keys = transitKey();
  let redis: RedisServer | undefined;
  let test: TestApplication;
  let secondApi: AccountsApplication;
  let user: TestUser;
  let environment: NodeJS.ProcessEnv;
  const workers: WorkerProcess[] = [];

  const start = async () => {
    const worker = await startWorker(environment);
    workers.push(worker);
    return worker;
  };
  const key = canaryKey('openai', 'workers');
  const own = { headers: { ...keyHeader('openai', key), 'x-byok-fallback': 'never' } };
  const outline = { type: 'outline', transcript: 'A text.', model: 'gpt-6-luna' };
  const queued = () => test.application.get(JobQueue).ids();
  const emptied = async () => {
    for (let tries = 0; tries < 6_000 && (await queued()).length > 0; tries += 1) await sleep(20);
    expect(await queued()).toEqual([]);
  };

  beforeAll(async () => {
    redis = backend === 'Redis' ? await startRedis() : undefined;
    const shared = { BYOK_TRANSIT_KEYS: keys, JOB_CONCURRENCY: '0', ...(redis === undefined ? {} : { QUEUE_URL: redis.url }) };
    test = await startApplication(shared);
    secondApi = await startAccounts({ ...shared, PROVIDERS: 'sandbox', JWT_SECRET: 'x'.repeat(32) }, test.accounts.databaseUrl);
    environment = workerEnvironment(test, keys, redis === undefined ? {} : { QUEUE_URL: redis.url });
    user = await test.user();
  });
  afterEach(() => test.unscript());
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.kill().catch(() => undefined)));
    await secondApi?.close();
    await test?.close();
    await redis?.close();
  });

  it('runs what waited, tells any API process, and keeps the key sealed on the way', async () => {
    const id = await submit(test, user, formOf({ type: 'course', language: 'ru' }, { bytes: wavOf(20) }), own);
    await sleep(200);
    expect((await jobOf(test, user, id)).status).toBe('queued');
    const port = (secondApi.application.getHttpServer().address() as { port: number }).port;
    const reading = eventsOf(await test.fetch(user, `/api/jobs/${id}/events`, { origin: `http://127.0.0.1:${port}` }));
    await start();
    const events = await reading;
    expect(events.at(-1)).toMatchObject({ event: 'completed', data: { receipts: expect.arrayContaining([expect.objectContaining({ credentialSource: 'byok' })]) } });
    await emptied();
  });

  it('stops the provider call of a cancelled job within a second, in the other process', async () => {
    test.sandbox.script('openai', () => new Promise(() => undefined));
    const mark = test.mark();
    const id = await submit(test, user, outline, own);
    await until(test, user, id, () => test.callsSince(mark).length === 1);
    const started = Date.now();
    await test.request(user, 'delete', `/api/jobs/${id}`).expect(204);
    while (!test.callsSince(mark)[0]!.aborted && Date.now() - started < patience(5_000)) await sleep(5);
    expect(Date.now() - started).toBeLessThan(patience(1_000));
    await emptied();
  });

  it('goes on elsewhere after kill -9 in the middle of each stage, and repeats nothing that was done', async () => {
    for (const worker of workers.splice(0)) await worker.kill();
    const victim = await start();
    const holding = { transcription: false, outline: false, lesson: false };
    const done = { transcription: 0, outline: 0, lesson: 0 };
    let free = false;
    const stageOf = (path: string, body: string) =>
      path.includes('transcriptions') ? 'transcription' : body.includes('You write one lesson') ? 'lesson' : 'outline';
    const jobs = new Map<string, keyof typeof holding>();
    test.sandbox.script('openai', async ({ path }, body) => {
      const text = body.toString('utf8');
      const stage = stageOf(path, text);
      const held = [...jobs.values()].find((name) => text.includes(`hold ${name}`) && name === stage) ?? (stage === 'transcription' ? stage : undefined);
      if (free || held === undefined || (stage === 'lesson' && !text.includes('Section 2:'))) {
        done[stage] += 1;
        return undefined;
      }
      holding[held] = true;
      return new Promise<undefined>(() => undefined);
    });
    const submitHeld = async (stage: keyof typeof holding, body: unknown) => {
      jobs.set(stage, stage);
      return submit(test, user, body, own);
    };
    const ids = [
      await submitHeld('transcription', formOf({ type: 'transcription', model: 'gpt-transcribe' }, { bytes: wavOf(10) })),
      await submitHeld('outline', { ...outline, transcript: 'Please hold outline here.' }),
      await submitHeld('lesson', { type: 'course', transcript: 'One. Please hold lesson here. Two. Three.', model: 'gpt-6-luna' }),
    ];
    for (let tries = 0; tries < 6_000 && !Object.values(holding).every(Boolean); tries += 1) await sleep(20);
    expect(holding).toEqual({ transcription: true, outline: true, lesson: true });
    await sleep(300);
    const before = { ...done };
    await victim.kill();
    free = true;
    await start();
    for (const id of ids) expect(await ended(test, user, id, 60)).toMatchObject({ status: 'completed', progress: 100 });
    const course = (await jobOf(test, user, ids[2]!)).result as { lessons: unknown[] };
    expect(done).toEqual({ transcription: 1, outline: before.outline + 1, lesson: course.lessons.length });
    for (const id of ids) {
      const events = await eventsOf(await test.fetch(user, `/api/jobs/${id}/events`));
      expect(events.filter(({ event }) => event !== 'progress')).toHaveLength(1);
      const progress = events.map(({ data }) => data['progress'] as number);
      expect(progress).toEqual([...progress].sort((a, b) => a - b));
    }
    await emptied();
  });

  it('gives running jobs back within its bound when a worker is stopped', async () => {
    for (const worker of workers.splice(0)) await worker.kill();
    const first = await start();
    test.sandbox.script('openai', () => new Promise(() => undefined));
    const mark = test.mark();
    const id = await submit(test, user, outline, own);
    await until(test, user, id, () => test.callsSince(mark).length === 1);
    const started = Date.now();
    workers.splice(0);
    await first.stop();
    expect(Date.now() - started).toBeLessThan(patience(9_000));
    expect((await jobOf(test, user, id)).status).toBe('queued');
    test.unscript();
    await start();
    expect(await ended(test, user, id)).toMatchObject({ status: 'completed', receipts: [{ attempts: 'byok:openai:ok' }] });
  });

  it('loses none of 200 jobs when workers are killed among them, and ends each once', async () => {
    await start();
    let gate = Promise.withResolvers<undefined>();
    gate.resolve(undefined);
    let calls = 0;
    test.sandbox.script('openai', () => {
      calls += 1;
      // This one and those behind it wait for a kill, which so interrupts them.
      if (calls === 60 || calls === 120) gate = Promise.withResolvers<undefined>();
      return gate.promise;
    });
    const mark = test.mark();
    const ids = await Promise.all(Array.from({ length: 200 }, () => submit(test, user, outline, own)));
    for (const kills of [1, 2]) {
      while (calls < kills * 60) await sleep(10);
      await workers.shift()!.kill();
      gate.resolve(undefined);
      await start();
    }
    for (const id of ids) expect((await ended(test, user, id, 90)).status).toBe('completed');
    const { rows } = await test.pool.query<{ ends: number }>(
      `select count(*)::int as ends from job_events where job_id = any($1) and type <> 'progress'`,
      [ids],
    );
    expect(rows[0]!.ends).toBe(200);
    const aborted = test.callsSince(mark).filter((call) => call.aborted).length;
    expect(aborted).toBeGreaterThan(0);
    expect(test.callsSince(mark).length).toBeLessThanOrEqual(200 + aborted + 16);
    await emptied();
  });

  it('goes on in another worker when that of a job that waits for a rate limit is killed, with the key still sealed', async () => {
    for (const worker of workers.splice(0)) await worker.kill();
    const victim = await start();
    let limits = 1;
    test.sandbox.script('openai', () => {
      limits -= 1;
      return limits < 0 ? undefined : { status: 429, headers: { 'content-type': 'application/json', 'retry-after': '4' }, body: '{"error":{"message":"Slow down.","code":"rate_limit_exceeded"}}' };
    });
    const id = await submit(test, user, outline, own);
    await until(test, user, id, ({ status, receipts }) => status === 'queued' && receipts.length === 1);
    await victim.kill();
    workers.splice(0);
    await start();
    expect(await ended(test, user, id)).toMatchObject({ status: 'completed', receipts: [{ attempts: 'byok:openai:key_rate_limited' }, { attempts: 'byok:openai:ok' }] });
    await emptied();
  });

  it('says so honestly when the queue lost a job, and goes on where that is allowed', async () => {
    for (const worker of workers.splice(0)) await worker.kill();
    const careful = await submit(test, user, outline, own);
    const easy = await submit(test, user, outline, { headers: keyHeader('openai', key) });
    const queue = test.application.get(JobQueue);
    await queue.remove(careful);
    await queue.remove(easy);
    expect(await queued()).toEqual([]);
    await test.application.get(JobReconciler).run(0);
    await start();
    expect(await ended(test, user, careful)).toMatchObject({ status: 'failed', error: { code: 'key_expired_in_queue' } });
    expect(await ended(test, user, easy)).toMatchObject({ status: 'completed', receipts: [{ attempts: 'byok:openai:key_expired_in_queue,platform:openai:ok' }] });
    await emptied();
  });

  it('left no key with Redis, the logs of the workers or the application', async () => {
    const control = `control-${randomBytes(12).toString('hex')}`;
    const places: [string, Buffer | string][] = [['application', test.logs()], ...workers.map((worker): [string, string] => ['worker', worker.output()])];
    if (redis !== undefined) {
      await test.application.get(JobQueue).add(control, {});
      await sleep(2_500);
      const files = (await readdir(redis.folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
      const contents = await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name))));
      expect(contents.some((bytes) => bytes.includes(control))).toBe(true);
      places.push(...contents.map((bytes): [string, Buffer] => ['redis', bytes]));
    }
    expect(places.length).toBeGreaterThan(1);
    for (const [, place] of places) {
      expect(place.length).toBeGreaterThan(0);
      expect(place).toHoldNoKey(key);
    }
  });
});

describe('Redis', () => {
  it('may crash and come back: what waited is still done', async () => {
    const redis = await startRedis();
    let test: TestApplication | undefined;
    try {
      test = await startApplication({ QUEUE_URL: redis.url });
      const user = await test.user();
      const id = await submit(test, user, { type: 'outline', transcript: 'Before.' });
      await ended(test, user, id);
      await redis.crash();
      for (let tries = 0; ; tries += 1) {
        const response = await test.fetch(user, '/api/jobs', { json: { type: 'outline', transcript: 'After.' } });
        if (response.status === 202) {
          const { id: next } = (await response.json()) as { id: string };
          expect((await ended(test, user, next, 30)).status).toBe('completed');
          break;
        }
        expect([response.status, response.headers.get('x-byok-code')]).toEqual([503, 'unavailable']);
        expect(tries).toBeLessThan(5);
      }
    } finally {
      await test?.close();
      await redis.close();
    }
  });
});
