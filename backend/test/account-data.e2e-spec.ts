import { readdir } from 'node:fs/promises';
import { PASSWORD } from './support/accounts-application.js';
import { startApplication, type TestApplication, type TestUser } from './support/application.js';
import { signInAdministrator } from './support/administrator.js';
import { CHAT_MODELS, TRANSCRIBING_MODELS } from './support/calls.js';
import { eventually } from './support/eventually.js';
import { formOf, submit } from './support/jobs.js';
import { wavOf } from './support/recordings.js';
import { recordingFiles, uploaded } from './support/uploads.js';

let test: TestApplication;
beforeAll(async () => {
  test = await startApplication();
});
afterAll(() => test.close());

const TRANSCRIPT = 'A transcript that nobody else has, about beekeeping in the winter.';

const OUTLINE_TITLE = 'Bees of an account that is deleted';

/** A user who has something of everything. */
async function busyUser(): Promise<TestUser> {
  const user = await test.user();
  await test.fetch(user, '/api/v1/chat/completions', { json: { model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'hi' }] } }).then((answer) => answer.text());
  const { id } = (await (await test.fetch(user, '/api/jobs', { json: { type: 'outline', transcript: TRANSCRIPT } })).json()) as { id: string };
  for (let waited = 0; waited < 1_200; waited += 1) {
    const { status } = (await test.request(user, 'get', `/api/jobs/${id}`).expect(200)).body as { status: string };
    if (status === 'completed') break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await test.accounts.as(user.jar, 'put', '/api/me/spending-limit').send({ rubPerDay: 5 }).expect(200);
  const event = { id: 'one', name: 'key_added', at: new Date().toISOString(), provider: 'openai' };
  await test.request(user, 'post', '/api/analytics/events').send({ events: [event] }).expect(202);
  const headers = { 'tus-resumable': '1.0.0', 'upload-length': '1000', 'upload-metadata': `filename ${Buffer.from('bees.mp3').toString('base64')}` };
  expect((await test.fetch(user, '/api/uploads', { method: 'POST', headers })).status).toBe(201);
  return user;
}

const remove = (user: TestUser, password: unknown = PASSWORD) => test.accounts.as(user.jar, 'delete', '/api/me').send({ password });

/** Calls of the provider wait until they are released. */
function holdProvider(): { release(): void } {
  const waiting: (() => void)[] = [];
  let isHeld = true;
  test.sandbox.script('openai', () => (isHeld ? new Promise((resolve) => waiting.push(() => resolve(undefined))) : undefined));
  return {
    release: () => {
      isHeld = false;
      for (const answer of waiting.splice(0)) answer();
    },
  };
}

/** Every table of every schema, the queue's too, that has rows with an id in any column. */
async function tablesNaming(id: string): Promise<string[]> {
  const { rows } = await test.pool.query(
    "select table_schema as schema, table_name as name from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'",
  );
  const found: string[] = [];
  for (const { schema, name } of rows as { schema: string; name: string }[]) {
    const { rowCount } = await test.pool.query(`select 1 from "${schema}"."${name}" as t where t::text like $1 limit 1`, [`%${id}%`]);
    if (rowCount) found.push(`${schema}.${name}`);
  }
  return found;
}

