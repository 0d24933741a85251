import type { TestApplication, TestUser } from './support/application.js';
import { CHAT_MODELS } from './support/calls.js';
import { writePlanLimits } from './support/generous-limits.js';
import { formOf } from './support/jobs.js';
import { setUpApplication } from './support/set-up-application.js';
import { begin, begun } from './support/uploads.js';

const KIB = 1024;
const NAMED = /storageMiB of your plan is 1\b.*forget=true/;

let test: TestApplication;
let user: TestUser;
setUpApplication(({ app }) => (test = app), { PLAN_LIMITS_FILE: writePlanLimits({ free: { storageMiB: 1 } }) });
beforeEach(async () => {
  user = await test.user('free');
});

async function refused(response: Response): Promise<void> {
  expect(response.status).toBe(429);
  expect(await response.json()).toMatchObject({ code: 'quota_exceeded', detail: expect.stringMatching(NAMED) as string });
}

const form = (bytes: number) => ({ method: 'POST', body: formOf({ type: 'transcription' }, { bytes: Buffer.alloc(bytes, 1) }) });

/** A completed job whose result takes so many KiB, as nothing can make it smaller. @returns its id */
async function storeResult(kib: number): Promise<string> {
  const { rows } = await test.pool.query<{ id: string }>(
    `insert into jobs (id, user_id, type, status, input, terms, keys, ended_at, result)
     select gen_random_uuid(), $1, 'lesson', 'completed', '{}', '{}', '{}', now(), jsonb_build_object('title', 'T', 'markdown', string_agg(encode(sha512(random()::text::bytea), 'base64'), '')) from generate_series(1, $2)
     returning id`,
    [user.id, kib * 14],
  );
  return (rows[0] as { id: string }).id;
}

describe('what a user stores', () => {
  it('keeps a job from being tried again, as it keeps one from being submitted', async () => {
    const id = await storeResult(10);
    await test.pool.query(`update jobs set status = 'cancelled', type = 'outline', input = '{"transcript":"Words.","model":"${CHAT_MODELS.openai}"}', result = null where id = $1`, [id]);
    await storeResult(1100);
    await refused(await test.fetch(user, `/api/jobs/${id}/retry`, { method: 'POST' }));
    await test.pool.query('delete from jobs where user_id = $1 and id <> $2', [user.id, id]);
  });

  it('is refused when an upload is announced that is larger than its room, those that wait counted', async () => {
    await refused(await begin(test, user, 1025 * KIB));
    await begun(test, user, 600 * KIB);
    await refused(await begin(test, user, 600 * KIB));
    await begun(test, user, 400 * KIB);
    await refused(await test.fetch(user, '/api/jobs', form(100 * KIB)));
  });

  it('is refused while a form comes that does not say how large it is', async () => {
    await refused(await test.fetch(user, '/api/jobs', form(3000 * KIB)));
    const whole = new Uint8Array(await new Response(form(1500 * KIB).body).arrayBuffer());
    const boundary = Buffer.from(whole.subarray(2, 200)).toString('latin1').split('\r\n', 1)[0];
    const chunks = new ReadableStream({
      start(controller) {
        for (let at = 0; at < whole.length; at += 64 * KIB) controller.enqueue(whole.subarray(at, at + 64 * KIB));
        controller.close();
      },
    });
    await refused(await test.fetch(user, '/api/jobs', { body: chunks, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }));
    // What is no recording is refused as such, and leaves the room it had.
    for (let tries = 0; tries < 3; tries += 1) expect((await test.fetch(user, '/api/jobs', form(800 * KIB))).status).toBe(400);
  });

  it('counts results, until their job is deleted', async () => {
    const id = await storeResult(1100);
    await refused(await begin(test, user, KIB));
    await refused(await test.fetch(user, '/api/jobs', { json: { type: 'outline', transcript: 'About bees.' } }));
    await test.request(user, 'delete', `/api/jobs/${id}?forget=true`).expect(204);
    await begun(test, user, KIB);
    const other = await test.user('business');
    expect((await begin(test, other, 5000 * KIB)).status).toBe(201);
  });
});
