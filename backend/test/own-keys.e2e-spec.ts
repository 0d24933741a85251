import { BYOK_PROVIDERS, keyHeaderOf, type ByokProviderId } from '#contracts';
import { fingerprintOf } from '#sandbox';
import { CHAT_MODELS, type RequestOptions, type TestApplication, type TestUser } from './support/application.js';
import { FACES, MODES, chatCall } from './support/calls.js';
import { ended, formOf, submit } from './support/jobs.js';
import { sealFor } from './support/sealing.js';
import { setUpApplication } from './support/set-up-application.js';

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));
afterEach(() => app.unscript());

const key = (standing: string, place: number) => `sk-sandbox-${standing}-own-key-${place}`;
const keys = (provider: ByokProviderId, ...standings: string[]) =>
  Object.fromEntries(standings.map((standing, index) => [keyHeaderOf(provider, (index + 1) as 1 | 2 | 3), key(standing, index + 1)]));

const ACCOUNTS: Record<ByokProviderId, Record<string, string>> = {
  openai: { 'openai-organization': 'org-Acme.1', 'openai-project': 'proj_1:2' },
  anthropic: { 'anthropic-workspace-id': 'wrkspc_1', 'anthropic-user-profile-id': 'profile-1' },
  gemini: { 'x-goog-user-project': 'my-project' },
};
const ALL_ACCOUNTS = Object.assign({}, ...Object.values(ACCOUNTS)) as Record<string, string>;

/** What of the account headers each call to a provider carried. */
function sentAccounts(mark: number): Record<string, string>[] {
  return app.callsSince(mark).map(({ headers }) => Object.fromEntries(Object.keys(ALL_ACCOUNTS).flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]]))));
}

async function answered(path: string, options: RequestOptions): Promise<{ status: number; attempts: string | null; source: string | null; text: string }> {
  const response = await app.fetch(user, path, options);
  return { status: response.status, attempts: response.headers.get('x-byok-attempts'), source: response.headers.get('x-byok-credential-source'), text: await response.text() };
}

const CALLS = BYOK_PROVIDERS.flatMap((provider) => FACES.flatMap((face) => MODES.map((mode) => ({ provider, face, mode, call: chatCall(face, provider, mode) }))));

