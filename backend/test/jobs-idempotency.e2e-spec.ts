import { request } from 'undici';
import { canaryKey } from '#testing';
import '#testing/jest';
import { JobQueue } from '../src/jobs/queue/job-queue.service.js';
import { JobReconciler } from '../src/jobs/worker/job-reconciler.service.js';
import { keyHeader, startApplication, type RequestOptions, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, TRANSCRIBING_MODELS } from './support/calls.js';
import { writePlanLimits } from './support/generous-limits.js';
import { ended, formOf } from './support/jobs.js';
import { wavOf } from './support/recordings.js';
import { sealFor } from './support/sealing.js';
import { recordingFiles, uploaded } from './support/uploads.js';

const OUTLINE = { type: 'outline', transcript: 'Some text about bees.', model: CHAT_MODELS.openai };

let test: TestApplication;
/** Another process' share of the same database. */
let other: TestApplication;
let user: TestUser;
const held: (() => void)[] = [];
beforeAll(async () => {
  const PLAN_LIMITS_FILE = writePlanLimits({ free: { jobsAtOnce: 1, jobsWaiting: 0 } });
  test = await startApplication({ JOB_CONCURRENCY: '2', LOG_LEVEL: 'trace', PLAN_LIMITS_FILE });
  other = await startApplication({ JOB_CONCURRENCY: '1', DATA_DIR: test.accounts.dataDir }, test.accounts.databaseUrl);
});
beforeEach(async () => {
  user = await test.user();
});
afterEach(() => {
  test.unscript();
  other.unscript();
  for (const release of held.splice(0)) release();
});
afterAll(async () => {
  await other?.close();
  await test?.close();
});

interface Answer {
  readonly status: number;
  readonly body: { readonly id?: string; readonly status?: string; readonly code?: string; readonly detail?: string; readonly errors?: { field: string }[] };
  readonly retryAfter: string | null;
}

async function send(key: string | undefined, body: object, headers: Record<string, string> = {}, { by = user, on = test }: { by?: TestUser; on?: TestApplication } = {}): Promise<Answer> {
  const options: RequestOptions = { headers: { ...(key === undefined ? {} : { 'idempotency-key': key }), ...headers }, ...(body instanceof FormData ? { body } : { json: body }) };
  const response = await on.fetch(by, '/api/jobs', options);
  return { status: response.status, body: (await response.json()) as Answer['body'], retryAfter: response.headers.get('retry-after') };
}

const jobsOf = async ({ id }: TestUser) => (await test.pool.query<{ id: string }>('select id from jobs where user_id = $1', [id])).rows.map((row) => row.id);
const keysOf = async ({ id }: TestUser) => (await test.pool.query<Record<string, unknown>>('select * from idempotency_keys where user_id = $1', [id])).rows;
const recording = (seconds = 2) => formOf({ type: 'transcription', model: TRANSCRIBING_MODELS.openai }, { bytes: wavOf(seconds) });
/** Keeps every call waiting until the test is over, so that what was stored stays. */
const holdProviders = () => [test, other].forEach(({ sandbox }) => sandbox.script('openai', () => new Promise((resolve) => held.push(() => resolve(undefined)))));

