import { connect } from 'node:net';
import { BYOK_PROVIDERS, type ByokProviderId } from '#contracts';
import { keyHeader, type RequestOptions, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, LARGE_MODELS, type SeenReceipt, TRANSCRIBING_MODELS, chatCall, receiptOf } from './support/calls.js';
import { setUpApplication } from './support/set-up-application.js';

let app: TestApplication;
let user: TestUser;
let free: TestUser;
setUpApplication((shared) => ({ app, user } = shared));
beforeAll(async () => {
  free = await app.user('free');
});
afterEach(() => app.unscript());

const JSON_HEADERS = { 'content-type': 'application/json' };

/** JSON routes that take the model from the body, with a body that would do. */
const BODY_ROUTES: [path: string, provider: ByokProviderId, body: Record<string, unknown>][] = [
  ['/api/v1/chat/completions', 'openai', { messages: [{ role: 'user', content: 'Hi' }] }],
  ['/api/openai/v1/chat/completions', 'openai', { messages: [{ role: 'user', content: 'Hi' }] }],
  ['/api/openai/v1/responses', 'openai', { input: 'Hi' }],
  ['/api/openai/v1/embeddings', 'openai', { input: 'Hi' }],
  ['/api/anthropic/v1/messages', 'anthropic', { messages: [{ role: 'user', content: 'Hi' }], max_tokens: 5 }],
  ['/api/anthropic/v1/messages/count_tokens', 'anthropic', { messages: [{ role: 'user', content: 'Hi' }] }],
];

interface Seen {
  status: number;
  receipt: SeenReceipt;
  text: string;
  /** Whatever the face's shape: its sentence. */
  message: string;
}

async function send(path: string, options: RequestOptions, asker = user): Promise<Seen> {
  const version: Record<string, string> = path.startsWith('/api/anthropic') ? { 'anthropic-version': '2023-06-01' } : {};
  const response = await app.fetch(asker, path, { ...options, headers: { ...version, ...options.headers } });
  const text = await response.text();
  expect(response.headers.get('x-request-id')).toMatch(/\S/);
  const parsed = text.startsWith('{') ? (JSON.parse(text) as { error?: { message?: string }; detail?: string }) : {};
  return { status: response.status, receipt: receiptOf(response), text, message: parsed.error?.message ?? parsed.detail ?? '' };
}

/** A field of the provider's own that takes text of any length without making the prompt longer. */
function paddingOf(provider: ByokProviderId, text: string): Record<string, unknown> {
  if (provider === 'anthropic') return { metadata: { user_id: text } };
  return provider === 'gemini' ? { labels: { padding: text } } : { user: text };
}

/** Refused with this code, in words, without asking any provider. */
async function refused(path: string, options: RequestOptions, code: string, status: number, words = /\w+ \w+/, asker = user): Promise<void> {
  const mark = app.mark();
  const seen = await send(path, options, asker);
  expect({ path, status: seen.status, code: seen.receipt.code, attempts: seen.receipt.attempts }).toEqual({ path, status, code, attempts: null });
  expect(seen.message).toMatch(words);
  expect(app.callsSince(mark)).toEqual([]);
  assertShape(path, seen.text, code, status);
}

function assertShape(path: string, text: string, code: string, status: number): void {
  const body: unknown = JSON.parse(text);
  if (path.startsWith('/api/anthropic')) expect(body).toMatchObject({ type: 'error', error: { type: expect.any(String), message: expect.any(String) } });
  else if (path.startsWith('/api/gemini')) {
    expect(body).toMatchObject({ error: { code: status, message: expect.any(String), status: expect.any(String), details: expect.arrayContaining([expect.objectContaining({ reason: code })]) } });
  } else expect(body).toMatchObject({ error: { code, message: expect.any(String), type: expect.any(String) } });
}