describe('the export of an account', () => {
  it('has everything, and nothing secret', async () => {
    const user = await busyUser();
    const answer = await test.accounts.as(user.jar, 'get', '/api/me/export').expect(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="byok-account.json"');
    const data = answer.body as Record<string, Record<string, unknown>[]>;
    expect(data['account']).toEqual([expect.objectContaining({ id: user.id, plan: 'business' })]);
    for (const part of ['sessions', 'tokens', 'usage', 'analyticsEvents', 'uploads', 'spendingLimits']) expect([part, (data[part]?.length ?? 0) > 0]).toEqual([part, true]);
    expect(data['jobs']?.[0]).toMatchObject({ type: 'outline', status: 'completed', result: { title: expect.any(String) } });
    const { rows } = await test.pool.query('select u.password_hash, t.hash from users u join personal_tokens t on t.user_id = u.id where u.id = $1', [user.id]);
    for (const secret of [user.token, rows[0].password_hash, rows[0].hash, ...Object.values(user.jar)]) expect(answer.text).not.toContain(secret);
  });

  it('reads long tables page by page, and belongs to its user', async () => {
    const [one, other] = [await test.user(), await test.user()];
    await test.pool.query(
      "insert into analytics_events (user_id, id_hash, origin, name, at) select $1, n::text, 'client', 'vault_created', now() from generate_series(1, 450) n",
      [one.id],
    );
    const exported = async (user: TestUser) => (await test.accounts.as(user.jar, 'get', '/api/me/export').expect(200)).body;
    expect((await exported(one)).analyticsEvents).toHaveLength(450);
    expect(JSON.stringify(await exported(other))).not.toContain(one.id);
  });

  it('is not for tokens', async () => {
    const user = await test.user();
    await test.request(user, 'get', '/api/me/export').expect(403);
    await test.request(user, 'delete', '/api/me').send({ password: PASSWORD }).expect(403);
  });
});

describe('deleting an account', () => {
  it('leaves nothing of it, in no table and on no disk', async () => {
    const before = await recordingFiles(test);
    const user = await busyUser();
    const waiting = await test.fetch(user, '/api/jobs', { json: { type: 'lesson', outline: { title: OUTLINE_TITLE, sections: [{ title: 'a', summary: 'b' }] }, index: 0 } });
    expect(waiting.status).toBe(202);
    const held = holdProvider();
    const heard = await submit(test, user, formOf({ type: 'transcription', model: TRANSCRIBING_MODELS.openai }, { bytes: wavOf(2) }));
    await uploaded(test, user, wavOf(2), 'bees.wav');
    const files = (await recordingFiles(test)).filter((name) => !before.includes(name));
    // The recording of the job, and what waits of two uploads.
    expect(files).toEqual(expect.arrayContaining([heard]));
    expect(files.filter((name) => name.includes(user.id)).length).toBeGreaterThanOrEqual(2);
    expect(await tablesNaming(OUTLINE_TITLE)).toContain('public.jobs');
    expect(await tablesNaming(user.id)).toEqual(expect.arrayContaining(['public.users', 'public.jobs', 'public.personal_tokens', 'public.spending_limits']));
    const gone = await remove(user).expect(204);
    held.release();
    expect(String(gone.headers['set-cookie'])).toContain('byok_access=; Max-Age=0');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await eventually(async () => expect(await tablesNaming(user.id)).toEqual([]));
    // The queue's last hundred events name jobs, by id alone.
    await eventually(async () => expect((await tablesNaming(heard)).filter((name) => name !== 'bullmq.event')).toEqual([]));
    await eventually(async () => expect(await tablesNaming(OUTLINE_TITLE)).toEqual([]));
    await eventually(async () => expect((await recordingFiles(test)).filter((name) => !before.includes(name))).toEqual([]));
    const names = await readdir(test.accounts.dataDir, { recursive: true });
    expect(names.filter((name) => name.includes(user.id))).toEqual([]);
    await test.accounts.as(user.jar, 'get', '/api/me').expect(401);
    await test.request(user, 'get', '/api/me').expect(401);
  });

  it('keeps what the platform spent, on nobody', async () => {
    const sum = async () => Number((await test.pool.query('select coalesce(sum(rub_paid), 0) as sum from usage_records')).rows[0].sum);
    const user = await busyUser();
    await test.accounts.as(user.jar, 'get', '/api/me/export').expect(200);
    const before = await sum();
    expect(before).toBeGreaterThan(0);
    await remove(user).expect(204);
    expect(await sum()).toBeGreaterThanOrEqual(before);
  });

  it('needs the password, and the body that says it', async () => {
    const user = await test.user();
    expect((await remove(user, 'not the right one').expect(403)).body.code).toBe('forbidden');
    await test.accounts.as(user.jar, 'delete', '/api/me').expect(400);
    await test.accounts.as(user.jar, 'get', '/api/me').expect(200);
  });

  it('is refused to the last administrator', async () => {
    const jar = await signInAdministrator(test);
    expect((await test.accounts.as(jar, 'delete', '/api/me').send({ password: PASSWORD }).expect(409)).body.code).toBe('conflict');
    await test.accounts.as(jar, 'get', '/api/me').expect(200);
  });
});
