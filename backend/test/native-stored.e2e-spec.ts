import { BYOK_PROVIDERS, keyHeaderOf, type ByokProviderId } from '#contracts';
import { fingerprintOf } from '#sandbox';
import type { NativeRoute } from '../src/gateway/native/routes/native-route.js';
import { NATIVE_ROUTES } from '../src/gateway/native/routes/native-routes.js';
import { keyHeader, type RequestOptions, type TestApplication, type TestUser } from './support/application.js';
import { UsageQueue } from '../src/usage/index.js';
import { CHAT_MODELS } from './support/calls.js';
import { eventually } from './support/eventually.js';
import { setUpApplication } from './support/set-up-application.js';

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));
afterEach(() => app.unscript());

const OWN = 'sk-sandbox-stored-own';
const VERSION = { 'anthropic-version': '2023-06-01' };
const TOP: Readonly<Record<ByokProviderId, string>> = { openai: 'gpt-5.6-sol', anthropic: 'claude-opus-5-5', gemini: 'gemini-4-argon' };

const pathOf = (provider: ByokProviderId, { path, body }: NativeRoute) =>
  `/api/${provider}/${path.replace('<version>', 'v1beta').replace('<model>', CHAT_MODELS[provider]).replaceAll('<id>', 'abc123')}${body === 'upload' && provider === 'gemini' ? '?upload_id=1' : ''}`;

/** What a call needs to get as far as the choice of a key. */
function optionsOf(provider: ByokProviderId, { method, body, path }: NativeRoute): RequestOptions {
  const base = { method, headers: { ...VERSION } };
  if (body === 'upload') {
    if (provider === 'gemini') return { ...base, body: 'bytes' };
    const form = new FormData();
    form.set('purpose', 'user_data');
    form.set('file', new Blob(['bytes']), 'a.txt');
    return { ...base, body: form };
  }
  return body === 'json' ? { ...base, json: path.endsWith('/cachedContents') ? { model: `models/${CHAT_MODELS.gemini}` } : {} } : base;
}

const STORED = BYOK_PROVIDERS.flatMap((provider) => NATIVE_ROUTES[provider].filter(({ isStored }) => isStored === true).map((route) => ({ provider, route, name: `${route.method} ${provider} ${route.path}` })));

interface Seen {
  status: number;
  code: string | null;
  param: unknown;
  attempts: string | null;
  retry: string | null;
}

async function ask(path: string, options: RequestOptions, asker = user): Promise<Seen> {
  const response = await app.fetch(asker, path, options);
  const text = await response.text();
  const error = text.startsWith('{') ? (JSON.parse(text) as { error?: { param?: unknown } }).error : undefined;
  return { status: response.status, code: response.headers.get('x-byok-code'), param: error?.param, attempts: response.headers.get('x-byok-attempts'), retry: response.headers.get('x-should-retry') };
}

const withHeaders = (options: RequestOptions, headers: Record<string, string>): RequestOptions => ({ ...options, headers: { ...options.headers, ...headers } });

