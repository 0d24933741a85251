import Anthropic from '@anthropic-ai/sdk';
import { ApiError, FunctionCallingConfigMode, GoogleGenAI, Type } from '@google/genai';
import OpenAI, { toFile } from 'openai';
import { fingerprintOf } from '#sandbox';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, TRANSCRIBING_MODELS } from './support/calls.js';
import { setUpApplication } from './support/set-up-application.js';
import { wav } from './support/wav.js';

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));

async function failureOf(call: Promise<unknown>): Promise<Error & { status?: number; headers?: Headers; code?: unknown }> {
  return call.then(
    () => {
      throw new Error('should have failed');
    },
    (error: Error) => error,
  );
}

describe('the openai package at /api/openai/v1', () => {
  const key = 'sk-sandbox-native-openai';
  const client = (headers: Record<string, string> = keyHeader('openai', key)) =>
    new OpenAI({ apiKey: user.token, baseURL: `${app.url}/api/openai/v1`, defaultHeaders: headers, maxRetries: 0 });

  it('chats with the key of the header, and never with the token', async () => {
    const mark = app.mark();
    const { data, response } = await client()
      .chat.completions.create({ model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }] })
      .withResponse();
    expect(data.choices[0]?.message.content).toMatch(/\S/);
    expect(response.headers.get('x-byok-attempts')).toBe('byok:openai:ok');
    expect(app.callsSince(mark).map((call) => call.keyFingerprint)).toEqual([fingerprintOf(key)]);
  });

  it('streams', async () => {
    const stream = await client().chat.completions.create({ model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }], stream: true });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toMatch(/\S/);
  });

  it('makes responses, plain and streamed', async () => {
    expect((await client().responses.create({ model: CHAT_MODELS.openai, input: 'Hi' })).output_text).toMatch(/\S/);
    const types = new Set<string>();
    for await (const event of await client().responses.create({ model: CHAT_MODELS.openai, input: 'Hi', stream: true })) types.add(event.type);
    expect([...types]).toEqual(expect.arrayContaining(['response.created', 'response.output_text.delta', 'response.completed']));
  });

  it('calls tools', async () => {
    const answer = await client().chat.completions.create({
      model: CHAT_MODELS.openai,
      messages: [{ role: 'user', content: 'Weather in Kazan?' }],
      tools: [{ type: 'function', function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } }],
      tool_choice: 'required',
    });
    expect(answer.choices[0]?.message.tool_calls?.[0]).toMatchObject({ function: { name: 'get_weather' } });
  });

  it('embeds', async () => {
    const answer = await client().embeddings.create({ model: 'text-embedding-3-small', input: ['one', 'two'] });
    expect(answer.data).toHaveLength(2);
    expect(answer.data[0]?.embedding.length).toBeGreaterThan(10);
  });

  it('lists and retrieves models', async () => {
    const ids: string[] = [];
    for await (const model of client().models.list()) ids.push(model.id);
    expect(ids).toContain(CHAT_MODELS.openai);
    const { data, response } = await client().models.retrieve(CHAT_MODELS.openai).withResponse();
    expect(data.id).toBe(CHAT_MODELS.openai);
    expect(response.headers.get('x-byok-credential-source')).toBe('byok');
    expect(response.headers.get('x-byok-model')).toBe(CHAT_MODELS.openai);
    expect((await failureOf(client().models.retrieve('gpt-0'))).message).toContain('gpt-0');
  });

  it.each([TRANSCRIBING_MODELS.openai, `openai/${TRANSCRIBING_MODELS.openai}`])('transcribes with %s', async (model) => {
    const answer = await client().audio.transcriptions.create({ model, file: await toFile(wav(6), 'лекция.wav'), language: 'ru' });
    expect(answer.text).toMatch(/[а-я]/i);
  });

  it('streams a transcript', async () => {
    const stream = await client().audio.transcriptions.create({ model: TRANSCRIBING_MODELS.openai, file: await toFile(wav(6), 'a.wav'), stream: true });
    const types: string[] = [];
    for await (const event of stream) types.push(event.type);
    expect(types).toContain('transcript.text.delta');
    expect(types.at(-1)).toBe('transcript.text.done');
  });

  it.each([
    ['invalid', OpenAI.AuthenticationError, 'key_invalid', 401],
    ['nocredit', OpenAI.RateLimitError, 'key_no_credit', 429],
    ['ratelimited', OpenAI.RateLimitError, 'key_rate_limited', 429],
    ['forbidden', OpenAI.PermissionDeniedError, 'key_forbidden', 403],
    ['region', OpenAI.PermissionDeniedError, 'region_unsupported', 403],
    ['overloaded', OpenAI.InternalServerError, 'provider_overloaded', 503],
  ] as const)('raises its own class for a key that is %s', async (part, errorClass, code, status) => {
    const error = await failureOf(
      client({ ...keyHeader('openai', `sk-sandbox-${part}`), 'x-byok-fallback': 'never' }).chat.completions.create({
        model: CHAT_MODELS.openai,
        messages: [{ role: 'user', content: 'Hi' }],
      }),
    );
    expect(error).toBeInstanceOf(errorClass);
    expect(error.status).toBe(status);
    expect(error.headers?.get('x-byok-code')).toBe(code);
  });

  it.each([
    ['an unknown model', 'gpt-nothing', OpenAI.NotFoundError, 'model_unknown'],
    ["another provider's model", 'claude-haiku-4-5', OpenAI.NotFoundError, 'model_unknown'],
    ["Cloud.ru's model of OpenAI", 'gpt-oss-120b', OpenAI.NotFoundError, 'model_unknown'],
    ['auto', 'auto', OpenAI.NotFoundError, 'model_unknown'],
  ] as const)('raises its own class for %s', async (_name, model, errorClass, code) => {
    const mark = app.mark();
    const error = await failureOf(client().chat.completions.create({ model, messages: [{ role: 'user', content: 'Hi' }] }));
    expect(error).toBeInstanceOf(errorClass);
    expect(error.code).toBe(code);
    expect(app.callsSince(mark)).toEqual([]);
  });

  it('raises its own class for a wrong token', async () => {
    const stranger = new OpenAI({ apiKey: 'sk-stranger', baseURL: `${app.url}/api/openai/v1`, maxRetries: 0 });
    expect(await failureOf(stranger.models.retrieve(CHAT_MODELS.openai))).toBeInstanceOf(OpenAI.AuthenticationError);
  });
});