describe('a second own key', () => {
  it.each(CALLS)('of $provider serves when the first has no credit, also under never: $face, $mode', async ({ provider, call }) => {
    const mark = app.mark();
    const answer = await answered(call.path, { json: call.json, headers: { ...call.headers, ...keys(provider, 'nocredit', 'good'), 'x-byok-fallback': 'never' } });
    expect(answer).toMatchObject({ status: 200, attempts: `byok:${provider}:key_no_credit,byok-2:${provider}:ok`, source: 'byok' });
    expect(app.callsSince(mark).map(({ keyFingerprint }) => keyFingerprint)).toEqual([fingerprintOf(key('nocredit', 1)), fingerprintOf(key('good', 2))]);
  });

  it.each([
    ['invalid', 'key_invalid'],
    ['nocredit', 'key_no_credit'],
    ['ratelimited', 'key_rate_limited'],
    ['forbidden', 'key_forbidden'],
  ])('is tried after one that is %s, and before the platform’s', async (standing, code) => {
    const { path, json } = chatCall('v1', 'openai', 'plain');
    for (const policy of ['never', 'on-quota', 'on-error']) {
      expect(await answered(path, { json, headers: { ...keys('openai', standing, 'good'), 'x-byok-fallback': policy } })).toMatchObject({ status: 200, attempts: `byok:openai:${code},byok-2:openai:ok` });
    }
  });

  it('is followed by the third, and then by the platform as the policy says', async () => {
    const { path, json } = chatCall('v1', 'openai', 'plain');
    const ask = (policy: string, ...standings: string[]) => answered(path, { json, headers: { ...keys('openai', ...standings), 'x-byok-fallback': policy } });
    expect((await ask('never', 'invalid', 'nocredit', 'good')).attempts).toBe('byok:openai:key_invalid,byok-2:openai:key_no_credit,byok-3:openai:ok');
    expect((await ask('on-error', 'invalid', 'invalid', 'invalid')).attempts).toBe('byok:openai:key_invalid,byok-2:openai:key_invalid,byok-3:openai:key_invalid,platform:openai:ok');
    expect(await ask('never', 'nocredit', 'invalid')).toMatchObject({ status: 401, attempts: 'byok:openai:key_no_credit,byok-2:openai:key_invalid', source: 'byok' });
    expect((await ask('on-quota', 'nocredit', 'invalid')).attempts).toBe('byok:openai:key_no_credit,byok-2:openai:key_invalid');
    expect((await ask('on-quota', 'invalid', 'nocredit')).attempts).toBe('byok:openai:key_invalid,byok-2:openai:key_no_credit,platform:openai:ok');
  });

  it('is not tried when the request itself, or the country, is refused', async () => {
    const { path, json } = chatCall('v1', 'openai', 'plain');
    expect((await answered(path, { json, headers: keys('openai', 'region', 'good') })).attempts).toBe('byok:openai:region_unsupported');
  });

  it('stands before another provider’s with auto', async () => {
    const json = { model: 'auto', messages: [{ role: 'user', content: 'Hi' }] };
    await app.prefer(user, { provider: 'gemini' });
    const headers = { ...keys('gemini', 'nocredit', 'invalid'), ...keys('openai', 'good') };
    expect((await answered('/api/v1/chat/completions', { json, headers })).attempts).toBe('byok:gemini:key_no_credit,byok-2:gemini:key_invalid,byok:openai:ok');
  });

  it('may be sealed, for the same provider and user', async () => {
    const { path, json } = chatCall('v1', 'openai', 'plain');
    const headers = { 'x-byok-openai-key': key('nocredit', 1), 'x-byok-openai-key-2': await sealFor(app, user, 'openai', key('good', 2)) };
    expect((await answered(path, { json, headers })).attempts).toBe('byok:openai:key_no_credit,byok-2:openai:ok');
  });

  it('serves alone when no first one came', async () => {
    const { path, json } = chatCall('v1', 'openai', 'plain');
    expect((await answered(path, { json, headers: { 'x-byok-openai-key-2': key('good', 2) } })).attempts).toBe('byok-2:openai:ok');
  });

  it.each<[string, string, object]>([
    ['openai', '/api/v1/responses', { model: CHAT_MODELS.openai, input: 'Hi', previous_response_id: 'resp_1' }],
    ['openai', '/api/openai/v1/responses', { model: CHAT_MODELS.openai, input: 'Hi', store: true }],
    ['openai', '/api/openai/v1/chat/completions', { model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }], store: true }],
    ['openai', '/api/openai/v1/responses', { model: CHAT_MODELS.openai, input: [{ id: 'msg_1' }] }],
    ['openai', '/api/v1/responses', { model: CHAT_MODELS.openai, input: [{ type: 'image_generation_call', id: 'ig_1' }] }],
    ['openai', '/api/v1/chat/completions', { model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }, { role: 'assistant', audio: { id: 'audio_1' } }, { role: 'user', content: 'Go on' }] }],
    ['gemini', `/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:generateContent`, { contents: [{ role: 'user', parts: [{ fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc' } }] }] }],
    ['gemini', '/api/v1/chat/completions', { model: CHAT_MODELS.gemini, messages: [{ role: 'user', content: 'Hi' }], extra_body: { google: { cached_content: 'cachedContents/1' } } }],
  ])('of %s is no way to what the first one has stored: %s', async (provider, path, json) => {
    const headers = keys(provider as ByokProviderId, 'nocredit', 'good');
    expect(await answered(path, { json, headers })).toMatchObject({ attempts: `byok:${provider}:key_no_credit` });
  });

  const named = { file_id: 'f', container: 'box', conversation: 'abc', cachedContent: 'x', fileUri: 'files/abc' };
  it.each<[ByokProviderId, string, object]>([
    ['openai', '/api/v1/chat/completions', { model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }], metadata: named }],
    ['openai', '/api/openai/v1/responses', { model: CHAT_MODELS.openai, input: 'Hi', store: false, metadata: named }],
    ['anthropic', '/api/anthropic/v1/messages', {
      model: CHAT_MODELS.anthropic,
      max_tokens: 10,
      tools: [{ name: 'f', input_schema: { type: 'object', default: named } }],
      messages: [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'f', input: named }] }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'Done' }] }],
    }],
    ['gemini', `/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:generateContent`, {
      contents: [{ role: 'user', parts: [{ text: 'Hi' }] }, { role: 'model', parts: [{ functionCall: { name: 'f', args: named } }] }, { role: 'user', parts: [{ functionResponse: { name: 'f', response: named } }] }],
      tools: [{ functionDeclarations: [{ name: 'f' }] }],
    }],
    ['gemini', `/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:generateContent`, { contents: [{ role: 'user', parts: [{ text: 'Hi' }, { fileData: { fileUri: 'https://www.youtube.com/watch?v=1', mimeType: 'video/*' } }] }] }],
  ])('of %s serves what only has the names of stored things, where the provider reads none: %s %j', async (provider, path, json) => {
    const headers = { ...keys(provider, 'nocredit', 'good'), 'x-byok-fallback': 'never' };
    expect(await answered(path, { json, headers })).toMatchObject({ status: 200, attempts: `byok:${provider}:key_no_credit,byok-2:${provider}:ok` });
    const { [keyHeaderOf(provider, 2)]: second } = keys(provider, 'nocredit', 'good');
    expect((await answered(path, { json, headers: { [keyHeaderOf(provider, 2)]: String(second) } })).attempts).toBe(`byok-2:${provider}:ok`);
  });

  it('is masked in what its provider says', async () => {
    app.sandbox.script('openai', ({ keyFingerprint }) => (keyFingerprint === fingerprintOf(key('good', 2)) ? { status: 400, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error: { message: `Bad ${key('good', 2)}` } }) } : undefined));
    const { path, json } = chatCall('v1', 'openai', 'plain');
    const answer = await answered(path, { json, headers: { ...keys('openai', 'nocredit', 'good'), 'x-byok-fallback': 'never' } });
    expect(answer.attempts).toContain('byok-2:openai:request_invalid');
    expect(answer.text).not.toContain('own-key-2');
  });

  it.each(['x-byok-openai-key-4', 'x-byok-openai-keys', 'x-byok-mistral-key-2'])('does not travel as %s', async (name) => {
    const { path, json } = chatCall('v1', 'openai', 'plain');
    const response = await app.fetch(user, path, { json, headers: { [name]: key('good', 2) } });
    expect([response.status, response.headers.get('x-byok-code')]).toEqual([400, 'key_malformed']);
  });

  it('does not travel in query, body or cookie', async () => {
    const { path, json } = chatCall('v1', 'openai', 'plain');
    for (const options of [{ path: `${path}?x-byok-openai-key-2=sk-0123456789`, json }, { path, json: { ...json, 'x-byok-openai-key-2': 'sk-0123456789' } }, { path, json, headers: { cookie: 'x-byok-openai-key-3=sk-0123456789' } }]) {
      const response = await app.fetch(user, options.path, options);
      expect([response.status, response.headers.get('x-byok-code')]).toEqual([400, 'key_malformed']);
    }
  });
});