describe.each(BODY_ROUTES)('a body sent to %s', (path, provider, body) => {
  const good = { ...body, model: path.endsWith('embeddings') ? 'text-embedding-3-small' : CHAT_MODELS[provider] };
  const post = (text: string): RequestOptions => ({ method: 'POST', body: text, headers: JSON_HEADERS });

  it('is refused as request_invalid when it is no whole JSON object', async () => {
    for (const text of [JSON.stringify(good).slice(0, -3), '', '[]', 'null', '"text"', '7', '{"model":}', `\ufeff${JSON.stringify(good)}`, "{'model':'x'}"]) {
      await refused(path, post(text), 'request_invalid', 400);
    }
  });

  it('is refused as unsupported_media_type when it is no JSON by name', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data; boundary=x']) {
      await refused(path, { method: 'POST', body: JSON.stringify(good), headers: { 'content-type': type } }, 'unsupported_media_type', 415);
    }
  });

  it('must name its model, as text', async () => {
    for (const model of [undefined, null, 7, true, {}, [CHAT_MODELS.openai], '']) {
      await refused(path, { json: { ...body, model } }, 'request_invalid', 400, /"model"/);
    }
  });

  it('must name a model that the catalog knows', async () => {
    for (const model of ['gpt-nothing', '__proto__', 'constructor', 'toString', '../secrets', `${CHAT_MODELS.openai}\n`, ` ${CHAT_MODELS.openai}`, CHAT_MODELS.openai.toUpperCase(), 'openai/', '/', 'x'.repeat(5_000), '${jndi:ldap://x}', `ft:${LARGE_MODELS.openai}:acme`]) {
      await refused(path, { json: { ...body, model } }, 'model_unknown', 404, /not in the catalog/);
    }
  });

  it('must name it once', async () => {
    const text = JSON.stringify(good);
    for (const twice of [`${text.slice(0, -1)},"model":"${LARGE_MODELS.openai}"}`, `{"model":"${LARGE_MODELS.openai}",${text.slice(1)}`, `${text.slice(0, -1)},"mod\\u0065l":"${LARGE_MODELS.openai}"}`]) {
      await refused(path, post(twice), 'request_invalid', 400, /more than once/);
    }
  });

  it('is refused above 20 MiB, and taken just below', async () => {
    const filled = (bytes: number) => {
      const frame = JSON.stringify({ ...good, ...paddingOf(provider, '') }).length;
      return JSON.stringify({ ...good, ...paddingOf(provider, 'x'.repeat(bytes - frame)) });
    };
    await refused(path, post(filled(20 * 1024 * 1024 + 1)), 'payload_too_large', 413, /20 MiB/);
    const own = post(filled(20 * 1024 * 1024));
    expect((await send(path, { ...own, headers: { ...own.headers, ...keyHeader(provider, 'sk-sandbox-mine') } })).status).toBe(200);
  });

  it('may name a key nowhere', async () => {
    for (const name of ['x-byok-openai-key', 'X-BYOK-Gemini-Key', 'x-byok-mistral-key']) {
      await refused(path, { json: { ...good, [name]: 'sk-sandbox-in-body' } }, 'key_malformed', 400, /must not travel/);
    }
    for (const query of ['key=x', 'api_key=x', 'x-byok-openai-key=x', '%6bey=x', 'X-Byok-Other=x']) {
      await refused(`${path}?${query}`, { json: good }, 'key_malformed', 400, /must not travel/);
    }
    await refused(path, { json: good, headers: { cookie: 'a=b; x-byok-openai-key=sk-sandbox' } }, 'key_malformed', 400, /must not travel/);
  });

  it('is refused with a policy that is none', async () => {
    for (const policy of ['always', 'NEVER', 'never,on-quota', '1']) {
      await refused(path, { json: good, headers: { 'x-byok-fallback': policy } }, 'key_malformed', 400, /x-byok-fallback/);
    }
  });

  it('needs a caller', async () => {
    const response = await app.accounts.call('post', path).set(keyHeader(provider, 'sk-sandbox-good')).send(good);
    expect([response.status, response.headers['x-byok-code']]).toEqual([401, 'unauthenticated']);
    assertShape(path, response.text, 'unauthenticated', 401);
  });

  it('knows no other method', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      await refused(path, { method, ...(method === 'GET' ? {} : { body: '{}', headers: JSON_HEADERS }) }, 'not_found', 404);
    }
  });
});

describe('models of others', () => {
  it.each([
    ['/api/openai/v1/chat/completions', 'claude-haiku-4-5', /belongs to anthropic/],
    ['/api/openai/v1/chat/completions', 'anthropic/claude-haiku-4-5', /belongs to anthropic/],
    ['/api/openai/v1/chat/completions', 'gpt-oss-120b', /\w/],
    ['/api/openai/v1/chat/completions', 'openai/gpt-oss-120b', /belongs to cloudru/],
    ['/api/anthropic/v1/messages', CHAT_MODELS.openai, /belongs to openai/],
    ['/api/anthropic/v1/messages', 'auto', /"auto"/],
  ])('are unknown at %s: %s', async (path, model, words) => {
    await refused(path, { json: { model, messages: [{ role: 'user', content: 'Hi' }], max_tokens: 5 } }, 'model_unknown', 404, words);
  });

  it('are unknown in a path of Gemini', async () => {
    for (const model of [CHAT_MODELS.openai, 'auto', 'gemini-nothing', '__proto__']) {
      await refused(`/api/gemini/v1beta/models/${model}:generateContent`, { json: { contents: [] } }, 'model_unknown', 404);
    }
  });
});