describe('the @anthropic-ai/sdk package at /api/anthropic', () => {
  const key = 'sk-ant-sandbox-native';
  const client = (headers: Record<string, string> = keyHeader('anthropic', key)) =>
    new Anthropic({ apiKey: user.token, baseURL: `${app.url}/api/anthropic`, defaultHeaders: headers, maxRetries: 0 });
  const ask = { model: 'claude-haiku-4-5', max_tokens: 100, messages: [{ role: 'user' as const, content: 'Hi' }] };

  it('sends messages with the key of the header', async () => {
    const mark = app.mark();
    const { data, response } = await client().messages.create(ask).withResponse();
    expect(data.content[0]).toMatchObject({ type: 'text', text: expect.stringMatching(/\S/) });
    expect(response.headers.get('x-byok-attempts')).toBe('byok:anthropic:ok');
    expect(response.headers.get('x-byok-model')).toBe('claude-haiku-4-5');
    expect(app.callsSince(mark).map((call) => call.keyFingerprint)).toEqual([fingerprintOf(key)]);
  });

  it('streams, in both ways of the package', async () => {
    const text = await client().messages.stream(ask).finalText();
    expect(text).toMatch(/\S/);
    const types = new Set<string>();
    for await (const event of await client().messages.create({ ...ask, stream: true })) types.add(event.type);
    expect([...types]).toEqual(expect.arrayContaining(['message_start', 'content_block_delta', 'message_stop']));
  });

  it('uses tools', async () => {
    const answer = await client().messages.create({
      ...ask,
      tools: [{ name: 'get_weather', input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } }],
      tool_choice: { type: 'any' },
    });
    expect(answer.stop_reason).toBe('tool_use');
    expect(answer.content.find((block) => block.type === 'tool_use')).toMatchObject({ name: 'get_weather' });
  });

  it('counts tokens', async () => {
    const { input_tokens } = await client().messages.countTokens({ model: ask.model, messages: ask.messages });
    expect(input_tokens).toBeGreaterThan(0);
  });

  it('lists and retrieves models', async () => {
    const ids: string[] = [];
    for await (const model of client().models.list()) ids.push(model.id);
    expect(ids.length).toBeGreaterThan(1);
    expect((await client().models.retrieve(ids[0] as string)).id).toBe(ids[0]);
  });

  it('also takes the token as authToken', async () => {
    const bearer = new Anthropic({ authToken: user.token, apiKey: null, baseURL: `${app.url}/api/anthropic`, defaultHeaders: keyHeader('anthropic', key) });
    expect((await bearer.messages.create(ask)).role).toBe('assistant');
  });

  it('uses its beta features with their header', async () => {
    const mark = app.mark();
    await client().beta.messages.create({ ...ask, betas: ['context-1m-2025-08-07'] });
    expect(app.callsSince(mark)[0]).toMatchObject({ headers: { 'anthropic-beta': expect.stringContaining('context-1m-2025-08-07') } });
  });

  it.each([
    ['invalid', Anthropic.AuthenticationError, 'key_invalid', 401],
    ['nocredit', Anthropic.BadRequestError, 'key_no_credit', 400],
    ['ratelimited', Anthropic.RateLimitError, 'key_rate_limited', 429],
    ['forbidden', Anthropic.PermissionDeniedError, 'key_forbidden', 403],
    ['region', Anthropic.PermissionDeniedError, 'region_unsupported', 403],
    ['overloaded', Anthropic.InternalServerError, 'provider_overloaded', 529],
  ] as const)('raises its own class for a key that is %s', async (part, errorClass, code, status) => {
    const error = await failureOf(client({ ...keyHeader('anthropic', `sk-ant-sandbox-${part}`), 'x-byok-fallback': 'never' }).messages.create(ask));
    expect(error).toBeInstanceOf(errorClass);
    expect(error.status).toBe(status);
    expect(error.headers?.get('x-byok-code')).toBe(code);
    expect((error as InstanceType<typeof Anthropic.APIError>).error).toMatchObject({ type: 'error', error: { type: expect.any(String) } });
  });

  it('raises its own class for our errors', async () => {
    expect(await failureOf(client().messages.create({ ...ask, model: 'claude-nothing' as never }))).toBeInstanceOf(Anthropic.NotFoundError);
    expect(await failureOf(client({ 'x-byok-anthropic-key': 'short' }).messages.create(ask))).toBeInstanceOf(Anthropic.BadRequestError);
    const stranger = new Anthropic({ apiKey: 'sk-stranger', baseURL: `${app.url}/api/anthropic`, maxRetries: 0 });
    expect(await failureOf(stranger.messages.create(ask))).toBeInstanceOf(Anthropic.AuthenticationError);
  });

  it('names the version of the API for a client that does not', async () => {
    const answer = await app.fetch(user, '/api/anthropic/v1/messages', { json: ask, headers: keyHeader('anthropic', 'sk-ant-sandbox-plain') });
    expect([answer.status, answer.headers.get('x-byok-attempts')]).toEqual([200, 'byok:anthropic:ok']);
  });

  it('raises an error inside a stream that breaks off', async () => {
    const stream = client(keyHeader('anthropic', 'sk-ant-sandbox-midstream')).messages.stream(ask);
    expect(await failureOf(stream.finalText())).toBeInstanceOf(Anthropic.APIError);
  });
});