describe('a job', () => {
  const OUTLINE = { type: 'outline', transcript: 'Some text about bees.', model: CHAT_MODELS.openai };

  it.each(['JSON', 'form'])('takes a second own key with it, and tries it after the first: as %s', async (how) => {
    const mark = app.mark();
    const body = how === 'JSON' ? OUTLINE : formOf(OUTLINE);
    const id = await submit(app, user, body, { headers: { ...keys('openai', 'nocredit', 'good'), 'x-byok-fallback': 'never' } });
    const job = await ended(app, user, id);
    expect(job).toMatchObject({ status: 'completed', receipts: [{ credentialSource: 'byok', attempts: 'byok:openai:key_no_credit,byok-2:openai:ok' }] });
    expect(app.callsSince(mark).map(({ keyFingerprint }) => keyFingerprint)).toEqual([fingerprintOf(key('nocredit', 1)), fingerprintOf(key('good', 2))]);
  });

  it('fails with the last own key’s error under never, and goes on with the platform’s otherwise', async () => {
    const run = async (policy: string) => ended(app, user, await submit(app, user, OUTLINE, { headers: { ...keys('openai', 'nocredit', 'invalid'), 'x-byok-fallback': policy } }));
    expect(await run('never')).toMatchObject({ status: 'failed', error: { code: 'key_invalid' } });
    expect(await run('on-error')).toMatchObject({ status: 'completed', receipts: [{ attempts: 'byok:openai:key_no_credit,byok-2:openai:key_invalid,platform:openai:ok' }] });
  });

  it('takes the headers that choose an account with it, for the first own key alone, and keeps them nowhere', async () => {
    const mark = app.mark();
    const id = await submit(app, user, OUTLINE, { headers: { ...ALL_ACCOUNTS, ...keys('openai', 'nocredit', 'good') } });
    const job = await ended(app, user, id);
    expect(sentAccounts(mark)).toEqual([ACCOUNTS.openai, {}]);
    expect(JSON.stringify(job)).not.toContain('org-Acme.1');
    const { rows } = await app.pool.query<{ row: string }>('select j::text as row from jobs j where id = $1', [id]);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).not.toContain('org-Acme.1');
    expect(app.logs()).not.toContain('org-Acme.1');
  });
});