describe('what a provider stores', () => {
  it('has more routes than a few', () => {
    expect(STORED.length).toBeGreaterThan(45);
  });

  it.each(STORED)('$name needs the first own key, whatever else there is', async ({ provider, route }) => {
    const mark = app.mark();
    const further = { [keyHeaderOf(provider, 2)]: OWN, [keyHeaderOf(provider, 3)]: `${OWN}-3` };
    const others = Object.assign({}, ...BYOK_PROVIDERS.filter((other) => other !== provider).map((other) => keyHeader(other, OWN))) as Record<string, string>;
    for (const headers of [{}, further, others, { 'x-byok-fallback': 'on-error' }]) {
      expect(await ask(pathOf(provider, route), withHeaders(optionsOf(provider, route), headers))).toMatchObject({ status: 400, code: 'key_required', attempts: null });
    }
    expect(app.callsSince(mark)).toEqual([]);
  });

  it.each(STORED)('$name goes out with it, and never falls back', async ({ provider, route }) => {
    const mark = app.mark();
    const dead = { ...keyHeader(provider, 'sk-dead-key'), [keyHeaderOf(provider, 2)]: OWN, 'x-byok-fallback': 'on-error' };
    expect(await ask(pathOf(provider, route), withHeaders(optionsOf(provider, route), dead))).toMatchObject({ code: 'key_invalid', attempts: `byok:${provider}:key_invalid` });
    const sent = app.callsSince(mark);
    expect(sent.map(({ keyFingerprint, method }) => [keyFingerprint, method])).toEqual([[fingerprintOf('sk-dead-key'), route.method]]);
    expect(sent[0]?.path).toBe(pathOf(provider, route).replace(`/api/${provider}`, ''));
  });

  it('says what is missing in the words of each format', async () => {
    expect(await ask('/api/openai/v1/files', {})).toMatchObject({ status: 400, code: 'key_required', param: 'x-byok-openai-key', retry: 'false' });
    const claude = await app.fetch(user, '/api/anthropic/v1/files', {});
    expect(await claude.json()).toMatchObject({ type: 'error', error: { type: 'invalid_request_error', message: expect.stringContaining('x-byok-anthropic-key') as string } });
    const gemini = await app.fetch(user, '/api/gemini/v1beta/files', {});
    expect(await gemini.json()).toMatchObject({ error: { code: 400, details: [{ reason: 'key_required' }] } });
  });

  it('is counted, and costs nothing', async () => {
    await ask('/api/openai/v1/conversations', { json: { items: [{ type: 'message', role: 'user', content: 'A long text that nobody answers' }] }, headers: keyHeader('openai', OWN) });
    await ask('/api/openai/v1/files', { headers: keyHeader('openai', OWN) });
    const { text } = await app.accounts.call('get', '/metrics').expect(200);
    expect(text).toMatch(/byok_requests_total\{[^}]*endpoint="openai",provider="openai",source="byok",outcome="ok"\} 2/);
    await app.application.get(UsageQueue).flush();
    const { rows } = await app.pool.query('select tokens_in, tokens_out, source, rub_avoided from usage_records where user_id = $1 order by at desc limit 2', [user.id]);
    const nothing = { tokens_in: 0, tokens_out: 0, source: 'byok', rub_avoided: '0.000000' };
    expect(rows).toEqual([nothing, nothing]);
  });

  const gemini = CHAT_MODELS.gemini;
  const LATER: readonly (readonly [string, ByokProviderId, string, RequestOptions, object])[] = [
    ["OpenAI's batch", 'openai', '/v1/batches', { json: { input_file_id: 'file-1', endpoint: '/v1/responses', completion_window: '24h' } }, { id: 'batch_1', object: 'batch', usage: { input_tokens: 0, output_tokens: 0 } }],
    ["Anthropic's batch", 'anthropic', '/v1/messages/batches', { json: { requests: [{ custom_id: 'a', params: { model: CHAT_MODELS.anthropic, max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] } }] } }, { id: 'msgbatch_1', type: 'message_batch', results_url: null }],
    ["Gemini's batch", 'gemini', `/v1beta/models/${gemini}:batchGenerateContent`, { json: { batch: { inputConfig: { requests: { requests: [{ request: { contents: [] } }] } } } } }, { name: 'batches/1' }],
    ["Gemini's batch of embeddings", 'gemini', '/v1beta/models/gemini-embedding-001:asyncBatchEmbedContent', { json: { batch: { inputConfig: { requests: { requests: [{ request: {} }] } } } } }, { name: 'batches/2' }],
    ['a cached content', 'gemini', '/v1beta/cachedContents', { json: { model: `models/${gemini}`, contents: [] } }, { name: 'cachedContents/1', usageMetadata: { totalTokenCount: 5_000 } }],
    ['a cached content that stays longer', 'gemini', '/v1beta/cachedContents/abc', { method: 'PATCH', json: { ttl: '3600s' } }, { name: 'cachedContents/abc' }],
    ['an answer in the background', 'openai', '/v1/responses', { json: { model: CHAT_MODELS.openai, input: 'Hi', background: true } }, { id: 'resp_1', object: 'response', status: 'queued', usage: null }],
    ['an interaction in the background', 'gemini', '/v1beta/interactions', { json: { model: gemini, input: 'Hi', background: true } }, { id: 'v1_1', status: 'in_progress' }],
  ];

  it.each(LATER)('%s is charged later: its cost is not known, and never 0', async (_what, provider, path, options, answer) => {
    const payer = await app.user();
    app.sandbox.script(provider, () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) }));
    const response = await app.fetch(payer, `/api/${provider}${path}`, withHeaders(options, { ...VERSION, ...keyHeader(provider, OWN) }));
    expect([response.status, JSON.parse(await response.text())]).toEqual([200, answer]);
    await eventually(async () => {
      await app.application.get(UsageQueue).flush();
      const { rows } = await app.pool.query('select tokens_in, tokens_out, rub_paid, rub_avoided from usage_records where user_id = $1', [payer.id]);
      expect(rows).toEqual([{ tokens_in: null, tokens_out: null, rub_paid: '0.000000', rub_avoided: null }]);
      const { body } = await app.request(payer, 'get', `/api/receipts/${response.headers.get('x-byok-receipt-id')}`).expect(200);
      expect(JSON.parse(Buffer.from((body as { payload: string }).payload, 'base64url').toString())).toMatchObject({ tokensIn: null, tokensOut: null, cost: null, costReason: 'paid_later' });
    });
  });

  it('passes a stored failure on as what it is: no failure of the call', async () => {
    const failed = JSON.stringify({ id: 'resp_1', status: 'failed', error: { code: 'server_error', message: 'It failed.' } });
    app.sandbox.script('openai', () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: failed }));
    const response = await app.fetch(user, '/api/openai/v1/responses/resp_1', { headers: keyHeader('openai', OWN) });
    expect([response.status, await response.text()]).toEqual([200, failed]);
  });

  it('goes to the account that was chosen, and what comes back of it passes', async () => {
    const mark = app.mark();
    await ask('/api/openai/v1/files', { headers: { ...keyHeader('openai', OWN), 'openai-organization': 'org-1', 'openai-project': 'proj_1' } });
    await ask('/api/anthropic/v1/files', { headers: { ...VERSION, ...keyHeader('anthropic', OWN), 'anthropic-workspace-id': 'wrkspc_1' } });
    expect(app.callsSince(mark).map(({ headers }) => [headers['openai-organization'], headers['openai-project'], headers['anthropic-workspace-id']])).toEqual([['org-1', 'proj_1', undefined], [undefined, undefined, 'wrkspc_1']]);
  });
});

