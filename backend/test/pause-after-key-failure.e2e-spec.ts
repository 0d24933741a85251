import { randomBytes } from 'node:crypto';
import '#testing/jest';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { chatCall, receiptOf } from './support/calls.js';
import { ended, submit } from './support/jobs.js';
import { setUpApplication } from './support/set-up-application.js';

const MARK = randomBytes(16).toString('hex');
const keyOf = (standing: string) => keyHeader('openai', `sk-sandbox-${standing}-${MARK}`);
const DEAD = keyOf('nocredit');
const { path, json } = chatCall('v1', 'openai', 'plain');

let test: TestApplication;
let user: TestUser;

setUpApplication((shared) => ({ app: test, user } = shared));
beforeAll(async () => {
  await test.accounts.as(user.jar, 'patch', '/api/me/preferences').send({ fallback: 'on-error', pauseAfterKeyFailure: true }).expect(200);
});

async function byToken(headers: Record<string, string>, to = path, body: unknown = json) {
  const response = await test.fetch(user, to, { json: body, headers });
  expect(await response.text()).toHoldNoKey(MARK);
  return receiptOf(response);
}

describe('a key that failed, with pauseAfterKeyFailure', () => {
  it('is not stepped in for in calls of programs, on each format', async () => {
    expect(await byToken(DEAD)).toMatchObject({ code: 'key_no_credit', attempts: 'byok:openai:key_no_credit' });
    expect(await byToken(keyOf('invalid'))).toMatchObject({ code: 'key_invalid', attempts: 'byok:openai:key_invalid' });
    const native = chatCall('native', 'openai', 'plain');
    expect(await byToken(DEAD, native.path, native.json)).toMatchObject({ code: 'key_no_credit', attempts: 'byok:openai:key_no_credit' });
  });

  it('is followed by another own key, and an outage is no failure of a key', async () => {
    expect(await byToken({ ...DEAD, 'x-byok-openai-key-2': `sk-sandbox-good-${MARK}` })).toMatchObject({ attempts: 'byok:openai:key_no_credit,byok-2:openai:ok' });
    expect((await byToken(keyOf('overloaded'))).attempts).toMatch(/^(byok:openai:provider_overloaded,)+platform:openai:ok$/);
    expect(await byToken({})).toMatchObject({ attempts: 'platform:openai:ok' });
  });

  it('is stepped in for where the request says so, and where a person sees the answer', async () => {
    expect(await byToken({ ...DEAD, 'x-byok-fallback': 'on-error' })).toMatchObject({ attempts: 'byok:openai:key_no_credit,platform:openai:ok' });
    const seen = await test.accounts.as(user.jar, 'post', path).set(DEAD).send(json as object).expect(200);
    expect(seen.headers['x-byok-attempts']).toBe('byok:openai:key_no_credit,platform:openai:ok');
  });

  it('stops a job, which goes on with the platform once its owner says so', async () => {
    const body = { type: 'outline', transcript: 'A lecture on light.', model: 'openai/gpt-6-luna' };
    const id = await submit(test, user, body, { headers: DEAD });
    const stopped = await ended(test, user, id);
    expect(stopped).toMatchObject({ status: 'failed', error: { code: 'key_no_credit' } });
    expect(stopped.receipts.map(({ attempts }) => attempts)).toEqual(['byok:openai:key_no_credit']);
    const retry = (headers: Record<string, string>) => test.request(user, 'post', `/api/jobs/${id}/retry`).set({ ...DEAD, ...headers }).expect(202);
    await retry({});
    expect(await ended(test, user, id)).toMatchObject({ status: 'failed', error: { code: 'key_no_credit' } });
    await retry({ 'x-byok-fallback': 'on-error' });
    const done = await ended(test, user, id);
    expect(done).toMatchObject({ status: 'completed' });
    expect(done.receipts.at(-1)?.attempts).toBe('byok:openai:key_no_credit,platform:openai:ok');
    expect(JSON.stringify(done)).toHoldNoKey(MARK);
  });
});
