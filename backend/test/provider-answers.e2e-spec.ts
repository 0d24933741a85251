import { setTimeout as sleep } from 'node:timers/promises';
import type { ByokProviderId } from '#contracts';
import type { ScriptedAnswer } from '#sandbox';
import { canaryKey } from '#testing';
import '#testing/jest';
import OpenAI from 'openai';
import { UsageQueue } from '../src/usage/index.js';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, ask, type SeenReceipt } from './support/calls.js';
import { textFixture } from './support/provider-fixtures.js';
import { setUpApplication } from './support/set-up-application.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const SSE = { 'content-type': 'text/event-stream' };
const USAGE = { promptTokenCount: 7, candidatesTokenCount: 0, thoughtsTokenCount: 5 };

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));
afterEach(() => app.unscript());

const whole = (body: unknown, status = 200): ScriptedAnswer => ({ status, headers: JSON_TYPE, body: typeof body === 'string' ? body : JSON.stringify(body) });
const streamed = (...events: unknown[]): ScriptedAnswer => ({ status: 200, headers: SSE, body: events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('') });

interface Seen {
  status: number;
  text: string;
  receipt: SeenReceipt;
  calls: number;
}

/** A chat on /api/v1 with a user's own key, which the provider answers as told, and how many calls went out for it. */
async function chat(provider: ByokProviderId, answer: ScriptedAnswer | undefined, json: object = {}, fallback = 'never'): Promise<Seen> {
  app.sandbox.script(provider, answer === undefined ? undefined : () => answer);
  const mark = app.mark();
  const call = { path: '/api/v1/chat/completions', json: { model: CHAT_MODELS[provider], messages: [{ role: 'user', content: 'Hi' }], ...json } };
  const { status, text, receipt } = await ask(app, user, call, { ...keyHeader(provider, `sk-sandbox-own-${provider}`), 'x-byok-fallback': fallback });
  return { status, text, receipt, calls: app.callsSince(mark).length };
}

describe('an answer that is paid for but says nothing', () => {
  it.each(['MALFORMED_FUNCTION_CALL', 'OTHER', 'LANGUAGE', 'UNEXPECTED_TOOL_CALL'])('%s is one call, an error in words, and no fallback', async (finishReason) => {
    const answer = { candidates: [{ content: {}, finishReason, finishMessage: 'because of print(f())' }], usageMetadata: USAGE };
    for (const [script, stream] of [[whole(answer), false], [streamed(answer), true]] as const) {
      const { status, receipt, text, calls } = await chat('gemini', script, { stream }, 'on-error');
      expect([status, receipt.code, receipt.attempts, calls]).toEqual([502, 'provider_unavailable', 'byok:gemini:provider_unavailable', 1]);
      expect(text).toContain(`${finishReason}: because of print(f())`);
    }
  });

  it('counts as spent what its provider counted', async () => {
    const spender = await app.user();
    app.sandbox.script('gemini', () => whole({ candidates: [{ finishReason: 'OTHER' }], usageMetadata: USAGE }));
    const call = { path: '/api/v1/chat/completions', json: { model: CHAT_MODELS.gemini, messages: [{ role: 'user', content: 'Hi' }] } };
    await ask(app, spender, call, keyHeader('gemini', 'sk-sandbox-own-gemini'));
    await sleep(50);
    await app.application.get(UsageQueue).flush();
    const { rows } = await app.pool.query('select code, tokens_in, tokens_out, estimated from usage_records where user_id = $1', [spender.id]);
    expect(rows).toEqual([{ code: 'provider_unavailable', tokens_in: 7, tokens_out: 5, estimated: false }]);
  });

  it('is content_filter or length where the provider says so', async () => {
    for (const [finishReason, finish] of [['SAFETY', 'content_filter'], ['MAX_TOKENS', 'length']]) {
      const { status, text } = await chat('gemini', whole({ candidates: [{ finishReason }], usageMetadata: USAGE }));
      expect(status).toBe(200);
      expect(JSON.parse(text)).toMatchObject({ choices: [{ finish_reason: finish, message: { content: '' } }] });
    }
  });
});

