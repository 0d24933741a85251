import OpenAI from 'openai';
import { BYOK_PROVIDERS } from '#contracts';
import { fingerprintOf } from '#sandbox';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS } from './support/calls.js';
import { setUpApplication } from './support/set-up-application.js';

const WEATHER = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    description: 'The weather in a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));

describe.each(BYOK_PROVIDERS)('the openai package at /api/v1 with a %s key in one header', (provider) => {
  const key = `sk-sandbox-sdk-${provider}`;
  const model = CHAT_MODELS[provider];
  const client = () =>
    new OpenAI({ apiKey: user.token, baseURL: `${app.url}/api/v1`, defaultHeaders: keyHeader(provider, key), maxRetries: 0 });

  it('chats, and says who paid', async () => {
    const mark = app.mark();
    const { data, response } = await client()
      .chat.completions.create({ model, messages: [{ role: 'user', content: 'Say hello to Vera' }] })
      .withResponse();
    expect(data.choices[0]?.message.content).toMatch(/\S/);
    expect(data.usage?.total_tokens).toBeGreaterThan(0);
    expect(response.headers.get('x-byok-credential-source')).toBe('byok');
    expect(response.headers.get('x-byok-attempts')).toBe(`byok:${provider}:ok`);
    expect(response.headers.get('x-byok-model')).toBe(model);
    expect(app.callsSince(mark).map((call) => call.keyFingerprint)).toEqual([fingerprintOf(key)]);
  });

  it('streams, with usage at the end', async () => {
    const stream = await client().chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'Count to five, slowly and in words' }],
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let chunks = 0;
    let tokens = 0;
    for await (const chunk of stream) {
      chunks += 1;
      text += chunk.choices[0]?.delta.content ?? '';
      tokens = chunk.usage?.total_tokens ?? tokens;
    }
    expect(chunks).toBeGreaterThan(2);
    expect(text).toMatch(/\S/);
    expect(tokens).toBeGreaterThan(0);
  });

  it('calls tools and takes their results', async () => {
    const question = { role: 'user' as const, content: 'What is the weather in Kazan?' };
    const first = await client().chat.completions.create({ model, messages: [question], tools: [WEATHER], tool_choice: 'required' });
    const call = first.choices[0]?.message.tool_calls?.[0];
    expect(first.choices[0]?.finish_reason).toBe('tool_calls');
    expect(call?.type === 'function' && call.function.name).toBe('get_weather');
    const second = await client().chat.completions.create({
      model,
      tools: [WEATHER],
      messages: [question, first.choices[0]!.message, { role: 'tool', tool_call_id: call!.id, content: '{"degrees":-7}' }],
    });
    expect(second.choices[0]?.message.content).toContain('-7');
  });

  it('writes JSON by a schema', async () => {
    const answer = await client().chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'Name a lesson' }],
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'lesson',
          strict: true,
          schema: {
            type: 'object',
            properties: { title: { type: 'string' }, minutes: { type: 'integer' } },
            required: ['title', 'minutes'],
            additionalProperties: false,
          },
        },
      },
    });
    expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({ title: expect.any(String), minutes: expect.any(Number) });
  });

  it.each([
    ['invalid', OpenAI.AuthenticationError, 'key_invalid'],
    ['nocredit', OpenAI.APIError, 'key_no_credit'],
    ['ratelimited', OpenAI.RateLimitError, 'key_rate_limited'],
    ['forbidden', OpenAI.PermissionDeniedError, 'key_forbidden'],
    ['region', OpenAI.PermissionDeniedError, 'region_unsupported'],
    ['overloaded', OpenAI.InternalServerError, 'provider_overloaded'],
  ] as const)('raises the error class of a key that is %s, plain and streamed', async (part, errorClass, code) => {
    const refused = new OpenAI({
      apiKey: user.token,
      baseURL: `${app.url}/api/v1`,
      defaultHeaders: { ...keyHeader(provider, `sk-sandbox-${part}`), 'x-byok-fallback': 'never' },
      maxRetries: 0,
    });
    for (const stream of [false, true]) {
      const error = await refused.chat.completions
        .create({ model, messages: [{ role: 'user', content: 'Hi' }], stream })
        .then(() => undefined, (failure: InstanceType<typeof OpenAI.APIError>) => failure);
      expect(error).toBeInstanceOf(errorClass);
      expect(error).toMatchObject({ code });
      expect(error?.headers?.get('x-byok-code')).toBe(code);
    }
  });

  it('raises an error inside a stream that breaks off', async () => {
    const broken = new OpenAI({
      apiKey: user.token,
      baseURL: `${app.url}/api/v1`,
      defaultHeaders: keyHeader(provider, 'sk-sandbox-midstream'),
      maxRetries: 0,
    });
    const stream = await broken.chat.completions.create({ model, messages: [{ role: 'user', content: 'Tell a long story' }], stream: true });
    let chunks = 0;
    const read = async () => {
      for await (const _chunk of stream) chunks += 1;
    };
    const error = await read().then(() => undefined, (failure: unknown) => failure);
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error).toMatchObject({ code: expect.stringMatching(/^provider_(?:unavailable|overloaded)$/) });
    expect(chunks).toBeGreaterThan(0);
  });
});

