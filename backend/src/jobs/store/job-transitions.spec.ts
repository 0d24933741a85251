import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import { createDatabase, createPool } from '../../database/index.js';
import { JobStore } from './job-store.service.js';
import type { NewJob } from './job-transitions.js';

describe('the transitions of jobs', () => {
  let test: TestDatabase;
  let pool: Pool;
  let store: JobStore;
  let userId: string;
  const statements: string[] = [];
  beforeAll(async () => {
    test = await createTestDatabase();
    pool = createPool({ connectionString: () => test.databaseUrl } as Parameters<typeof createPool>[0]);
    const query = pool.query.bind(pool) as (...parameters: unknown[]) => unknown;
    pool.query = ((...parameters: unknown[]) => {
      const [text] = parameters;
      statements.push(typeof text === 'string' ? text : (text as { text: string }).text);
      return query(...parameters);
    }) as typeof pool.query;
    store = new JobStore(createDatabase(pool));
    const { rows } = await pool.query<{ id: string }>("insert into users (email, password_hash) values ('transitions', 'x') returning id");
    userId = rows[0]!.id;
  });
  afterAll(async () => {
    await pool.end();
    await test.drop();
  });

  const newJob = (owner = userId): NewJob => ({
    id: randomUUID(),
    userId: owner,
    type: 'outline',
    title: null,
    keyGroup: 'shared',
    input: { transcript: 'Text.', language: 'ru' } as NewJob['input'],
    terms: { plan: 'free', preferences: { strategy: 'global', provider: 'auto', fallback: 'never' } } as NewJob['terms'],
    keys: ['openai', 'gemini'],
  });
  const created = async () => {
    const job = newJob();
    await store.create(job);
    return job.id;
  };
  const completion = { status: 'completed', result: { title: 'Done' } } as const;
  const eventsOf = async (id: string) => (await store.eventsAfter(id, 0)).map(({ sequence, type, status, progress }) => [sequence, type, status, progress]);

  it('of all three kinds that come about at the same time go in with one statement, each with its event', async () => {
    const [waiting, running] = [await created(), await created()];
    const { run } = (await store.claim(running, 1))!;
    const fresh = newJob();
    statements.length = 0;
    const [, taken, ended] = await Promise.all([store.create(fresh), store.claim(waiting, 1), store.end({ id: running, run }, completion)]);
    expect(statements.filter((text) => text.includes('write_jobs'))).toHaveLength(1);
    expect(taken).toEqual({ ...fresh, id: waiting, run: 1, submission: 1, title: undefined, keyGroup: undefined });
    expect(ended).toBe(true);
    expect(await eventsOf(fresh.id)).toEqual([[1, 'progress', 'queued', 0]]);
    expect(await eventsOf(waiting)).toEqual([[1, 'progress', 'queued', 0], [2, 'progress', 'active', 0]]);
    expect(await eventsOf(running)).toEqual([[1, 'progress', 'queued', 0], [2, 'progress', 'active', 0], [3, 'completed', 'completed', 100]]);
    expect(await store.find(userId, running)).toMatchObject({ status: 'completed', result: { title: 'Done' }, input: { language: 'ru' }, errorCode: null });
  });

  it('of one job at the same time: what was cancelled stays so, and its worker may write no more', async () => {
    const id = await created();
    const [cancelled, taken] = await Promise.all([store.end({ id }, { status: 'cancelled' }), store.claim(id, 1)]);
    expect([cancelled, taken?.run]).toEqual([true, 1]);
    expect(await store.end({ id, run: 1 }, completion)).toBe(false);
    expect(await store.lost([{ id, run: 1 }])).toEqual([{ id, run: 1, status: 'cancelled' }]);
    expect((await eventsOf(id)).at(-1)).toEqual([3, 'cancelled', 'cancelled', 0]);
  });

  it('end a job once', async () => {
    const id = await created();
    const ends = await Promise.all([store.end({ id }, { status: 'cancelled' }), store.end({ id }, { status: 'failed', error: { code: 'unavailable', detail: 'Away.' } })]);
    expect(ends.filter(Boolean)).toHaveLength(1);
    expect(await eventsOf(id)).toHaveLength(2);
  });

  it('leave alone what has ended, was submitted again, belongs to another run, or is not there', async () => {
    const id = await created();
    expect(await store.claim(id, 2)).toBeUndefined();
    expect(await store.claim(randomUUID(), 1)).toBeUndefined();
    await store.claim(id, 1);
    await store.claim(id, 1);
    expect(await store.end({ id, run: 1 }, completion)).toBe(false);
    expect(await store.end({ id, run: 2 }, completion)).toBe(true);
    expect(await store.claim(id, 1)).toBeUndefined();
  });

  it('are not refused because another one is', async () => {
    const id = await created();
    const good = newJob();
    const outcomes = await Promise.allSettled([store.create(newJob(randomUUID())), store.create(good), store.claim(id, 1)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(await store.exists(good.id)).toBe(true);
    expect(await store.find(userId, id)).toMatchObject({ status: 'active', run: 1 });
  });

  it('keep what a failed job has done, and let go of it when a job is completed', async () => {
    const [failed, completed] = [await created(), await created()];
    for (const id of [failed, completed]) {
      const { run } = (await store.claim(id, 1))!;
      await store.keepPart({ id, run }, 'outline', { title: 'Part' });
      await store.end({ id, run }, id === failed ? { status: 'failed', error: { code: 'unavailable', detail: 'Away.' } } : completion);
    }
    expect((await store.parts(failed)).size).toBe(1);
    expect((await store.parts(completed)).size).toBe(0);
    expect(await store.find(userId, failed)).toMatchObject({ errorCode: 'unavailable', errorDetail: 'Away.', result: null });
  });

  it('find their rows by key with plans that were made when the table was empty', async () => {
    const empty = await createTestDatabase();
    const connection = createPool({ connectionString: () => empty.databaseUrl } as Parameters<typeof createPool>[0], { max: 1 });
    try {
      const { rows } = await connection.query<{ id: string }>("insert into users (email, password_hash) values ('plans', 'x') returning id");
      const few = new JobStore(createDatabase(connection));
      const all = Array.from({ length: 20 }, () => newJob(rows[0]!.id));
      const pass = async () => {
        await Promise.all(all.map((job) => few.claim(job.id, 1)));
        await Promise.all(all.map(({ id }) => few.end({ id, run: 1 }, { status: 'failed' })));
      };
      await pass();
      await connection.query(
        `insert into jobs (id, user_id, type, input, terms, keys) select gen_random_uuid(), $1, 'outline', '{}', '{}', '{}' from generate_series(1, 5000)`,
        [rows[0]!.id],
      );
      await Promise.all(all.map((job) => few.create(job)));
      await connection.query('begin');
      await pass();
      const read = await connection.query<{ count: string }>("select seq_tup_read + idx_tup_fetch as count from pg_stat_xact_user_tables where relname = 'jobs'");
      await connection.query('rollback');
      expect(Number(read.rows[0]!.count)).toBeGreaterThanOrEqual(40);
      expect(Number(read.rows[0]!.count)).toBeLessThan(200);
    } finally {
      await connection.end();
      await empty.drop();
    }
  });
});