describe('an answer of status 200 that is not in the format', () => {
  const FOREIGN: [string, ScriptedAnswer][] = [
    ['words', { status: 200, headers: JSON_TYPE, body: 'upstream is fine' }],
    ['a page without its type', { status: 200, headers: JSON_TYPE, body: '<html>hello</html>' }],
    ['other JSON', whole({ ok: true })],
    ['half of JSON', whole('{"id":"x","choi')],
    ['nothing', whole('')],
  ];

  it.each((['openai', 'anthropic', 'gemini'] as const).flatMap((provider) => FOREIGN.map(([name, answer]) => [provider, name, answer] as const)))(
    'from %s, %s, is one call, and the next key serves',
    async (provider, _name, answer) => {
      const alone = await chat(provider, answer);
      expect([alone.status, alone.receipt.code, alone.calls]).toEqual([502, 'provider_unavailable', 1]);
      let calls = 0;
      app.sandbox.script(provider, () => ((calls += 1) === 1 ? answer : undefined) as ScriptedAnswer);
      const call = { path: '/api/v1/chat/completions', json: { model: CHAT_MODELS[provider], messages: [{ role: 'user', content: 'Hi' }] } };
      const { receipt } = await ask(app, user, call, { ...keyHeader(provider, `sk-sandbox-own-${provider}`), 'x-byok-fallback': 'on-error' });
      expect(receipt.attempts?.startsWith(`byok:${provider}:provider_unavailable,platform:${provider}:`)).toBe(true);
    },
  );
});

/** Every route that generates, with what a call of it is. */
const GENERATING: readonly (readonly [route: string, provider: ByokProviderId, json: object])[] = [
  ['/api/v1/chat/completions', 'openai', { model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }] }],
  ['/api/v1/responses', 'openai', { model: CHAT_MODELS.openai, input: 'Hi' }],
  ['/api/v1/embeddings', 'openai', { model: 'text-embedding-3-small', input: 'Hi' }],
  ['/api/openai/v1/chat/completions', 'openai', { model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }] }],
  ['/api/openai/v1/responses', 'openai', { model: CHAT_MODELS.openai, input: 'Hi', store: false }],
  ['/api/openai/v1/responses/input_tokens', 'openai', { model: CHAT_MODELS.openai, input: 'Hi' }],
  ['/api/openai/v1/embeddings', 'openai', { model: 'text-embedding-3-small', input: 'Hi' }],
  ['/api/anthropic/v1/messages', 'anthropic', { model: CHAT_MODELS.anthropic, max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] }],
  ['/api/anthropic/v1/messages/count_tokens', 'anthropic', { model: CHAT_MODELS.anthropic, messages: [{ role: 'user', content: 'Hi' }] }],
  [`/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:generateContent`, 'gemini', { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }],
  [`/api/gemini/v1/models/${CHAT_MODELS.gemini}:generateContent`, 'gemini', { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }],
  ['/api/gemini/v1beta/models/gemini-embedding-001:embedContent', 'gemini', { content: { parts: [{ text: 'Hi' }] } }],
  ['/api/gemini/v1beta/models/gemini-embedding-001:batchEmbedContents', 'gemini', { requests: [{ model: 'models/gemini-embedding-001', content: { parts: [{ text: 'Hi' }] } }] }],
];
const STREAMING: readonly (readonly [route: string, provider: ByokProviderId, json: object])[] = [
  ...GENERATING.filter(([path]) => /completions$|responses$|messages$/.test(path)).map(([path, provider, json]) => [path, provider, { ...json, stream: true }] as const),
  [`/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:streamGenerateContent?alt=sse`, 'gemini', { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }],
];

/** A call whose first answer, to the own key, is as told; every further one is the sandbox's. */
async function withFirst(provider: ByokProviderId, path: string, json: object, answer: ScriptedAnswer) {
  let calls = 0;
  app.sandbox.script(provider, () => ((calls += 1) === 1 ? answer : undefined) as ScriptedAnswer);
  return ask(app, user, { path, json: json as Record<string, unknown> }, { ...keyHeader(provider, `sk-sandbox-own-${provider}`), 'x-byok-fallback': 'on-error' });
}