describe("a batch's models", () => {
  const params = (model: string) => ({ model, max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] });
  const batchOf = (...models: unknown[]) => ({ requests: models.map((model, index) => ({ custom_id: `r${index}`, params: { ...params('x'), model } })) });
  const claude = (json: unknown, asker: TestUser) => ask('/api/anthropic/v1/messages/batches', { json, headers: { ...VERSION, ...keyHeader('anthropic', OWN) } }, asker);
  let free: TestUser;
  beforeAll(async () => {
    free = await app.user('free');
  });

  it('are each held to the plan, before anything goes out', async () => {
    const mark = app.mark();
    expect(await claude(batchOf(CHAT_MODELS.anthropic, TOP.anthropic), free)).toMatchObject({ status: 403, code: 'tier_not_allowed' });
    expect(await claude(batchOf(CHAT_MODELS.anthropic, 'claude-nothing'), free)).toMatchObject({ status: 404, code: 'model_unknown' });
    expect(await claude(batchOf(CHAT_MODELS.anthropic, undefined), free)).toMatchObject({ status: 400, code: 'request_invalid' });
    expect(await claude({ requests: { 0: { custom_id: 'a', params: params(TOP.anthropic) } } }, free)).toMatchObject({ status: 400, code: 'request_invalid' });
    const fallbacks = { requests: [{ custom_id: 'a', params: { ...params(CHAT_MODELS.anthropic), fallbacks: [{ model: TOP.anthropic }] } }] };
    expect(await claude(fallbacks, free)).toMatchObject({ status: 403, code: 'tier_not_allowed' });
    expect(app.callsSince(mark)).toEqual([]);
    expect((await claude(batchOf(CHAT_MODELS.anthropic), free)).status).toBe(200);
    expect((await claude(batchOf(CHAT_MODELS.anthropic, TOP.anthropic), user)).status).toBe(200);
  });

  it.each([
    ['the model', `{"requests":[{"custom_id":"a","params":{"model":"${TOP.anthropic}","model":"${CHAT_MODELS.anthropic}","max_tokens":5,"messages":[]}}]}`],
    ['the model, once with an escape', `{"requests":[{"custom_id":"a","params":{"\\u006dodel":"${TOP.anthropic}","model":"${CHAT_MODELS.anthropic}"}}]}`],
    ['the request', `{"requests":[{"custom_id":"a","params":{"model":"${TOP.anthropic}"},"params":{"model":"${CHAT_MODELS.anthropic}"}}]}`],
    ['the requests', `{"requests":[{"params":{"model":"${TOP.anthropic}"}}],"requests":[{"params":{"model":"${CHAT_MODELS.anthropic}"}}]}`],
  ])('are refused where two readers could take different ones: %s twice, in small bodies and large', async (_what, body) => {
    const mark = app.mark();
    for (const padding of ['', ' '.repeat(300_000)]) {
      const options = { method: 'POST', body: body + padding, headers: { 'content-type': 'application/json', ...VERSION, ...keyHeader('anthropic', OWN) } };
      expect(await ask('/api/anthropic/v1/messages/batches', options, free)).toMatchObject({ status: 400, code: 'request_invalid' });
    }
    expect(app.callsSince(mark)).toEqual([]);
  });

  it('of Gemini are that of the path, in either spelling', async () => {
    const mark = app.mark();
    const path = `/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:batchGenerateContent`;
    const bodies = [
      { batch: { inputConfig: { requests: { requests: [{ request: { model: `models/${TOP.gemini}`, contents: [] } }] } } } },
      { batch: { input_config: { requests: { requests: [{ request: { model: `models/${TOP.gemini}`, contents: [] } }] } } } },
      { batch: { model: `models/${TOP.gemini}`, inputConfig: { requests: { requests: [] } } } },
    ];
    for (const json of bodies) {
      expect(await ask(path, { json, headers: keyHeader('gemini', OWN) }, free)).toMatchObject({ status: 403, code: 'tier_not_allowed' });
      expect(await ask(path, { json, headers: keyHeader('gemini', OWN) })).toMatchObject({ status: 400, code: 'request_invalid' });
    }
    const twice = '{"batch":{"inputConfig":{"requests":{"requests":[]}},"input_config":{"fileName":"files/a"}}}';
    expect(await ask(path, { method: 'POST', body: twice, headers: { 'content-type': 'application/json', ...keyHeader('gemini', OWN) } })).toMatchObject({ status: 400, code: 'request_invalid' });
    expect(app.callsSince(mark)).toEqual([]);
  });

  it('in a file need a plan, and a token, that may call them all', async () => {
    const mark = app.mark();
    const openai = { json: { input_file_id: 'file-1', endpoint: '/v1/responses', completion_window: '24h' }, headers: keyHeader('openai', OWN) };
    const gemini = { json: { batch: { input_config: { file_name: 'files/a' } } }, headers: keyHeader('gemini', OWN) };
    const geminiPath = `/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:batchGenerateContent`;
    for (const plan of ['free', 'start', 'pro'] as const) {
      const asker = await app.user(plan);
      expect(await ask('/api/openai/v1/batches', openai, asker)).toMatchObject({ status: 403, code: 'tier_not_allowed', param: 'input_file_id' });
      expect(await ask(geminiPath, gemini, asker)).toMatchObject({ status: 403, code: 'tier_not_allowed' });
    }
    const { token } = await app.accounts.token(user.jar, 1, { models: [CHAT_MODELS.openai, CHAT_MODELS.gemini] });
    expect(await ask('/api/openai/v1/batches', openai, { ...user, token })).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await ask(geminiPath, gemini, { ...user, token })).toMatchObject({ status: 403, code: 'forbidden' });
    expect(app.callsSince(mark)).toEqual([]);
    expect(await ask('/api/openai/v1/batches', openai)).toMatchObject({ status: 404, attempts: 'byok:openai:request_invalid' });
  });
});

