import { PROVIDERS, type PlainKeyText, type ProviderCode, type ProviderId } from '#contracts';
import { ProviderError, PROVIDER_STRATEGIES, type SendRequest, type TranslatedChat } from '#providers';
import { startSandbox, type Sandbox } from '#sandbox';

const MODELS: Record<ProviderId, string> = {
  openai: 'gpt-6-luna',
  anthropic: 'claude-sonnet-5',
  gemini: 'gemini-3.5-flash-lite',
  cloudru: 'openai/gpt-oss-120b',
};

const WEATHER = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    },
  },
};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ latencyMs: 0 });
});
afterAll(() => sandbox.close());

/** The attempt's part in short: sends with a key, and throws what the strategy makes of a refusal. */
function sendWith(provider: ProviderId, key: string): SendRequest {
  const strategy = PROVIDER_STRATEGIES[provider];
  return async ({ method, path, headers, body }) => {
    const answer = await fetch(sandbox.origins[provider] + path, {
      method,
      headers: { ...headers, ...strategy.authHeaders(key as PlainKeyText) },
      ...(typeof body === 'string' ? { body } : {}),
    });
    if (!answer.ok) {
      const failure = strategy.classify({
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: await answer.text(),
      });
      throw new ProviderError(failure.code, failure.message, failure.retryAfterSeconds);
    }
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: answer.body! };
  };
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const STANDINGS: [part: string, list: ProviderCode | 'ok', generate: ProviderCode | 'ok'][] = [
  ['sandbox', 'ok', 'ok'],
  ['nothing-known', 'key_invalid', 'key_invalid'],
  ['sandbox-invalid', 'key_invalid', 'key_invalid'],
  ['sandbox-nocredit', 'ok', 'key_no_credit'],
  ['sandbox-ratelimited', 'ok', 'key_rate_limited'],
  ['sandbox-forbidden', 'ok', 'key_forbidden'],
  ['sandbox-region', 'region_unsupported', 'region_unsupported'],
  ['sandbox-overloaded', 'ok', 'provider_overloaded'],
];

describe.each(PROVIDERS)('the probe of a sandbox key at %s', (provider) => {
  const { probe } = PROVIDER_STRATEGIES[provider];

  async function outcome(call: Promise<unknown>): Promise<string> {
    return call.then(
      () => 'ok',
      (error: unknown) => (error instanceof ProviderError ? error.code : String(error)),
    );
  }

  it.each(STANDINGS)('%s: listing is %s, generating is %s', async (key, list, generate) => {
    const send = sendWith(provider, key);
    const restricted = key.endsWith('forbidden') && (provider === 'openai' || provider === 'cloudru');
    expect(await outcome(send(probe.list()))).toBe(restricted ? 'key_forbidden' : list);
    expect(await outcome(send(probe.generate(MODELS[provider])))).toBe(generate);
  });

  it('finds the models', async () => {
    const answer = await sendWith(provider, 'sandbox-key')(probe.list());
    expect(probe.readList(JSON.parse(await textOf(answer.body))).ids).toContain(MODELS[provider]);
  });

  it('learns how long to wait', async () => {
    const call = sendWith(provider, 'sandbox-ratelimited')(probe.generate(MODELS[provider]));
    await expect(call).rejects.toMatchObject({
      retryAfterSeconds: provider === 'gemini' ? 36 : provider === 'anthropic' ? 17 : 20,
    });
  });
});