describe('the @google/genai package at /api/gemini', () => {
  const key = 'AIzaSandbox-sandbox-native';
  const model = CHAT_MODELS.gemini;
  const client = (headers: Record<string, string> = keyHeader('gemini', key), apiVersion?: string) =>
    new GoogleGenAI({ apiKey: user.token, ...(apiVersion ? { apiVersion } : {}), httpOptions: { baseUrl: `${app.url}/api/gemini`, headers } });

  it.each([undefined, 'v1'])('generates with the key of the header (API version %s)', async (version) => {
    const mark = app.mark();
    const answer = await client(undefined, version).models.generateContent({ model, contents: 'Hi' });
    expect(answer.text).toMatch(/\S/);
    expect(answer.sdkHttpResponse?.headers?.['x-byok-attempts']).toBe('byok:gemini:ok');
    expect(app.callsSince(mark).map((call) => call.keyFingerprint)).toEqual([fingerprintOf(key)]);
  });

  it('streams', async () => {
    let text = '';
    for await (const chunk of await client().models.generateContentStream({ model, contents: 'Hi' })) text += chunk.text ?? '';
    expect(text).toMatch(/\S/);
  });

  it('calls functions', async () => {
    const answer = await client().models.generateContent({
      model,
      contents: 'Weather in Kazan?',
      config: {
        tools: [{ functionDeclarations: [{ name: 'get_weather', parameters: { type: Type.OBJECT, properties: { city: { type: Type.STRING } } } }] }],
        toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } },
      },
    });
    expect(answer.functionCalls?.[0]).toMatchObject({ name: 'get_weather' });
  });

  it('counts tokens', async () => {
    expect((await client().models.countTokens({ model, contents: 'One two three' })).totalTokens).toBeGreaterThan(0);
  });

  it('embeds', async () => {
    const answer = await client().models.embedContent({ model: 'gemini-embedding-001', contents: ['one', 'two'] });
    expect(answer.embeddings).toHaveLength(2);
  });

  it('lists and retrieves models', async () => {
    const names: (string | undefined)[] = [];
    for await (const entry of await client().models.list()) names.push(entry.name);
    expect(names).toContain(`models/${model}`);
    expect((await client().models.get({ model })).name).toBe(`models/${model}`);
  });

  it.each([
    ['invalid', 'key_invalid', 400],
    ['nocredit', 'key_no_credit', 429],
    ['ratelimited', 'key_rate_limited', 429],
    ['forbidden', 'key_forbidden', 403],
    ['region', 'region_unsupported', 400],
    ['overloaded', 'provider_overloaded', 503],
  ] as const)('raises its own class for a key that is %s, plain and streamed', async (part, code, status) => {
    const refused = client({ ...keyHeader('gemini', `AIza-sandbox-${part}`), 'x-byok-fallback': 'never' });
    for (const call of ['generateContent', 'generateContentStream'] as const) {
      const error = await failureOf(refused.models[call]({ model, contents: 'Hi' }));
      expect(error).toBeInstanceOf(ApiError);
      expect(error.status).toBe(status);
      expect(error.message).not.toContain('AIza-sandbox');
    }
    expect(app.logs()).toContain(code);
  });

  it('raises its own class for our errors', async () => {
    for (const [call, status] of [
      [() => client().models.generateContent({ model: 'gemini-nothing', contents: 'Hi' }), 404],
      [() => client({ 'x-byok-gemini-key': 'short' }).models.generateContent({ model, contents: 'Hi' }), 400],
      [() => new GoogleGenAI({ apiKey: 'AIza-stranger', httpOptions: { baseUrl: `${app.url}/api/gemini` } }).models.generateContent({ model, contents: 'Hi' }), 401],
    ] as const) {
      const error = await failureOf(call());
      expect(error).toBeInstanceOf(ApiError);
      expect(error.status).toBe(status);
    }
  });
});