describe('the openai package at /api/v1', () => {
  const client = (headers: Record<string, string> = {}) =>
    new OpenAI({ apiKey: user.token, baseURL: `${app.url}/api/v1`, defaultHeaders: headers, maxRetries: 0 });

  it('lists what the plan allows, and retrieves one', async () => {
    const free = await app.user('free');
    const listed = async (token: string) => {
      const ids: string[] = [];
      for await (const model of new OpenAI({ apiKey: token, baseURL: `${app.url}/api/v1` }).models.list()) ids.push(model.id);
      return ids;
    };
    expect(await listed(user.token)).toEqual(expect.arrayContaining(['gpt-5.5', 'gpt-6-luna', 'claude-haiku-4-5', 'gemini-3.5-flash-lite']));
    expect(await listed(free.token)).not.toContain('gpt-5.5');
    expect(await client().models.retrieve(CHAT_MODELS.openai)).toMatchObject({ id: CHAT_MODELS.openai, object: 'model', owned_by: 'openai' });
    await expect(client().models.retrieve('gpt-nothing')).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  it.each([
    ['a wrong token', () => new OpenAI({ apiKey: 'sk-wrong', baseURL: `${app.url}/api/v1`, maxRetries: 0 }), OpenAI.AuthenticationError],
    ['a malformed key', () => client({ 'x-byok-openai-key': 'short' }), OpenAI.BadRequestError],
  ] as const)('raises its own class for %s', async (_name, make, errorClass) => {
    await expect(make().chat.completions.create({ model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }] })).rejects.toBeInstanceOf(errorClass);
  });

  it('raises its own class for an unknown model and for one above the plan', async () => {
    const free = await app.user('free');
    const cheap = new OpenAI({ apiKey: free.token, baseURL: `${app.url}/api/v1`, maxRetries: 0 });
    const ask = (model: string) => cheap.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hi' }] });
    await expect(ask('gpt-nothing')).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    const error = await ask('gpt-5.5').then(() => undefined, (failure: InstanceType<typeof OpenAI.APIError>) => failure);
    expect(error).toBeInstanceOf(OpenAI.PermissionDeniedError);
    expect(error).toMatchObject({ code: 'tier_not_allowed', error: { allowedModels: expect.arrayContaining([CHAT_MODELS.openai]) } });
  });

  it('names the field that OpenAI found at fault, in chats and responses', async () => {
    const own = client(keyHeader('openai', 'sk-sandbox-param'));
    const model = CHAT_MODELS.openai;
    const failures = await Promise.all([
      own.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hi' }], temperature: 0.5 }).catch((error: unknown) => error),
      own.responses.create({ model, input: 'Hi', temperature: 0.5 }).catch((error: unknown) => error),
    ]);
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(OpenAI.BadRequestError);
      expect(failure).toMatchObject({ param: 'temperature', code: 'request_invalid', message: expect.stringContaining('temperature') as string });
    }
  });

  it('masks a key that stands where a field’s name should', async () => {
    const key = 'sk-sandbox-param-with-key';
    const error = { message: 'Unknown parameter.', type: 'invalid_request_error', param: `metadata.${key}`, code: 'unknown_parameter' };
    app.sandbox.script('openai', () => ({ status: 400, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error }) }));
    const failure: unknown = await client(keyHeader('openai', key)).chat.completions.create({ model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }] }).catch((thrown: unknown) => thrown);
    app.sandbox.script('openai', undefined);
    expect(failure).toMatchObject({ code: 'request_invalid', param: 'metadata.[redacted]' });
  });

  it('chooses a model for auto, and prefers the provider whose key came along', async () => {
    const { data, response } = await client(keyHeader('anthropic', 'sk-sandbox-auto'))
      .chat.completions.create({ model: 'auto', messages: [{ role: 'user', content: 'Hi' }] })
      .withResponse();
    expect(data.choices[0]?.message.content).toMatch(/\S/);
    expect(response.headers.get('x-byok-provider')).toBe('anthropic');
    expect(response.headers.get('x-byok-credential-source')).toBe('byok');
  });

  it('serves a call without any key on the platform, and says so', async () => {
    const { response } = await client().chat.completions.create({ model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }] }).withResponse();
    expect(response.headers.get('x-byok-attempts')).toBe('platform:openai:ok');
    expect(response.headers.get('x-byok-fallback-reason')).toBeNull();
  });
});
