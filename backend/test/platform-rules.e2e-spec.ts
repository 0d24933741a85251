import { Clock } from '#nestjs-byok';
import { DEFAULT_PLAN_LIMITS } from '../src/config/index.js';
import { keyHeader, type RequestOptions, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, LARGE_MODELS, TRANSCRIBING_MODELS, receiptOf } from './support/calls.js';
import { setUpApplication } from './support/set-up-application.js';
import { wav } from './support/wav.js';

let app: TestApplication;
let user: TestUser;
let free: TestUser;
let sent: { path: string; headers: Record<string, unknown>; body: string }[] = [];

setUpApplication((shared) => ({ app, user } = shared));
beforeAll(async () => {
  free = await app.user('free');
  for (const provider of ['openai', 'anthropic', 'gemini', 'cloudru'] as const) {
    app.sandbox.script(provider, ({ path, headers }, body) => {
      sent.push({ path, headers, body: body.toString('latin1') });
      return undefined;
    });
  }
});
beforeEach(() => {
  sent = [];
});

const MAXIMUM = DEFAULT_PLAN_LIMITS.business.maxOutputTokens;
/** Where the client set none. */
const USUAL = 16_384;
const messages = [{ role: 'user', content: 'Hi' }];
const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }];
const CHAT = '/api/openai/v1/chat/completions';
const MESSAGES = '/api/anthropic/v1/messages';
const GEMINI = `/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:generateContent`;

async function call(path: string, json: unknown, headers: Record<string, string> = {}, asker = user) {
  return seenOf(await app.fetch(asker, path, { json, headers }));
}

async function seenOf(response: Response) {
  const text = await response.text();
  const error = text.startsWith('{') ? (JSON.parse(text) as { error?: { param?: string; message?: string } }).error : undefined;
  return { status: response.status, text, error, dropped: response.headers.get('x-byok-dropped'), ...receiptOf(response) };
}

const lastBody = (): Record<string, unknown> => JSON.parse(sent.at(-1)?.body ?? '{}') as Record<string, unknown>;

describe("headers under the platform's key", () => {
  const account = { 'idempotency-key': 'abc', 'openai-organization': 'org-1', 'openai-project': 'p-1', 'anthropic-workspace-id': 'w-1', 'anthropic-user-profile-id': 'u-1', 'x-goog-user-project': 'g-1' };
  const calls = [
    ['openai', CHAT, { model: CHAT_MODELS.openai, messages }, ['idempotency-key', 'openai-organization', 'openai-project']],
    ['anthropic', MESSAGES, { model: 'claude-haiku-4-5', messages, max_tokens: 5 }, ['idempotency-key', 'anthropic-workspace-id', 'anthropic-user-profile-id']],
    ['gemini', GEMINI, { contents }, ['x-goog-user-project']],
  ] as const;

  it.each(calls)('choose no account of %s: those go with an own key, each to its provider', async (provider, path, json, names) => {
    const version = { 'anthropic-version': '2023-06-01' };
    expect((await call(path, json, { ...account, ...version })).status).toBe(200);
    const under = (at: number) => Object.keys(account).filter((name) => name in (sent[at]?.headers ?? {}));
    expect(under(0)).toEqual([]);
    await call(path, json, { ...account, ...version, ...keyHeader(provider, `sk-sandbox-own-${provider}`) });
    expect(under(1)).toEqual(names);
    expect((await call(path, json, { ...account, ...version, ...keyHeader(provider, `sk-sandbox-nocredit-${provider}`) })).source).toBe('platform');
    expect([under(2), under(3)]).toEqual([names, []]);
  });

  it('carry listed beta names, and name the others', async () => {
    const beta = { 'anthropic-version': '2023-06-01', 'anthropic-beta': 'files-api-2025-04-14, interleaved-thinking-2025-05-14,made-up-1' };
    const json = { model: 'claude-haiku-4-5', messages, max_tokens: 5 };
    const platform = await call(MESSAGES, json, beta);
    expect(platform).toMatchObject({ status: 200, dropped: 'files-api-2025-04-14, made-up-1' });
    expect(sent[0]?.headers['anthropic-beta']).toBe('interleaved-thinking-2025-05-14');
    const own = await call(MESSAGES, json, { ...beta, ...keyHeader('anthropic', 'sk-ant-sandbox-own') });
    expect(own).toMatchObject({ status: 200, dropped: null });
    expect(sent[1]?.headers['anthropic-beta']).toBe(beta['anthropic-beta']);
    const fallback = await call(MESSAGES, json, { ...beta, ...keyHeader('anthropic', 'sk-ant-sandbox-nocredit') });
    expect(fallback).toMatchObject({ status: 200, source: 'platform', dropped: 'files-api-2025-04-14, made-up-1' });
  });

  it('name what was dropped on errors, too, and never a key among it', async () => {
    app.sandbox.script('openai', ({ path, headers }, body) => {
      sent.push({ path, headers, body: body.toString() });
      return { status: 400, headers: { 'content-type': 'application/json' }, body: '{"error":{"message":"bad","type":"invalid_request_error","param":null,"code":null}}' };
    });
    const seen = await call(CHAT, { model: CHAT_MODELS.openai, messages }, { 'openai-beta': 'assistants=v2,sk-proj-abcdefghijklmnopqrstuvwxyz0123456789' });
    app.sandbox.script('openai', ({ path, headers }, body) => {
      sent.push({ path, headers, body: body.toString('latin1') });
      return undefined;
    });
    expect(seen).toMatchObject({ status: 400, code: 'request_invalid' });
    expect(seen.dropped).toMatch(/^assistants=v2, /);
    expect(seen.dropped).not.toContain('abcdefghijklmnop');
    expect(sent[0]?.headers).not.toHaveProperty('openai-beta');
  });
});