describe('the form of idempotency-key', () => {
  it.each([
    ['is empty', ''],
    ['is an empty string', '""'],
    ['is longer than 255 characters', 'x'.repeat(256)],
    ['has a space and no quotes', 'one two'],
    ['is two that a proxy joined', 'one, two'],
    ['begins a string and does not end it', '"one'],
    ['goes on behind its string', '"one"; more=1'],
    ['is not ASCII', 'cl\u00e9'],
  ])('is refused by name when it %s', async (_how, key) => {
    const { status, body } = await send(key, OUTLINE);
    expect([status, body.code, body.errors?.[0]?.field]).toEqual([400, 'invalid_input', 'idempotency-key']);
    expect(body.detail).not.toContain(key === '' ? 'xxxx' : key);
    expect(await jobsOf(user)).toEqual([]);
  });

  it('is refused when it comes twice', async () => {
    const headers = ['authorization', `Bearer ${user.token}`, 'content-type', 'application/json', 'idempotency-key', 'one', 'Idempotency-Key', 'one'];
    const { statusCode, body } = await request(`${test.url}/api/jobs`, { method: 'POST', headers, body: JSON.stringify(OUTLINE) });
    expect([statusCode, await body.json()]).toEqual([400, expect.objectContaining({ code: 'invalid_input', detail: 'idempotency-key must come once.' })]);
    expect(await jobsOf(user)).toEqual([]);
  });

  it('is bare or a quoted string, which mean the same, of up to 255 characters', async () => {
    const first = await send('8e03978e-40d5-43dd-bc93-6894a57f9324', OUTLINE);
    expect(first.status).toBe(202);
    expect((await send('"8e03978e-40d5-43dd-bc93-6894a57f9324"', OUTLINE)).body.id).toBe(first.body.id);
    for (const key of ['x'.repeat(255), '"with a space, a comma and \\"quotes\\""', 'a+/b=']) {
      const made = await send(key, OUTLINE);
      expect(made.status).toBe(202);
      expect((await send(key, OUTLINE)).body.id).toBe(made.body.id);
    }
    expect(await jobsOf(user)).toHaveLength(4);
  });
});

describe('the same request with the same key', () => {
  it('answers with the job as it is by then, makes no other, and calls nobody', async () => {
    const first = await send('again', OUTLINE);
    expect(first.body).toEqual({ id: expect.any(String) as string, type: 'outline', status: 'queued' });
    await ended(test, user, first.body.id as string);
    const mark = test.mark();
    // The order of the fields is none of the request's meaning; nor are keys, or who may pay.
    const { model, ...rest } = OUTLINE;
    const again = await send('again', { model, ...rest }, { ...keyHeader('openai', 'sk-sandbox-another-one'), 'x-byok-fallback': 'never' });
    expect([again.status, again.body]).toEqual([202, { ...first.body, status: 'completed' }]);
    expect(await jobsOf(user)).toEqual([first.body.id]);
    await test.application.get(JobReconciler).run(0);
    expect(test.callsSince(mark)).toEqual([]);
  });

  it('makes a job each time without a key', async () => {
    const ids = [await send(undefined, OUTLINE), await send(undefined, OUTLINE)].map(({ body }) => body.id);
    expect(new Set(ids).size).toBe(2);
    expect(await keysOf(user)).toEqual([]);
  });

  it('needs no room for another job', async () => {
    holdProviders();
    const poor = await test.user('free');
    const first = await send('room', OUTLINE, {}, { by: poor });
    expect((await send('more', OUTLINE, {}, { by: poor })).body.code).toBe('quota_exceeded');
    expect(await send('room', OUTLINE, {}, { by: poor })).toMatchObject({ status: 202, body: { id: first.body.id } });
    await test.request(poor, 'delete', `/api/jobs/${first.body.id}`).expect(204);
    expect(await send('room', OUTLINE, {}, { by: poor })).toMatchObject({ status: 202, body: { id: first.body.id, status: 'cancelled' } });
  });

  it('is another user\u2019s own affair', async () => {
    const stranger = await test.user();
    const [mine, theirs] = [await send('shared', OUTLINE), await send('shared', { ...OUTLINE, transcript: 'Other text.' }, {}, { by: stranger })];
    expect([mine.status, theirs.status]).toEqual([202, 202]);
    expect(theirs.body.id).not.toBe(mine.body.id);
    expect((await send('shared', OUTLINE)).body.id).toBe(mine.body.id);
  });

  it('keeps no second recording', async () => {
    holdProviders();
    const before = await recordingFiles(test);
    const first = await send('form', recording());
    expect(first.status).toBe(202);
    expect(await send('form', recording())).toMatchObject({ status: 202, body: { id: first.body.id } });
    expect((await recordingFiles(test)).filter((name) => !before.includes(name))).toEqual([first.body.id]);
    expect(await jobsOf(user)).toEqual([first.body.id]);
  });

  it('finds the job of an upload that the job took', async () => {
    const upload = await uploaded(test, user, wavOf(2));
    const body = { type: 'transcription', model: TRANSCRIBING_MODELS.openai, upload };
    const first = await send('upload', body);
    expect(first.status).toBe(202);
    expect(await send('upload', { ...body, upload: upload.toUpperCase() })).toMatchObject({ status: 202, body: { id: first.body.id } });
    expect((await send('upload', { ...body, upload: await uploaded(test, user, wavOf(2)) })).body.code).toBe('conflict');
    expect((await send('another key', body)).body.code).toBe('invalid_input');
    expect(await jobsOf(user)).toEqual([first.body.id]);
  });

  it('is known in every process, and when its envelope is a new one', async () => {
    const headers = async (at = test) => keyHeader('openai', await sealFor(at, user, 'openai', 'sk-sandbox-sealed'));
    const first = await send('process', OUTLINE, await headers());
    expect(first.status).toBe(202);
    expect(await send('process', OUTLINE, await headers(other), { on: other })).toMatchObject({ status: 202, body: { id: first.body.id } });
  });
});