describe('a broken answer of status 200', () => {
  const BROKEN = ['{"id":', '{"a":1}', '{"id":"c","choices":[{"x":1}]} trailing', '{"choices":[}'];

  it.each(GENERATING)('on %s gives way to the platform, after one call', async (path, provider, json) => {
    for (const body of BROKEN) {
      const { status, receipt, text } = await withFirst(provider, path, json, whole(body));
      expect([body, status, receipt.attempts, receipt.fallbackReason]).toEqual([body, 200, `byok:${provider}:provider_unavailable,platform:${provider}:ok`, 'provider_unavailable']);
      expect(() => JSON.parse(text) as unknown).not.toThrow();
    }
  });

  it.each(GENERATING)('on %s is no sound one, which passes on as it came', async (path, provider, json) => {
    const sound = await ask(app, user, { path, json: json as Record<string, unknown> }, keyHeader(provider, `sk-sandbox-own-${provider}`));
    const laidOut = `\uFEFF${JSON.stringify({ ...(JSON.parse(sound.text) as object), something_new: 1 }, null, 2)}\n\n`;
    const { receipt, response, text } = await withFirst(provider, path, json, whole(laidOut));
    expect([receipt.attempts, text]).toEqual([`byok:${provider}:ok`, laidOut.slice(1)]);
    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(laidOut)));
  });

  it.each(STREAMING)('on %s, streamed, gives way where its first event is no JSON', async (path, provider, json) => {
    for (const body of ['data: nonsense\n\n', ': waiting\n\ndata: upstream is fine', '{"a":1}', '{"id":']) {
      const { status, receipt, text } = await withFirst(provider, path, json, { status: 200, headers: SSE, body });
      expect([body, status, receipt.attempts]).toEqual([body, 200, `byok:${provider}:provider_unavailable,platform:${provider}:ok`]);
      expect(text).not.toContain('nonsense');
    }
  });

  it.each(STREAMING.filter(([path]) => !path.startsWith('/api/v1/')))('on %s, streamed, is none by JSON of an unknown kind', async (path, provider, json) => {
    for (const body of ['data: {"a":1}\n\n', 'event: ping\ndata: alive\n\ndata: {"a":1}\n\n']) {
      const { receipt, text } = await withFirst(provider, path, json, { status: 200, headers: SSE, body });
      expect([receipt.attempts, text.startsWith(body)]).toEqual([`byok:${provider}:ok`, true]);
    }
  });
});

describe('an error in place of an answer that began with 200', () => {
  const MESSAGES = [{ role: 'user', content: 'Hi' }];
  const KEY = canaryKey('openai', 'in-place');
  const chat = { model: CHAT_MODELS.openai, messages: MESSAGES };
  const claude = { model: CHAT_MODELS.anthropic, max_tokens: 9, messages: MESSAGES, stream: true };
  const overloaded = { message: 'overloaded', type: 'server_error', param: null, code: 'server_is_overloaded' };
  const refused = { type: 'error', error: { type: 'invalid_request_error', message: 'No.', details: { why: 'x' } }, request_id: 'req_up' };
  const failed = { code: 'server_error', message: 'Broken.' };
  const busy = { error: { code: 503, message: 'Busy.', status: 'UNAVAILABLE' } };

  it.each<[string, ByokProviderId, string, object, ScriptedAnswer, number, object]>([
    ['the first event', 'openai', '/api/openai/v1/chat/completions', { ...chat, stream: true }, streamed({ error: overloaded }), 503, { error: overloaded }],
    ['the whole body', 'openai', '/api/openai/v1/chat/completions', chat, whole({ error: { ...overloaded, code: 'weird', param: 'p' } }), 502, { error: { ...overloaded, code: 'weird', param: 'p' } }],
    ['a body that holds the key', 'openai', '/api/openai/v1/chat/completions', chat, whole({ error: { ...overloaded, message: `Not with ${KEY}.` }, key: [KEY] }), 503, { error: { code: 'server_is_overloaded' } }],
    ['a response that failed', 'openai', '/api/openai/v1/responses', { model: CHAT_MODELS.openai, input: 'Hi', store: false, stream: true }, streamed({ type: 'response.created', response: {} }, { type: 'response.failed', response: { error: failed } }), 502, { error: failed }],
    ['an error event', 'anthropic', '/api/anthropic/v1/messages', claude, { status: 200, headers: { ...SSE, 'request-id': 'req_up' }, body: `event: error\ndata: ${JSON.stringify(refused)}\n\n` }, 400, refused],
    ['the first event', 'gemini', `/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:streamGenerateContent?alt=sse`, { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }, streamed(busy), 503, busy],
  ])('is the provider’s own on its route: %s, %s %s', async (_what, provider, path, json, answer, status, body) => {
    app.sandbox.script(provider, () => answer);
    const own = provider === 'openai' ? KEY : `sk-sandbox-own-${provider}`;
    const { response, text } = await ask(app, user, { path, json: json as Record<string, unknown> }, { ...keyHeader(provider, own), 'x-byok-fallback': 'never' });
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/json; charset=utf-8']);
    expect(JSON.parse(text)).toMatchObject(body);
    expect(text).toHoldNoKey(KEY);
    if (provider === 'anthropic') expect(response.headers.get('request-id')).toBe('req_up');
  });
});