describe('beta names on /api/v1', () => {
  const beta = { 'anthropic-beta': 'interleaved-thinking-2025-05-14, made-up-1,', 'openai-beta': 'assistants=v2' };
  const names = 'interleaved-thinking-2025-05-14, made-up-1, assistants=v2';
  const recording = () => {
    const data = new FormData();
    data.append('model', TRANSCRIBING_MODELS.openai);
    data.append('file', new Blob([new Uint8Array(wav(1))], { type: 'audio/wav' }), 'a.wav');
    return data;
  };

  it.each([
    ['piped', CHAT_MODELS.openai],
    ['translated', CHAT_MODELS.anthropic],
  ])('stay here and are named, whoever pays: %s', async (_how, model) => {
    for (const headers of [beta, { ...beta, ...keyHeader('openai', 'sk-sandbox-own'), ...keyHeader('anthropic', 'sk-ant-sandbox-own') }]) {
      for (const stream of [false, true]) {
        expect(await call('/api/v1/chat/completions', { model, messages, stream }, headers)).toMatchObject({ status: 200, dropped: names });
        expect(sent.at(-1)?.headers).not.toHaveProperty('anthropic-beta');
        expect(sent.at(-1)?.headers).not.toHaveProperty('openai-beta');
      }
    }
  });

  it('stand before what a translation leaves out, and on errors and transcripts, too', async () => {
    expect((await call('/api/v1/chat/completions', { model: CHAT_MODELS.anthropic, messages, seed: 1 }, beta)).dropped).toBe(`${names}, seed`);
    const failed = await call('/api/v1/chat/completions', { model: CHAT_MODELS.openai, messages }, { ...beta, 'x-byok-fallback': 'never', ...keyHeader('openai', 'sk-sandbox-nocredit') });
    expect(failed).toMatchObject({ code: 'key_no_credit', dropped: names });
    expect((await seenOf(await app.fetch(user, '/api/v1/audio/transcriptions', { body: recording(), headers: beta }))).dropped).toBe(names);
    expect((await call('/api/v1/embeddings', { model: 'text-embedding-3-small', input: 'Hi' }, beta)).dropped).toBe(names);
    expect((await call('/api/v1/chat/completions', { model: CHAT_MODELS.openai, messages })).dropped).toBeNull();
  });
});

describe("the query under the platform's key", () => {
  it.each([
    [`${GEMINI}?$userProject=x`, '$userProject'],
    [`${GEMINI}?%24httpHeaders=x`, '$httpHeaders'],
    [`${GEMINI}?alt=json&quotaUser=x`, 'quotaUser'],
  ])('is listed: %s', async (path, param) => {
    expect(await call(path, { contents })).toMatchObject({ status: 400, code: 'key_required', error: { param } });
    expect(sent).toEqual([]);
    expect(await call(path, { contents }, keyHeader('gemini', 'AIzaSandbox-sandbox-own'))).toMatchObject({ status: 200, source: 'byok' });
    expect(sent[0]?.path).toContain('?');
  });

  it('passes where it is listed', async () => {
    expect((await call(`${MESSAGES}?beta=true`, { model: 'claude-haiku-4-5', messages, max_tokens: 5 })).status).toBe(200);
    expect(sent[0]?.path).toBe('/v1/messages?beta=true');
    expect((await call(`${GEMINI}?%24alt=json`, { contents })).status).toBe(200);
  });
});

