import { cp, mkdtemp, readFile, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import request from 'supertest';
import type { JobView } from '#contracts';
import { startApi, type ApiProcess } from './support/api-process.js';
import { QUEUE_BACKENDS } from './support/queue-backends.js';
import { startRedis, type RedisServer } from './support/redis-server.js';
import { createEmptyDatabase, type TestDatabase } from './support/test-database.js';

const FOLDER = fileURLToPath(new URL('./fixtures/a90b64d/', import.meta.url));
const facts = JSON.parse(await readFile(`${FOLDER}facts.json`, 'utf8')) as {
  userId: string;
  email: string;
  password: string;
  token: string;
  courseId: string;
  failedId: string;
  transcriptionId: string;
  upload: string;
  uploadBytes: number;
  uploadOffset: number;
  queuedId: string;
  queuedInRedisId: string;
  transitKeys: string;
};

/** When the fixture was written: its times are moved so that this is a minute ago, whatever the day. */
const WRITTEN = '2026-11-29T09:26:00Z';

interface OlderData {
  readonly database: TestDatabase;
  readonly dataDir: string;
  readonly environment: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

async function shiftTimes(client: pg.Client): Promise<void> {
  const columns = await client.query<{ table_name: string; column_name: string }>(
    `select table_name, column_name from information_schema.columns where table_schema = 'public' and data_type like 'timestamp%'`,
  );
  for (const { table_name: table, column_name: column } of columns.rows) {
    await client.query(`update public."${table}" set "${column}" = "${column}" + (now() - '${WRITTEN}'::timestamptz - interval '1 minute')`);
  }
}

async function unpack(): Promise<OlderData> {
  const database = await createEmptyDatabase();
  const client = new pg.Client({ connectionString: database.databaseUrl });
  await client.connect();
  await client.query(await readFile(`${FOLDER}database.sql`, 'utf8'));
  await shiftTimes(client);
  await client.end();
  const dataDir = await mkdtemp(join(tmpdir(), 'byok-older-'));
  await cp(`${FOLDER}uploads`, `${dataDir}/uploads`, { recursive: true });
  for (const name of await readdir(`${dataDir}/uploads`, { recursive: true })) await utimes(`${dataDir}/uploads/${name}`, new Date(), new Date());
  return {
    database,
    dataDir,
    environment: {
      DATABASE_URL: database.databaseUrl,
      DATA_DIR: dataDir,
      PROVIDERS: 'sandbox',
      BYOK_TRANSIT_KEYS: facts.transitKeys,
      LOG_LEVEL: 'warn',
    },
    async close() {
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const headers = { authorization: `Bearer ${facts.token}` };

async function ended(api: ApiProcess, id: string): Promise<JobView> {
  for (;;) {
    const job = (await request(api.url).get(`/api/jobs/${id}`).set(headers).expect(200)).body as JobView;
    if (job.status !== 'queued' && job.status !== 'active') return job;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe.each(QUEUE_BACKENDS)('what commit a90b64d left behind, with the queue in %s', (backend) => {
  let older: OlderData;
  let redis: RedisServer | undefined;
  let api: ApiProcess;

  beforeAll(async () => {
    older = await unpack();
    redis = backend === 'Redis' ? await startRedis(['--appendonly', 'no'], { 'dump.rdb': `${FOLDER}queue.rdb` }) : undefined;
    api = await startApi({ ...older.environment, ...(redis === undefined ? {} : { QUEUE_URL: redis.url }) });
  });
  afterAll(async () => {
    await api?.kill();
    await redis?.close();
    await older?.close();
  });

  it('opens: the account signs in with its password', async () => {
    const { email, password } = facts;
    await request(api.url).post('/api/auth/login').send({ email, password }).expect(200);
  });

  it('opens: the token still works, everywhere it did', async () => {
    const me = await request(api.url).get('/api/me').set(headers).expect(200);
    expect(me.body).toMatchObject({ id: facts.userId, email: facts.email, plan: 'free', preferences: { strategy: 'global', provider: 'openai', fallback: 'on-error' } });
    await request(api.url).patch('/api/me/preferences').set(headers).send({ provider: 'auto' }).expect(200);
  });

  it('opens: jobs are there with their results, reasons and receipts', async () => {
    const course = await ended(api, facts.courseId);
    expect(course).toMatchObject({ status: 'completed', result: { outline: { title: expect.any(String) as string } } });
    expect(course.receipts.length).toBeGreaterThan(1);
    expect(await ended(api, facts.failedId)).toMatchObject({ status: 'failed', error: { code: 'key_invalid' } });
    expect(await ended(api, facts.transcriptionId)).toMatchObject({ status: 'completed', result: { text: expect.any(String) as string } });
  });

  it('opens: the job that waited in the queue is carried through', async () => {
    expect(await ended(api, redis === undefined ? facts.queuedId : facts.queuedInRedisId)).toMatchObject({ status: 'completed' });
  });

  it('opens: the upload that had come to a third goes on', async () => {
    const tus = { ...headers, 'tus-resumable': '1.0.0' };
    await request(api.url).head(facts.upload).set(tus).expect(200).expect('upload-offset', String(facts.uploadOffset));
    const there = { ...tus, 'upload-offset': String(facts.uploadOffset), 'content-type': 'application/offset+octet-stream' };
    await request(api.url).patch(facts.upload).set(there).send(Buffer.alloc(facts.uploadBytes - facts.uploadOffset, 128)).expect(204);
  });
});