describe('a chat request', () => {
  it.each([
    [{ model: CHAT_MODELS.openai }, /"messages"/],
    [{ model: CHAT_MODELS.openai, messages: [] }, /"messages"/],
    [{ model: CHAT_MODELS.openai, messages: 'Hi' }, /"messages"/],
    [{ model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }], stream: 'yes' }, /"stream"/],
    [{ model: TRANSCRIBING_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }] }, /cannot chat/],
  ])('%j is refused by us', async (json, words) => {
    await refused('/api/v1/chat/completions', { json }, 'request_invalid', 400, words);
  });

  it('hears of its model before its messages', async () => {
    await refused('/api/v1/chat/completions', { json: { model: 'gpt-0', messages: [] } }, 'model_unknown', 404);
  });

  it.each(BYOK_PROVIDERS)('with strange messages is refused in words, never with a 500 (%s)', async (provider) => {
    for (const messages of [[null], [7], ['Hi'], [{}], [{ role: 'robot', content: 'Hi' }], [{ role: 'user', content: { a: 1 } }], [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'ftp://x' } }] }]]) {
      const seen = await send('/api/v1/chat/completions', { json: { model: CHAT_MODELS[provider], messages } });
      expect(seen.status).toBeLessThan(500);
      if (seen.status !== 200) expect(seen.message).toMatch(/\w+ \w+/);
    }
  });

  it('keeps fields that we do not know under an own key, for the provider to judge', async () => {
    let sent: unknown;
    app.sandbox.script('openai', (_call, body) => {
      sent = JSON.parse(body.toString());
      return undefined;
    });
    const json = { model: `openai/${CHAT_MODELS.openai}`, messages: [{ role: 'user', content: 'Hi', name: 'vera' }], from_the_future: { a: [1] } };
    const judged = await send('/api/v1/chat/completions', { json, headers: keyHeader('openai', 'sk-sandbox-mine') });
    expect([judged.status, judged.text]).toEqual([400, expect.stringContaining('argument supplied: from_the_future') as string]);
    expect(sent).toEqual({ ...json, model: CHAT_MODELS.openai });
  });
});