describe.each(['anthropic', 'gemini'] as const)('translated chat over the emulator of %s', (provider) => {
  const chat = PROVIDER_STRATEGIES[provider].chat as TranslatedChat;
  const model = MODELS[provider];
  const signal = new AbortController().signal;

  function messageOf(answer: Record<string, unknown>): {
    content: string | null;
    tool_calls?: { id: string; function: { arguments: string } }[];
  } {
    return (answer['choices'] as { message: ReturnType<typeof messageOf> }[])[0]!.message;
  }

  it('answers, and streams the same answer', async () => {
    const request = {
      model,
      messages: [
        { role: 'system', content: 'Be kind' },
        { role: 'user', content: 'Почему небо синее?' },
      ],
    };
    const send = sendWith(provider, 'sandbox');
    const whole = messageOf(await chat.complete(request, send, signal)).content;
    let text = '';
    for await (const chunk of await chat.stream({ ...request, stream: true }, send, signal)) {
      text += (chunk as { choices: { delta: { content?: string } }[] }).choices[0]?.delta.content ?? '';
    }
    expect(text).toBe(whole);
    expect(text).toContain('Почему небо синее?');
  });

  it('calls a tool and answers from its result', async () => {
    const send = sendWith(provider, 'sandbox');
    const question = { role: 'user', content: 'What is the weather in Paris?' };
    const first = messageOf(await chat.complete({ model, messages: [question], tools: [WEATHER] }, send, signal));
    expect(JSON.parse(first.tool_calls![0]!.function.arguments)).toEqual({ city: 'Paris' });
    const result = { role: 'tool', tool_call_id: first.tool_calls![0]!.id, content: '21 degrees' };
    const second = await chat.complete({ model, messages: [question, first, result], tools: [WEATHER] }, send, signal);
    expect(messageOf(second).content).toContain('21 degrees');
  });

  it.each(['auto', 'none', 'required'] as const)('keeps to tool_choice %s', async (tool_choice) => {
    const messages = [{ role: 'user', content: 'What is the weather in Paris?' }];
    const answer = messageOf(
      await chat.complete({ model, messages, tools: [WEATHER], tool_choice }, sendWith(provider, 'sandbox'), signal),
    );
    expect(answer.tool_calls?.length ?? 0).toBe(tool_choice === 'none' ? 0 : 1);
  });

  it.each([MODELS[provider], provider === 'anthropic' ? 'claude-3-haiku-20240307' : 'gemini-3.5-flash'])(
    'gives JSON by schema with %s',
    async (id) => {
      const schema = {
        type: 'object',
        properties: { title: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
        required: ['title', 'tags'],
        additionalProperties: false,
      };
      const request = {
        model: id,
        messages: [{ role: 'user', content: 'Plan a course on bees' }],
        response_format: { type: 'json_schema', json_schema: { name: 'plan', schema, strict: true } },
      };
      const send = sendWith(provider, 'sandbox');
      const plain = JSON.parse(messageOf(await chat.complete(request, send, signal)).content!) as {
        title: string;
        tags: string[];
      };
      expect(plain.title).toMatch(/bees/i);
      let text = '';
      for await (const chunk of await chat.stream({ ...request, stream: true }, send, signal)) {
        text += (chunk as { choices: { delta: { content?: string } }[] }).choices[0]?.delta.content ?? '';
      }
      expect(JSON.parse(text)).toEqual(plain);
    },
  );

  it('gives any JSON object when that is asked for', async () => {
    const request = { model, messages: [{ role: 'user', content: 'Hi' }], response_format: { type: 'json_object' } };
    const answer = messageOf(await chat.complete(request, sendWith(provider, 'sandbox'), signal));
    expect(JSON.parse(answer.content!)).toEqual(expect.any(Object));
  });

  it.each(['complete', 'stream'] as const)('ends with a named error for a -midstream key (%s)', async (way) => {
    const request = { model, messages: [{ role: 'user', content: 'Hi there' }], stream: way === 'stream' };
    const read = async (): Promise<void> => {
      const answer = await chat[way](request, sendWith(provider, 'sandbox-midstream'), signal);
      for await (const _chunk of answer as AsyncIterable<unknown>);
    };
    const code = provider === 'anthropic' && way === 'stream' ? 'provider_overloaded' : 'provider_unavailable';
    await expect(read()).rejects.toMatchObject({ name: 'ProviderError', code });
  });
});
