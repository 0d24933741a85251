import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { FallbackPolicy } from '#contracts';
import { canaryKey, files, findKey } from '#testing';
import '#testing/jest';
import { JobQueue } from '../src/jobs/queue/job-queue.service.js';
import { keyHeader, keysUsed, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, attemptsOf } from './support/calls.js';
import { ended, formOf, slowly, submit, until } from './support/jobs.js';
import { wavOf } from './support/recordings.js';
import { sealFor } from './support/sealing.js';
import { setUpApplication } from './support/set-up-application.js';

let test: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app: test, user } = shared), { BYOK_JOB_TTL: '2', JOB_CONCURRENCY: '2', LOG_LEVEL: 'trace' });
afterEach(() => test.unscript());

const OUTLINE = { type: 'outline', transcript: 'Some text about bees.', model: CHAT_MODELS.openai };
const withKey = (key: string, fallback?: FallbackPolicy) => ({
  headers: { ...keyHeader('openai', key), ...(fallback === undefined ? {} : { 'x-byok-fallback': fallback }) },
});

/** Keeps both workers busy, so that what follows waits in the queue. */
async function occupy(): Promise<() => Promise<void>> {
  let release: () => void = () => undefined;
  const free = new Promise<undefined>((resolve) => (release = () => resolve(undefined)));
  test.sandbox.script('gemini', () => free);
  const busy = { type: 'outline', transcript: 'Busy.', model: CHAT_MODELS.gemini };
  const mark = test.mark();
  const ids = [await submit(test, user, busy), await submit(test, user, busy)];
  while (test.callsSince(mark).length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  return async () => {
    release();
    for (const id of ids) await ended(test, user, id);
    test.unscript();
  };
}

/** All that stands in the tables of queue and jobs, as text. */
async function tables(): Promise<string> {
  const client = new pg.Client({ connectionString: test.accounts.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
       where table_schema in ('bullmq', 'public') and table_type = 'BASE TABLE'`,
    );
    let text = '';
    for (const { name } of rows) {
      const content = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      text += content.rows.map(({ row }) => row).join('\n');
    }
    return text;
  } finally {
    await client.end();
  }
}

const queuedIds = () => test.application.get(JobQueue).ids();

async function emptied(): Promise<void> {
  for (let tries = 0; tries < 6_000 && (await queuedIds()).length > 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await queuedIds()).toEqual([]);
}

describe('fallback inside a job', () => {
  it.each([
    ['nocredit', 'on-quota', 'completed', 'byok:openai:key_no_credit,platform:openai:ok'],
    ['nocredit', 'never', 'failed', 'byok:openai:key_no_credit'],
    ['invalid', 'on-error', 'completed', 'byok:openai:key_invalid,platform:openai:ok'],
    ['invalid', 'on-quota', 'failed', 'byok:openai:key_invalid'],
    ['region', 'on-error', 'failed', 'byok:openai:region_unsupported'],
    ['overloaded', 'on-error', 'completed', `${attemptsOf('byok:openai:provider_overloaded', 3)},platform:openai:ok`],
    ['midstream', 'on-error', 'completed', `${attemptsOf('byok:openai:provider_unavailable', 3)},platform:openai:ok`],
  ] as const)('a key that is %s, under %s: %s', async (standing, policy, status, attempts) => {
    const id = await submit(test, user, OUTLINE, withKey(`sk-sandbox-${standing}`, policy));
    const job = await ended(test, user, id);
    expect(job.status).toBe(status);
    expect(job.receipts.map((receipt) => receipt.attempts)).toEqual([attempts]);
    expect(job.receipts[0]!.credentialSource).toBe(status === 'completed' ? 'platform' : 'byok');
    if (status === 'failed') expect(job.error).toEqual({ code: attempts.split(':')[2], detail: expect.any(String) });
    else expect(job.error).toBeUndefined();
  });

  it('goes by the consent at submission, whatever the preference has become', async () => {
    const cautious = await test.user();
    await test.prefer(cautious, { fallback: 'never' });
    const free = await occupy();
    const id = await submit(test, cautious, OUTLINE, { headers: keyHeader('openai', 'sk-sandbox-nocredit') });
    await test.prefer(cautious, { fallback: 'on-error' });
    await free();
    expect(await ended(test, cautious, id)).toMatchObject({ status: 'failed', error: { code: 'key_no_credit' } });
  });
});

describe('a key that waits too long', () => {
  it.each([
    ['on-error', 'completed', 'byok:openai:key_expired_in_queue,platform:openai:ok'],
    ['on-quota', 'failed', 'byok:openai:key_expired_in_queue'],
    ['never', 'failed', 'byok:openai:key_expired_in_queue'],
  ] as const)('is told by its code: under %s the job is %s', async (policy, status, attempts) => {
    const key = canaryKey('openai', 'late');
    const free = await occupy();
    const id = await submit(test, user, OUTLINE, withKey(key, policy));
    await new Promise((resolve) => setTimeout(resolve, 3_100));
    const mark = test.mark();
    await free();
    const job = await ended(test, user, id);
    expect(job.status).toBe(status);
    expect(job.receipts.map((receipt) => receipt.attempts)).toEqual([attempts]);
    if (status === 'failed') expect(job.error?.code).toBe('key_expired_in_queue');
    expect(keysUsed(test.callsSince(mark), { late: key })).not.toContain('late');
  });

  it('is no matter once a worker has taken the job', async () => {
    test.sandbox.script('openai', slowly);
    const id = await submit(test, user, { type: 'lesson', outline: { title: 'x', sections: [{ title: 'y', summary: 'z' }] }, index: 0, model: CHAT_MODELS.openai }, withKey('sk-sandbox-long', 'never'));
    expect(await ended(test, user, id)).toMatchObject({ status: 'completed', receipts: [{ attempts: 'byok:openai:ok' }] });
  });
});

describe('the form of an answer', () => {
  const answer = (content: string) => ({
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    body: `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\ndata: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`,
  });
  const GOOD = '{"title":"Bees","sections":[{"title":"One","summary":"First.","extra":1}]}';

  it.each([
    ['words around it', `Here it is:\n\`\`\`json\n${GOOD}\n\`\`\``],
    ['nothing wrong', GOOD],
  ])('is accepted with %s', async (_what, content) => {
    test.sandbox.script('openai', () => answer(content));
    const job = await ended(test, user, await submit(test, user, OUTLINE, withKey('sk-sandbox-form')));
    expect(job.result).toEqual({ title: 'Bees', sections: [{ title: 'One', summary: 'First.' }] });
  });

  it('is repaired once by the model, which is told what was wrong', async () => {
    const bodies: string[] = [];
    test.sandbox.script('openai', (_call, body) => {
      bodies.push(body.toString('utf8'));
      return answer(bodies.length === 1 ? '{"title":"Bees","sections":[]}' : GOOD);
    });
    const job = await ended(test, user, await submit(test, user, OUTLINE, withKey('sk-sandbox-form')));
    expect(job.status).toBe('completed');
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toContain('/sections must NOT have fewer than 1 items');
  });

  it('that stays wrong fails the job with a clear sentence', async () => {
    let calls = 0;
    test.sandbox.script('openai', () => {
      calls += 1;
      return answer('I would rather not.');
    });
    const job = await ended(test, user, await submit(test, user, OUTLINE, withKey('sk-sandbox-form')));
    expect(job).toMatchObject({ status: 'failed', error: { code: 'provider_unavailable', detail: expect.stringMatching(/twice in another form/) } });
    expect(calls).toBe(2);
  });

  it('is asked for again in a failed lesson alone', async () => {
    let failures = 0;
    let lessons = 0;
    test.sandbox.script('openai', (_call, body) => {
      const text = body.toString('utf8');
      if (!text.includes('You write one lesson')) return undefined;
      lessons += 1;
      if (!text.includes('Section 2:') || failures >= 3) return undefined;
      failures += 1;
      return { status: 500, headers: { 'content-type': 'application/json' }, body: '{"error":{"message":"oops"}}' };
    });
    const id = await submit(test, user, { type: 'course', transcript: 'One. Two. Three. Four.', model: CHAT_MODELS.openai }, withKey('sk-sandbox-form', 'never'));
    const job = await ended(test, user, id);
    expect(job.status).toBe('completed');
    const { outline, lessons: written } = job.result as { outline: { sections: unknown[] }; lessons: unknown[] };
    expect(failures).toBe(3);
    expect(written).toHaveLength(outline.sections.length);
    expect(lessons).toBe(outline.sections.length + 3);
  });
});