describe('another request with the same key', () => {
  it.each([
    ['another text', { ...OUTLINE, transcript: 'Some text about wasps.' }],
    ['another model', { ...OUTLINE, model: CHAT_MODELS.gemini }],
    ['another type', { type: 'course', transcript: OUTLINE.transcript, model: OUTLINE.model }],
  ])('is a conflict: %s', async (_what, body) => {
    const first = await send('other', OUTLINE);
    const { status, body: problem } = await send('other', body);
    expect([status, problem.code]).toEqual([409, 'conflict']);
    expect(problem.detail).toMatch(/idempotency-key was used for another request/);
    expect(await jobsOf(user)).toEqual([first.body.id]);
  });

  it('is a conflict when only the recording differs, and leaves none behind', async () => {
    holdProviders();
    const before = await recordingFiles(test);
    const first = await send('sound', recording(2));
    expect(await send('sound', recording(3))).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect((await recordingFiles(test)).filter((name) => !before.includes(name))).toEqual([first.body.id]);
  });
});

describe('requests with one key at the same time', () => {
  it.each([
    ['JSON', () => OUTLINE],
    ['forms', () => recording()],
  ])('make exactly one job, whichever process they come to: %s', async (_what, body) => {
    holdProviders();
    const before = await recordingFiles(test);
    const answers = await Promise.all(Array.from({ length: 4 }, (_item, n) => send('together', body(), {}, { on: n % 2 === 0 ? test : other })));
    const [id, ...more] = await jobsOf(user);
    expect([id, more]).toEqual([expect.any(String), []]);
    expect(answers.map(({ status, body: { id: answered } }) => [status, answered])).toEqual(Array(4).fill([202, id]));
    const files = (await recordingFiles(test)).filter((name) => !before.includes(name));
    expect(files).toEqual(body() instanceof FormData ? [id] : []);
  });

  it('take an upload once', async () => {
    holdProviders();
    const body = { type: 'transcription', model: TRANSCRIBING_MODELS.openai, upload: await uploaded(test, user, wavOf(2)) };
    const answers = await Promise.all([test, other, test].map((on) => send('one-upload', body, {}, { on })));
    const [id, ...more] = await jobsOf(user);
    expect(more).toEqual([]);
    expect(answers.map(({ status, body: { id: answered } }) => [status, answered])).toEqual(Array(3).fill([202, id]));
  });

  it('do not stop others that share their statement', async () => {
    const answers = await Promise.all(['a', 'a', 'b', 'b', 'c', undefined].map((key) => send(key, OUTLINE)));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(202));
    expect(await jobsOf(user)).toHaveLength(4);
  });
});