describe("the answer's maximum under the platform's key", () => {
  it.each([
    ['chat', CHAT, { model: CHAT_MODELS.openai, messages }, { max_completion_tokens: USUAL }],
    ['chat with a smaller one', CHAT, { model: CHAT_MODELS.openai, messages, max_tokens: 7 }, { max_tokens: 7 }],
    ['chat with a larger one', CHAT, { model: CHAT_MODELS.openai, messages, max_tokens: 1e6, max_completion_tokens: null }, { max_tokens: MAXIMUM, max_completion_tokens: null }],
    ['chat of /api/v1', '/api/v1/chat/completions', { model: CHAT_MODELS.openai, messages }, { max_completion_tokens: USUAL }],
    ['chat of Cloud.ru', '/api/v1/chat/completions', { model: 'openai/gpt-oss-120b', messages }, { max_tokens: USUAL }],
    ['chat of Cloud.ru in the newer field', '/api/v1/chat/completions', { model: 'openai/gpt-oss-120b', messages, max_completion_tokens: 1e6 }, { max_tokens: MAXIMUM, max_completion_tokens: MAXIMUM }],
    ['responses', '/api/openai/v1/responses', { model: CHAT_MODELS.openai, input: 'Hi' }, { max_output_tokens: USUAL, store: false }],
    ['messages', MESSAGES, { model: 'claude-haiku-5-5', messages, max_tokens: 640_000 }, { max_tokens: MAXIMUM }],
    ['messages without one', MESSAGES, { model: 'claude-haiku-4-5', messages }, { max_tokens: USUAL }],
    ['generateContent', GEMINI, { contents, generationConfig: { temperature: 1 } }, { generationConfig: { temperature: 1, maxOutputTokens: USUAL }, store: false }],
    ['generateContent in snake case', GEMINI, { contents, generation_config: { max_output_tokens: '999999' } }, { generationConfig: { maxOutputTokens: MAXIMUM } }],
  ] as const)('of %s', async (_name, path, json, expected) => {
    expect((await call(path, json, { 'anthropic-version': '2023-06-01' })).status).toBe(200);
    expect(lastBody()).toMatchObject(expected);
  });

  it('depends on the plan, and on the room of the model', async () => {
    const clock = app.application.get(Clock);
    const { now } = clock;
    // A day on which the provider still had a model of so small a window.
    clock.now = () => Date.parse('2026-10-01');
    await call(CHAT, { model: 'gpt-4', messages });
    clock.now = now;
    expect(lastBody()).toMatchObject({ max_completion_tokens: 2_048 });
    await call(CHAT, { model: CHAT_MODELS.openai, messages }, {}, free);
    expect(lastBody()).toMatchObject({ max_completion_tokens: DEFAULT_PLAN_LIMITS.free.maxOutputTokens });
  });

  it('holds for a translated call', async () => {
    await call('/api/v1/chat/completions', { model: 'claude-haiku-4-5', messages, max_tokens: 20_000 }, {}, free);
    expect(lastBody()).toMatchObject({ max_tokens: DEFAULT_PLAN_LIMITS.free.maxOutputTokens });
  });

  it('is none with an own key', async () => {
    await call(CHAT, { model: CHAT_MODELS.openai, messages }, keyHeader('openai', 'sk-sandbox-own'));
    expect(lastBody()).toEqual({ model: CHAT_MODELS.openai, messages });
  });

  it('is none of embeddings', async () => {
    await call('/api/openai/v1/embeddings', { model: 'text-embedding-3-small', input: 'Hi' });
    expect(lastBody()).toEqual({ model: 'text-embedding-3-small', input: 'Hi' });
  });
});