describe('native paths', () => {
  it.each([
    ['GET', '/api/openai/v1/files'],
    ['POST', '/api/openai/v1/files'],
    ['POST', '/api/anthropic/v1/messages/batches'],
    ['GET', '/api/gemini/v1beta/files'],
  ])('%s %s of what a provider stores goes nowhere without a key of its own', async (method, path) => {
    const before = app.sandbox.calls.length;
    const seen = await send(path, { method, ...(method === 'POST' ? { body: `{"model":"${CHAT_MODELS.openai}"}`, headers: JSON_HEADERS } : {}) });
    expect([seen.status, seen.receipt.code, app.sandbox.calls.length]).toEqual([400, 'key_required', before]);
  });

  it.each([
    ['GET', '/api/openai/v1/organization/usage'],
    ['POST', '/api/openai/v1/chat/completions/'],
    ['POST', '/api/openai/v1//chat/completions'],
    ['POST', '/api/openai/chat/completions'],
    ['POST', '/api/openai/v2/chat/completions'],
    ['DELETE', `/api/openai/v1/models/${CHAT_MODELS.openai}`],
    ['GET', '/api/openai/v1/models/..%2Ffiles'],
    ['GET', '/api/openai/v1/models/%2e%2e%2ffiles'],
    ['GET', '/api/openai/v1/models/.'],
    ['GET', '/api/openai/v1/models/a/b'],
    ['POST', '/api/openai/v1/images/generations'],
    ['GET', '/api/anthropic/v1/messages'],
    ['POST', '/api/anthropic/v1/complete'],
    ['POST', `/api/gemini/v1beta/models/${CHAT_MODELS.gemini}`],
    ['POST', `/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:predict`],
    ['POST', `/api/gemini/v1alpha/models/${CHAT_MODELS.gemini}:generateContent`],
    ['POST', '/api/gemini/v1beta/tunedModels/x:generateContent'],
    ['POST', '/api/gemini/v1beta/models/%zz:generateContent'],
    ['GET', '/api/gemini/'],
  ])('%s %s does not pass through', async (method, path) => {
    const mark = app.mark();
    const seen = await send(path, { method, ...(method === 'POST' ? { body: `{"model":"${CHAT_MODELS.openai}"}`, headers: JSON_HEADERS } : {}) });
    expect([404, 400]).toContain(seen.status);
    expect(['not_found', 'invalid_input']).toContain(seen.receipt.code);
    expect(app.callsSince(mark)).toEqual([]);
  });

  it('keep their query, and of the headers only what the provider should see', async () => {
    const seen: { path: string; headers: Record<string, unknown> }[] = [];
    app.sandbox.script('anthropic', ({ path, headers }) => {
      seen.push({ path, headers });
      return undefined;
    });
    const { json, headers } = chatCall('native', 'anthropic', 'plain');
    const secretive = { ...headers, ...keyHeader('anthropic', 'sk-ant-sandbox-mine'), 'anthropic-beta': 'tools-1', cookie: 'a=b', 'x-forwarded-for': '10.0.0.1', 'x-internal': 'secret', 'user-agent': 'sdk/1', 'x-stainless-lang': 'js', 'openai-organization': 'org-1' };
    expect((await send('/api/anthropic/v1/messages?beta=true&x=1', { json, headers: secretive })).status).toBe(200);
    expect(seen[0]?.path).toBe('/v1/messages?beta=true&x=1');
    expect(seen[0]?.headers).toMatchObject({ 'anthropic-beta': 'tools-1', 'user-agent': 'sdk/1', 'x-stainless-lang': 'js', 'anthropic-version': '2023-06-01' });
    for (const name of ['cookie', 'x-forwarded-for', 'x-internal', 'openai-organization', 'x-request-id']) expect(seen[0]?.headers).not.toHaveProperty(name);
  });

  it("choose an organisation only among those of the user's own key", async () => {
    const seen: unknown[] = [];
    app.sandbox.script('openai', ({ headers }) => {
      seen.push(headers['openai-organization']);
      return undefined;
    });
    const { path, json } = chatCall('native', 'openai', 'plain');
    await send(path, { json, headers: { 'openai-organization': 'org-mine', ...keyHeader('openai', 'sk-sandbox-mine') } });
    await send(path, { json, headers: { 'openai-organization': 'org-mine' } });
    expect(seen).toEqual(['org-mine', undefined]);
  });

  it('send the very bytes that the client sent, under its own key', async () => {
    let sent = Buffer.alloc(0);
    app.sandbox.script('openai', (_call, body) => {
      sent = Buffer.from(body);
      return undefined;
    });
    const own = { ...JSON_HEADERS, ...keyHeader('openai', 'sk-sandbox-mine') };
    const text = `{ "messages" : [ { "role":"user","content":"Hi \\u00e9 é" } ],\n\t"temperature": 1.0, "model":"${CHAT_MODELS.openai}" , "seed": 12345678901234567890 }`;
    expect((await send('/api/openai/v1/chat/completions', { method: 'POST', body: text, headers: own })).status).toBe(200);
    expect(sent.toString()).toBe(text);
    const prefixed = text.replace(`"${CHAT_MODELS.openai}"`, `"openai/${CHAT_MODELS.openai}"`);
    expect((await send('/api/openai/v1/chat/completions', { method: 'POST', body: prefixed, headers: own })).status).toBe(200);
    expect(sent.toString()).toBe(text);
  });

  it('take a dated version, and say whose tier it has', async () => {
    const { path, json } = chatCall('native', 'openai', 'plain', 'Hi', 'gpt-6-luna-2026-09-22');
    const seen = await send(path, { json });
    expect(seen.receipt).toMatchObject({ model: CHAT_MODELS.openai, tier: '0' });
    expect(JSON.parse(seen.text)).toMatchObject({ model: 'gpt-6-luna-2026-09-22' });
  });

  it('take a Gemini model under every name of it', async () => {
    const asked: string[] = [];
    app.sandbox.script('gemini', ({ path }) => {
      asked.push(path);
      return undefined;
    });
    for (const name of [CHAT_MODELS.gemini, `gemini%2F${CHAT_MODELS.gemini}`, `models%2F${CHAT_MODELS.gemini}`, CHAT_MODELS.gemini.replace('-', '%2D')]) {
      const seen = await send(`/api/gemini/v1beta/models/${name}:generateContent`, { json: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] } });
      expect([name, seen.status, seen.receipt.model]).toEqual([name, 200, CHAT_MODELS.gemini]);
    }
    for (const colon of ['%3A', '%3a']) {
      const path = `/api/gemini/v1beta/models/${CHAT_MODELS.gemini}${colon}generateContent`;
      expect((await send(path, { json: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] } })).status).toBe(200);
    }
    expect(new Set(asked)).toEqual(new Set([`/v1beta/models/${CHAT_MODELS.gemini}:generateContent`]));
  });

  it('know a model by its id as SDKs encode it', async () => {
    const seen = await send('/api/openai/v1/models/ft%3Agpt-6-luna-2026-09-22%3Aacme%3A%3Aabc', {});
    expect([seen.status, seen.receipt.code]).toEqual([404, 'model_unknown']);
  });

  it('refuse a Gemini body that names another model than its path', async () => {
    const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }];
    for (const [action, json] of [
      ['generateContent', { model: `models/${LARGE_MODELS.gemini}`, contents }],
      ['countTokens', { generateContentRequest: { model: `models/${LARGE_MODELS.gemini}`, contents } }],
      ['batchEmbedContents', { requests: [{ model: `models/${LARGE_MODELS.gemini}`, content: contents[0] }] }],
    ] as const) {
      await refused(`/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:${action}`, { json }, 'request_invalid', 400, /another model/);
      await refused(`/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:${action}`, { json }, 'tier_not_allowed', 403, new RegExp(LARGE_MODELS.gemini), free);
    }
    const same = { contents, model: `models/${CHAT_MODELS.gemini}` };
    expect((await send(`/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:generateContent`, { json: same })).status).toBe(200);
  });

  it("end Gemini's stream of one array with an error element when it breaks off", async () => {
    app.sandbox.script('gemini', () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '[{"candidates":[]}', cut: true }));
    const { text } = await send(`/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:streamGenerateContent`, { json: { contents: [{ parts: [{ text: 'Hi' }] }] } });
    expect(JSON.parse(text)).toMatchObject([{ candidates: [] }, { error: { status: 'UNAVAILABLE' } }]);
  });
});