describe('a key is forgotten', () => {
  it('when its request was refused', async () => {
    expect((await send('refused', { ...OUTLINE, model: 'no-such-model' })).status).toBe(404);
    expect((await send('refused', formOf({ type: 'transcription' }, { bytes: Buffer.from('no sound') }))).status).toBe(400);
    await test.prefer(user, { fallback: 'never' });
    expect((await send('refused', OUTLINE)).body.code).toBe('key_required');
    expect(await keysOf(user)).toEqual([]);
    await test.prefer(user, { fallback: 'on-error' });
    expect((await send('refused', OUTLINE)).status).toBe(202);
  });

  it('when the queue did not take the job', async () => {
    const broken = breakQueue(test.application.get(JobQueue));
    const refused = await send('queue', OUTLINE).finally(() => broken.restore());
    expect([refused.status, refused.body.code]).toEqual([503, 'unavailable']);
    expect(await keysOf(user)).toEqual([]);
    const again = await send('queue', OUTLINE);
    expect(again.status).toBe(202);
    expect(await jobsOf(user)).toHaveLength(2);
    expect(await ended(test, user, again.body.id as string)).toMatchObject({ status: 'completed' });
  });

  it('after 24 hours, by the next request or by reconciliation', async () => {
    const first = await send('old', OUTLINE);
    await send('older', OUTLINE);
    const age = (hours: number) => test.pool.query("update idempotency_keys set created_at = now() - $2 * interval '1 hour' where user_id = $1", [user.id, hours]);
    await age(23.9);
    await test.application.get(JobReconciler).run(0);
    expect((await send('old', OUTLINE)).body.id).toBe(first.body.id);
    await age(24.1);
    const second = await send('old', { ...OUTLINE, transcript: 'New text.' });
    expect(second.status).toBe(202);
    expect(await keysOf(user)).toHaveLength(2);
    await test.application.get(JobReconciler).run(0);
    expect((await keysOf(user)).map((row) => row['job_id'])).toEqual([second.body.id]);
  });

  it('with its job, which the same request then makes anew, and with the account', async () => {
    const first = await send('deleted', OUTLINE);
    await test.request(user, 'delete', `/api/jobs/${first.body.id}?forget=true`).expect(204);
    expect(await keysOf(user)).toEqual([]);
    const second = await send('deleted', OUTLINE);
    expect(second.status).toBe(202);
    expect(second.body.id).not.toBe(first.body.id);
    expect(await keysOf(user)).toHaveLength(1);
    await test.pool.query('delete from users where id = $1', [user.id]);
    expect(await keysOf(user)).toEqual([]);
  });
});

describe('what is remembered', () => {
  it('has neither a provider key nor what was sent, in no table and in no log', async () => {
    const key = canaryKey('openai', 'idempotent');
    const header = canaryKey('openai', 'misplaced');
    const mark = test.logs().length;
    for (const body of [OUTLINE, recording()]) {
      const name = body === OUTLINE ? header : `${header}-form`;
      const first = await send(name, body, keyHeader('openai', key));
      expect(first.status).toBe(202);
      expect((await send(name, body === OUTLINE ? body : recording(), keyHeader('openai', key))).body.id).toBe(first.body.id);
    }
    const rows = await keysOf(user);
    expect(rows).toHaveLength(2);
    for (const row of rows) expect([row['key'], row['fingerprint']]).toEqual([expect.stringMatching(/^[\w-]{43}$/), expect.stringMatching(/^[\w-]{43}$/)]);
    const stored = JSON.stringify(rows);
    const log = test.logs().slice(mark);
    expect(log).toContain('/api/jobs');
    for (const secret of [key, header]) for (const text of [stored, log]) expect(text).toHoldNoKey(secret);
    expect(stored).not.toContain('bees');
  });
});

/** Until it is restored, the queue takes nothing. */
function breakQueue(queue: JobQueue): { restore(): void } {
  const add = queue.add.bind(queue);
  queue.add = () => Promise.reject(new Error('the queue is away'));
  return {
    restore: () => {
      queue.add = add;
    },
  };
}