describe("a body under the platform's key", () => {
  it('keeps its numbers and its texts', async () => {
    const body = '{"model":"claude-haiku-4-5","max_tokens":5,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"é","input":{"id":12345678901234567890,"x":1e400}}]}]}';
    const options: RequestOptions = { method: 'POST', body, headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' } };
    await app.fetch(user, MESSAGES, options).then((response) => response.text());
    expect(Buffer.from(sent[0]?.body ?? '', 'latin1').toString()).toBe(body);
  });

  it('hides nothing behind a name that stands there twice', async () => {
    const body = `{"model":"${CHAT_MODELS.openai}","messages":[{"role":"user","content":"Hi"}],"n":128,"n":1}`;
    const response = await app.fetch(user, CHAT, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(response.status).toBe(200);
    expect(sent[0]?.body).not.toContain('128');
  });

  it('repeats no key that stands where a name should', async () => {
    const key = 'sk-proj-abcdefghijklmnopqrstuvwxyz0123456789';
    const seen = await call(CHAT, { model: CHAT_MODELS.openai, messages, [key]: 1 });
    expect(seen).toMatchObject({ status: 400, code: 'key_required' });
    expect(seen.text).not.toContain('abcdefghijklmnop');
    const long = await call(CHAT, { model: CHAT_MODELS.openai, messages, ['x'.repeat(5_000)]: 1 });
    expect(long.text.length).toBeLessThan(1_000);
  });

  it('says how to mend it', async () => {
    const seen = await call(CHAT, { model: CHAT_MODELS.openai, messages, tools: [{ type: 'function', function: { name: 'a' } }, { type: 'web_search' }] });
    expect(seen.error).toMatchObject({ param: 'tools[1].type', message: expect.stringMatching(/"tools\[1\]\.type".*x-byok-openai-key/) });
  });
});

describe("sound in a chat under the platform's key", () => {
  const heard = { type: 'input_audio', input_audio: { data: wav(1).toString('base64'), format: 'wav' } };
  const calls = {
    'an answer that is spoken': { json: { messages, modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'wav' } }, param: 'modalities' },
    'a recording': { json: { messages: [{ role: 'user', content: [heard] }] }, param: 'messages' },
  };

  it.each(Object.entries(calls))('is not paid where nobody knows its price: %s', async (_what, { json, param }) => {
    for (const path of [CHAT, '/api/v1/chat/completions']) {
      sent = [];
      const seen = await call(path, { model: 'gpt-audio-mini', ...json });
      expect(seen).toMatchObject({ status: 400, code: 'key_required', error: { param, message: expect.stringContaining('gpt-audio-mini') as string } });
      expect(sent).toEqual([]);
      expect(await call(path, { model: 'gpt-audio-mini', ...json }, keyHeader('openai', 'sk-sandbox-own'))).toMatchObject({ status: 200, source: 'byok' });
      expect(await call(path, { model: 'gpt-audio-mini', ...json }, keyHeader('openai', 'sk-sandbox-nocredit'))).toMatchObject({ code: 'key_no_credit', attempts: 'byok:openai:key_no_credit' });
    }
  });

  it.each([
    ['sound', { responseModalities: ['TEXT', 'AUDIO'] }],
    ['sound, in one word', { responseModalities: 'audio' }],
    ['pictures, in snake case', { response_modalities: ['IMAGE'] }],
    ['what is written as a number', { responseModalities: [2] }],
    ['a voice', { speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Kore' } } } }],
  ])('is not paid at Gemini either: %s', async (_what, generationConfig) => {
    const path = `/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:generateContent`;
    const body = (config: object) => ({ contents: [{ role: 'user', parts: [{ text: 'Hi' }] }], generationConfig: config });
    sent = [];
    expect(await call(path, body(generationConfig))).toMatchObject({ status: 400, code: 'key_required' });
    expect(sent).toEqual([]);
    expect(await call(path, body({ responseModalities: ['TEXT'] }))).toMatchObject({ status: 200, source: 'platform' });
  });

  const spoken = `data:audio/wav;base64,${heard.input_audio.data}`;
  it.each([
    ['a recording', '/api/v1/chat/completions', { messages: [{ role: 'user', content: [heard] }] }, 'messages[0].content[0].input_audio'],
    ['a recording where pictures stand', '/api/v1/chat/completions', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: spoken } }] }] }, 'messages[0].content[0].image_url.url'],
    ['an answer that is spoken', '/api/v1/chat/completions', calls['an answer that is spoken'].json, 'modalities'],
    ['a recording in an item', '/api/v1/responses', { input: [{ role: 'user', content: [heard] }] }, 'input[0].content[0].input_audio'],
  ])('is refused as what it is where no key would help: %s, at Claude', async (_what, path, json, param) => {
    for (const headers of [{}, keyHeader('anthropic', 'sk-ant-sandbox-own')]) {
      expect(await call(path, { model: CHAT_MODELS.anthropic, ...json }, headers)).toMatchObject({ status: 400, code: 'request_invalid', error: { param } });
    }
    expect(sent).toEqual([]);
  });

  it('is paid where it has a price, and goes there by itself', async () => {
    expect(await call(CHAT, { model: 'gpt-audio', ...calls['an answer that is spoken'].json })).toMatchObject({ status: 200, source: 'platform' });
    for (const model of [CHAT_MODELS.gemini, 'auto']) {
      expect(await call('/api/v1/chat/completions', { model, ...calls['a recording'].json })).toMatchObject({ status: 200, source: 'platform', provider: 'gemini' });
    }
  });
});