describe('a key on its way through jobs', () => {
  it('is in no table, log, answer or file, however the job ends; its envelope is gone with the end', async () => {
    const control = `control-${randomBytes(12).toString('hex')}`;
    const keys = ['success', 'invalid', 'nocredit', 'midstream', 'cancelled', 'expired', 'sealed', 'recording'].map((label) => [label, canaryKey('openai', label)] as const);
    const key = Object.fromEntries(keys) as Record<string, string>;
    const answers: string[] = [];
    const ids: string[] = [];
    const job = { ...OUTLINE, transcript: `Text with ${control}.` };

    for (const label of ['success', 'invalid', 'nocredit', 'midstream']) ids.push(await submit(test, user, job, withKey(key[label]!, 'never')));
    ids.push(await submit(test, user, job, { headers: keyHeader('openai', await sealFor(test, user, 'openai', key['sealed']!)) }));
    ids.push(await submit(test, user, formOf({ type: 'course' }, { bytes: wavOf(5) }), withKey(key['recording']!)));
    for (const id of ids) await ended(test, user, id);

    const free = await occupy();
    const cancelled = await submit(test, user, job, withKey(key['cancelled']!));
    const expired = await submit(test, user, job, withKey(key['expired']!, 'never'));
    const waiting = await tables();
    expect(waiting).toContain('byok1.');
    expect(findKey(waiting, control)).toBe('plain');
    expect(waiting).toHoldNoKey(keys.map(([, value]) => value));
    await test.request(user, 'delete', `/api/jobs/${cancelled}`).expect(204);
    await new Promise((resolve) => setTimeout(resolve, 3_100));
    await free();
    ids.push(cancelled, expired);
    expect(await ended(test, user, expired)).toMatchObject({ status: 'failed', error: { code: 'key_expired_in_queue' } });

    test.sandbox.script('openai', slowly);
    const mark = test.mark();
    const running = await submit(test, user, job, withKey(key['cancelled']!));
    await until(test, user, running, () => test.callsSince(mark).length > 0);
    await test.request(user, 'delete', `/api/jobs/${running}`).expect(204);
    ids.push(running);
    await emptied();

    const after = await tables();
    expect(after).not.toContain('byok1.');
    expect(findKey(after, (await ended(test, user, ids[0]!)).id)).toBe('plain');
    for (const id of ids) {
      answers.push(await (await test.fetch(user, `/api/jobs/${id}`)).text(), await (await test.fetch(user, `/api/jobs/${id}/events`)).text());
    }
    const uploads = join(test.accounts.dataDir, 'uploads');
    expect(await readdir(uploads)).toEqual([]);
    expect(test.logs()).toContain('/api/jobs');
    const values = keys.map(([, value]) => value);
    for (const place of [after, test.logs(), answers, files(test.accounts.dataDir)]) expect(place).toHoldNoKey(values);
  });
});