describe('headers that choose an account', () => {
  it.each(CALLS)('go to $provider with the first own key alone: $face, $mode', async ({ provider, call }) => {
    const mark = app.mark();
    await answered(call.path, { json: call.json, headers: { ...call.headers, ...ALL_ACCOUNTS, ...keys(provider, 'nocredit', 'invalid'), 'x-byok-fallback': 'on-error' } });
    expect(sentAccounts(mark)).toEqual([ACCOUNTS[provider], {}, {}]);
  });

  it("stay here under the platform's key", async () => {
    const mark = app.mark();
    const { path, json } = chatCall('v1', 'openai', 'plain');
    await answered(path, { json, headers: ALL_ACCOUNTS });
    expect(sentAccounts(mark)).toEqual([{}]);
  });

  it('go with key tests, responses and embeddings', async () => {
    const mark = app.mark();
    const headers = { ...ALL_ACCOUNTS, ...keys('openai', 'good') };
    await answered('/api/v1/responses', { json: { model: CHAT_MODELS.openai, input: 'Hi' }, headers });
    await answered('/api/v1/embeddings', { json: { model: 'text-embedding-3-small', input: 'Hi' }, headers });
    await answered('/api/byok/validate', { json: { provider: 'openai' }, headers });
    const sent = sentAccounts(mark);
    expect(sent.length).toBeGreaterThanOrEqual(4);
    expect(sent).toEqual(sent.map(() => ACCOUNTS.openai));
  });

  it.each(['two words', 'a/b', 'x'.repeat(129), 'a,b'])('are refused when they name no account: %s', async (value) => {
    const { path, json } = chatCall('v1', 'openai', 'plain');
    const response = await app.fetch(user, path, { json, headers: { ...keys('openai', 'good'), 'openai-organization': value } });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('openai-organization');
  });

  it('come back from the provider with an own key, translated answers too, and stand in no log', async () => {
    app.sandbox.script('anthropic', () => ({
      status: 200,
      headers: { 'content-type': 'application/json', 'anthropic-organization-id': 'org-back', 'request-id': 'req_1' },
      body: JSON.stringify({ id: 'msg_1', type: 'message', role: 'assistant', model: CHAT_MODELS.anthropic, content: [{ type: 'text', text: 'Hi' }], stop_reason: 'end_turn', stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 } }),
    }));
    const { path, json } = chatCall('v1', 'anthropic', 'plain');
    const own = await app.fetch(user, path, { json, headers: { ...ALL_ACCOUNTS, ...keys('anthropic', 'good'), 'x-request-id': 'accounts-in-no-log' } });
    expect([own.headers.get('anthropic-organization-id'), own.headers.get('x-provider-request-id')]).toEqual(['org-back', 'req_1']);
    const platform = await app.fetch(user, path, { json });
    expect([platform.status, platform.headers.get('anthropic-organization-id')]).toEqual([200, null]);
    expect(app.logs()).toContain('accounts-in-no-log');
    for (const value of Object.values(ALL_ACCOUNTS)) expect(app.logs()).not.toContain(value);
  });
});