describe("a form under the platform's key", () => {
  const form = (fields: Record<string, string>) => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.append(name, value);
    data.append('file', new Blob([new Uint8Array(wav(1))], { type: 'audio/wav' }), 'a.wav');
    return data;
  };

  it.each(['/api/v1/audio/transcriptions', '/api/openai/v1/audio/transcriptions'])('is listed on %s', async (path) => {
    const refused = await seenOf(await app.fetch(user, path, { body: form({ model: TRANSCRIBING_MODELS.openai, made_up: '1' }) }));
    expect(refused).toMatchObject({ status: 400, code: 'key_required', error: { param: 'made_up' } });
    expect(sent).toEqual([]);
    for (const [name, value] of [['include[]', 'everything'], ['chunking_strategy[type]', 'of_my_own'], ['chunking_strategy[made_up]', '1'], ['chunking_strategy', '']] as const) {
      const seen = await seenOf(await app.fetch(user, path, { body: form({ model: TRANSCRIBING_MODELS.openai, [name]: value }) }));
      expect(seen).toMatchObject(value === '' ? { status: 200 } : { code: 'key_required', error: { param: name } });
    }
    sent = [];
    const listed = form({ model: TRANSCRIBING_MODELS.openai, language: 'ru', response_format: 'json', 'timestamp_granularities[]': 'segment', 'chunking_strategy[type]': 'server_vad' });
    expect((await seenOf(await app.fetch(user, path, { body: listed }))).status).toBe(200);
    expect(sent[0]?.body).toMatch(/name="chunking_strategy\[type\]"/);
    const own = await app.fetch(user, path, { body: form({ model: TRANSCRIBING_MODELS.openai, made_up: '1' }), headers: keyHeader('openai', 'sk-sandbox-own') });
    expect(own.status).toBe(200);
    expect(sent[1]?.body).toContain('made_up');
    const dead = await app.fetch(user, path, { body: form({ model: TRANSCRIBING_MODELS.openai, made_up: '1' }), headers: keyHeader('openai', 'sk-sandbox-nocredit') });
    expect(receiptOf(dead)).toMatchObject({ code: 'key_no_credit', attempts: 'byok:openai:key_no_credit' });
  });
});

describe("OpenAI's moderation", () => {
  it('by the models that are there for it costs nothing, and is for every plan', async () => {
    for (const [path, fields] of [[CHAT, { messages }], ['/api/v1/responses', { input: 'Hi' }]] as const) {
      const seen = await call(path, { model: CHAT_MODELS.openai, ...fields, moderation: { model: 'omni-moderation-latest' } }, keyHeader('openai', 'sk-sandbox-own'), free);
      expect(seen).toMatchObject({ status: 200, source: 'byok' });
      expect(lastBody()).toMatchObject({ moderation: { model: 'omni-moderation-latest' } });
    }
  });
});