describe('something new beside an answer', () => {
  it('is passed over for Claude, whole and streamed, in one call', async () => {
    for (const name of ['replay-new-things', 'replay-web-search', 'replay-code-execution']) {
      const { status, text, calls } = await chat('anthropic', { status: 200, headers: SSE, body: textFixture('anthropic', name) }, { stream: true });
      expect([status, calls]).toEqual([200, 1]);
      expect(text).toContain('"finish_reason":"stop"');
      expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    }
  });
});

describe('whose fault a refusal is', () => {
  it.each(['Your organization must be verified to stream this model.', 'Your organization must be verified to generate reasoning summaries.', 'You are not a member of the organization.'])(
    'the account’s: %s',
    async (message) => {
      const refusal = whole({ error: { message, type: 'invalid_request_error', param: 'stream', code: 'unsupported_value' } }, 400);
      expect(await chat('openai', refusal)).toMatchObject({ status: 403, receipt: { code: 'key_forbidden' } });
      expect((await chat('openai', refusal, {}, 'on-error')).receipt.attempts).toMatch(/^byok:openai:key_forbidden,platform:openai:/);
    },
  );

  it.each(['data:image/svg+xml;utf8,<svg width="100%"/>', 'data:text/plain,50% off', 'data:image/svg+xml,%E0%A4%A', 'data:image/png;base64,%', 'data:,', 'data:image/png;base64,!!!'])(
    'never ours, whatever is in a data: URL: %s',
    async (url) => {
      for (const provider of ['gemini', 'anthropic'] as const) {
        for (const part of [{ type: 'image_url', image_url: { url } }, { type: 'file', file: { file_data: url } }]) {
          const { status, receipt } = await chat(provider, undefined, { messages: [{ role: 'user', content: [part] }] });
          expect([200, 400]).toContain(status);
          if (status === 400) expect(receipt.code).toBe('request_invalid');
        }
      }
    },
  );

  it('is never told in the log with prompt or key', async () => {
    const prompt = 'the prompt that nobody may log';
    const key = `sk-sandbox-own-anthropic`;
    for (const answer of [whole('{"content":7}'), whole({ content: [{ type: 'text' }], error: null }), whole(`{"echo":"${Buffer.from(key).toString('base64')}`)]) {
      await chat('anthropic', answer, { messages: [{ role: 'user', content: prompt }] });
      await chat('anthropic', answer, { messages: [{ role: 'user', content: prompt }], stream: true });
    }
    expect(app.logs().includes(prompt)).toBe(false);
    expect(app.logs().includes(Buffer.from(key).toString('base64'))).toBe(false);
  });
});

/** OpenAI's own traffic passes as it is: its SDK reads through us what it reads alone. */
describe('a replay of openai', () => {
  const client = (fetch: typeof globalThis.fetch | undefined, baseURL: string) =>
    new OpenAI({ apiKey: user.token, baseURL, maxRetries: 0, defaultHeaders: { ...keyHeader('openai', 'sk-sandbox-own-openai'), 'x-byok-fallback': 'never' }, ...(fetch && { fetch }) });

  async function read(sdk: OpenAI): Promise<unknown> {
    const chunks: unknown[] = [];
    try {
      for await (const chunk of await sdk.chat.completions.create({ model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }], stream: true })) chunks.push(chunk);
    } catch (error) {
      chunks.push({ error: (error as InstanceType<typeof OpenAI.APIError>).message });
    }
    return chunks;
  }

  it.each(['text', 'parallel-tools', 'refusal', 'filtered', 'new-things', 'error'])('%s gives the chunks that its SDK reads from the same bytes', async (name) => {
    const body = textFixture('openai', `replay-${name}`);
    app.sandbox.script('openai', () => ({ status: 200, headers: SSE, body }));
    const alone = await read(client(() => Promise.resolve(new Response(body, { headers: SSE })), 'https://api.openai.com/v1'));
    for (const face of ['v1', 'openai/v1']) expect(await read(client(undefined, `${app.url}/api/${face}`))).toEqual(alone);
  });
});