describe('other places of models', () => {
  it('are held to the plan: caches, items of a conversation, agents', async () => {
    const mark = app.mark();
    const free = await app.user('free');
    const json = { model: `models/${TOP.gemini}`, contents: [] };
    expect(await ask('/api/gemini/v1beta/cachedContents', { json, headers: keyHeader('gemini', OWN) }, free)).toMatchObject({ status: 403, code: 'tier_not_allowed' });
    const items = [{ type: 'additional_tools', tools: [{ type: 'image_generation', model: TOP.openai }] }];
    for (const path of ['/api/openai/v1/conversations', '/api/openai/v1/conversations/conv_1/items']) {
      expect(await ask(path, { json: { items }, headers: keyHeader('openai', OWN) }, free)).toMatchObject({ status: 403, code: 'tier_not_allowed', param: 'items[0].tools[0].model' });
    }
    const interact = (body: object, asker = free) => ask('/api/gemini/v1beta/interactions', { json: { input: 'Hi', ...body }, headers: keyHeader('gemini', OWN) }, asker);
    expect(await interact({ model: TOP.gemini })).toMatchObject({ status: 403, code: 'tier_not_allowed' });
    expect(await interact({ agent: 'deep-research-nothing' })).toMatchObject({ status: 404, code: 'model_unknown' });
    expect(await interact({ model: CHAT_MODELS.gemini, agent: TOP.gemini })).toMatchObject({ status: 403, code: 'tier_not_allowed' });
    expect(await interact({ model: CHAT_MODELS.gemini, agent_config: { type: 'antigravity', model: TOP.gemini } })).toMatchObject({ status: 403, code: 'tier_not_allowed' });
    expect(await interact({})).toMatchObject({ status: 400, code: 'request_invalid' });
    expect(app.callsSince(mark)).toEqual([]);
  });
});