describe.each([
  ["the platform's key", () => ({})],
  ['an own key', () => ({ ...keyHeader('openai', 'sk-sandbox-own'), ...keyHeader('anthropic', 'sk-ant-sandbox-own'), ...keyHeader('gemini', 'AIza-sandbox-own') })],
] as const)('with %s a plan', (_name, headers) => {
  const claude = { model: 'claude-haiku-4-5', messages, max_tokens: 5 };
  const gpt = { model: CHAT_MODELS.openai, input: 'Hi' };

  it.each([
    ['a fallback', MESSAGES, { ...claude, fallbacks: [{ model: 'claude-haiku-4-5' }, { model: 'claude-opus-5' }] }, 'tier_not_allowed', 'fallbacks[1].model'],
    ['the advisor', MESSAGES, { ...claude, tools: [{ type: 'advisor_20260301', name: 'advisor', model: 'claude-opus-5' }] }, 'tier_not_allowed', 'tools[0].model'],
    ['an unknown advisor', MESSAGES, { ...claude, tools: [{ type: 'advisor_20260301', name: 'advisor', model: 'claude-none' }] }, 'model_unknown', 'tools[0].model'],
    ['an advisor added in the middle', MESSAGES, { ...claude, messages: [...messages, { role: 'system', content: [{ type: 'tool_addition', tool: { type: 'tool_definition', definition: { type: 'advisor_20260301', name: 'advisor', model: 'claude-opus-5' } } }] }] }, 'tier_not_allowed', 'messages[1].content[0].tool.definition.model'],
    ['a generated image', '/api/openai/v1/responses', { ...gpt, tools: [{ type: 'image_generation', model: 'gpt-5.5' }] }, 'tier_not_allowed', 'tools[0].model'],
    ['a generated image of an item', '/api/v1/responses', { ...gpt, input: [{ type: 'additional_tools', tools: [{ type: 'image_generation', model: 'gpt-5.5' }] }] }, 'tier_not_allowed', 'input[0].tools[0].model'],
    ['an unknown image model', '/api/openai/v1/responses', { ...gpt, tools: [{ type: 'image_generation', model: 'gpt-image-9' }] }, 'model_unknown', 'tools[0].model'],
    ['a nested request', '/api/gemini/v1beta/models/gemini-embedding-001:batchEmbedContents', { requests: [{ model: 'models/gemini-3.5-flash', content: contents[0] }] }, 'tier_not_allowed', 'requests[0].model'],
    ['a counted request', `/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:countTokens`, { generateContentRequest: { model: 'models/gemini-3.5-flash', contents } }, 'tier_not_allowed', 'generateContentRequest.model'],
    ['a moderator', CHAT, { model: CHAT_MODELS.openai, messages, moderation: { model: 'gpt-5.5' } }, 'tier_not_allowed', 'moderation.model'],
    ['an unknown moderator', '/api/v1/responses', { ...gpt, moderation: { model: 'omni-moderation-latest:ft' } }, 'model_unknown', 'moderation.model'],
    ['a moderator beside a translated call', '/api/v1/chat/completions', { ...claude, moderation: { model: 'gpt-5.5' } }, 'tier_not_allowed', 'moderation.model'],
    ['a routed request', GEMINI, { contents, generation_config: { routingConfig: { manual_mode: { model_name: LARGE_MODELS.gemini } } } }, 'tier_not_allowed', 'generation_config.routingConfig.manual_mode.model_name'],
    ['a ranker', GEMINI, { contents, tools: [{ retrieval: { vertexRagStore: { ragRetrievalConfig: { ranking: { llmRanker: { modelName: LARGE_MODELS.gemini } } } } } }] }, 'tier_not_allowed', 'tools[0].retrieval.vertexRagStore.ragRetrievalConfig.ranking.llmRanker.modelName'],
  ])('holds for %s', async (_what, path, json, code, param) => {
    const seen = await call(path, json, { 'anthropic-version': '2023-06-01', ...headers() }, free);
    expect(seen).toMatchObject({ code, status: code === 'model_unknown' ? 404 : 403, error: { param }, attempts: null });
    expect(sent).toEqual([]);
  });

  it.each([
    ['a tool with a property of that name', MESSAGES, { ...claude, tools: [{ name: 'pick', input_schema: { type: 'object', properties: { model: { type: 'string' } }, model: 'claude-opus-5' } }] }],
    ['a function with such a property', '/api/openai/v1/responses', { ...gpt, tools: [{ type: 'function', name: 'pick', strict: false, parameters: { type: 'object', properties: { model: { const: 'gpt-5.5' } } } }] }],
    ['metadata', '/api/openai/v1/responses', { ...gpt, metadata: { model: 'gpt-5.5' } }],
    ['arguments', GEMINI, { contents: [...contents, { role: 'model', parts: [{ functionCall: { name: 'a', args: { model: LARGE_MODELS.gemini } } }] }, { role: 'user', parts: [{ functionResponse: { name: 'a', response: { model: 'x' } } }] }] }],
  ])('no more than a model: %s is none', async (_what, path, json) => {
    expect((await call(path, json, { 'anthropic-version': '2023-06-01', ...headers() }, free)).status).toBe(200);
  });
});