describe('the plan', () => {
  const above: [path: string, json: Record<string, unknown>][] = [
    ['/api/v1/chat/completions', { model: 'gpt-5.5', messages: [{ role: 'user', content: 'Hi' }] }],
    ['/api/v1/chat/completions', { model: 'gpt-5.5-2026-04-23', messages: [{ role: 'user', content: 'Hi' }] }],
    ['/api/openai/v1/responses', { model: LARGE_MODELS.openai, input: 'Hi' }],
    ['/api/anthropic/v1/messages', { model: 'claude-sonnet-5', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] }],
    [`/api/gemini/v1beta/models/${LARGE_MODELS.gemini}:streamGenerateContent?alt=sse`, { contents: [{ parts: [{ text: 'Hi' }] }] }],
  ];

  it.each(above)('forbids at %s what is above it, also with a key of their own', async (path, json) => {
    const key = { ...keyHeader('openai', 'sk-sandbox-own'), ...keyHeader('anthropic', 'sk-sandbox-own'), ...keyHeader('gemini', 'sk-sandbox-own') };
    for (const headers of [{}, key]) {
      const seen = await send(path, { json, headers }, free);
      expect([seen.status, seen.receipt.code]).toEqual([403, 'tier_not_allowed']);
      expect(JSON.parse(seen.text)).toMatchObject({ error: { allowedModels: expect.arrayContaining([CHAT_MODELS.openai]) } });
    }
    expect((await send(path, { json, headers: key })).status).toBe(200);
  });
});

describe('what no client library would send', () => {
  it('gets an answer all the same: a body that stops halfway, one header twice', async () => {
    const head = (extra: string) => `POST /api/v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${user.token}\r\ncontent-type: application/json\r\n${extra}\r\n`;
    const body = JSON.stringify({ model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }] });
    const twice = await raw(head(`x-byok-openai-key: sk-sandbox-one-1\r\nX-Byok-OpenAI-Key: sk-sandbox-two-2\r\ncontent-length: ${body.length}\r\nconnection: close\r\n`) + body);
    expect(twice).toMatch(/^HTTP\/1\.1 400[\s\S]*x-byok-code: key_malformed[\s\S]*more than once/);
    expect(twice).not.toContain('sk-sandbox');
    const mark = app.mark();
    expect(await raw(`${head(`content-length: ${body.length}\r\n`)}${body.slice(0, 20)}`, true)).not.toContain('200 OK');
    expect(app.callsSince(mark)).toEqual([]);
  });
});

/** Writes bytes to the server and reads all that comes; `leave` ends our side at once. */
function raw(text: string, leave = false): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    let seen = '';
    socket.on('data', (chunk) => (seen += chunk.toString()));
    socket.on('close', () => resolve(seen));
    socket.on('error', () => resolve(seen));
    socket.write(text);
    if (leave) socket.end();
  });
}