describe("an interaction under the platform's key", () => {
  const interact = (json: object, headers: Record<string, string> = {}) => app.fetch(user, '/api/gemini/v1beta/interactions', { json: { model: CHAT_MODELS.gemini, input: 'Hi', ...json }, headers });

  it('stores nothing, has a maximum and an estimate', async () => {
    const bodies: Record<string, unknown>[] = [];
    app.sandbox.script('gemini', (_call, body) => {
      bodies.push(JSON.parse(body.toString()) as Record<string, unknown>);
      return undefined;
    });
    for (const json of [{}, { store: false, stream: true }, { generation_config: { max_output_tokens: 10_000_000 } }]) {
      const response = await interact(json);
      expect([response.status, response.headers.get('x-byok-attempts')]).toEqual([200, 'platform:gemini:ok']);
      expect(Number(response.headers.get('x-byok-cost-estimate-rub'))).toBeGreaterThan(0);
      await response.text();
    }
    for (const body of bodies) {
      expect(body).toMatchObject({ store: false, generation_config: { max_output_tokens: expect.any(Number) as number } });
      expect((body['generation_config'] as { max_output_tokens: number }).max_output_tokens).toBeLessThan(1_000_000);
    }
  });

  it.each([
    ['store', { store: true }],
    ['background', { background: true }],
    ['previous_interaction_id', { previous_interaction_id: 'v1_1' }],
    ['tools[0].type', { tools: [{ type: 'google_search' }] }],
    ['cached_content', { cached_content: 'cachedContents/1' }],
    ['environment', { environment: 'env_1' }],
    ['response_modalities[0]', { response_modalities: ['audio'] }],
    ['response_format.type', { response_format: { type: 'image' } }],
    ['input[0].uri', { input: [{ type: 'image', uri: 'https://generativelanguage.googleapis.com/v1beta/files/abc' }] }],
    ['from_the_future', { from_the_future: 1 }],
  ])('does not take %s', async (param, json) => {
    const mark = app.mark();
    const response = await interact(json);
    expect([response.status, response.headers.get('x-byok-code')]).toEqual([400, 'key_required']);
    expect(await response.text()).toContain(param);
    expect(app.callsSince(mark)).toEqual([]);
    expect((await interact(json, keyHeader('gemini', 'sk-sandbox-nocredit'))).headers.get('x-byok-attempts')).toMatch(/^byok:gemini:\w+$/);
  });

  it('counts its tokens, and ends a broken stream in its own words', async () => {
    const response = await interact({ stream: true }, keyHeader('gemini', 'sk-sandbox-midstream'));
    expect(await response.text()).toMatch(/event: error\ndata: \{"event_type":"error"/);
    await (await interact({ input: 'One two three' })).text();
    await app.application.get((await import('../src/usage/index.js')).UsageQueue).flush();
    const { rows } = await app.pool.query<{ tokens_out: number; estimated: boolean }>("select tokens_out, estimated from usage_records where user_id = $1 and provider = 'gemini' order by at desc limit 1", [user.id]);
    expect(rows).toMatchObject([{ estimated: false }]);
    expect(rows[0]?.tokens_out).toBeGreaterThan(0);
    app.sandbox.script('gemini', () => ({ status: 200, headers: { 'content-type': 'text/event-stream' }, body: 'event: interaction.created\ndata: {"event_type":"interaction.created","interaction":{"id":"v1_1"}}\n\n', cut: true }));
    expect(await (await interact({ stream: true }, keyHeader('gemini', OWN))).text()).toContain('event: error\ndata: {"event_type":"error","error":{"code":"provider_unavailable"');
  });
});
