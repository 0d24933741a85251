import Anthropic from '@anthropic-ai/sdk';
import { startSandbox, type Sandbox } from '../index.js';

const MODEL = 'claude-sonnet-5';
const TOOL = {
  name: 'get_weather',
  description: 'The weather in a city',
  input_schema: { type: 'object' as const, properties: { city: { type: 'string' } }, required: ['city'] },
};

describe('the @anthropic-ai/sdk package against the emulator', () => {
  let sandbox: Sandbox;
  let client: Anthropic;

  beforeAll(async () => {
    sandbox = await startSandbox({ latencyMs: 0 });
    client = clientWith('sk-ant-sandbox-good');
  });
  afterAll(() => sandbox.close());

  function clientWith(apiKey: string): Anthropic {
    return new Anthropic({ apiKey, baseURL: sandbox.origins.anthropic, maxRetries: 0 });
  }

  it('lists models page by page', async () => {
    const ids: string[] = [];
    for await (const entry of client.models.list({ limit: 3 })) ids.push(entry.id);
    expect(ids.length).toBeGreaterThan(3);
    expect(new Set(ids).size).toBe(ids.length);
    expect((await client.models.retrieve(MODEL)).id).toBe(MODEL);
  });

  it('answers, and streams the same answer', async () => {
    const request = {
      model: MODEL,
      max_tokens: 1000,
      messages: [{ role: 'user' as const, content: 'Расскажи о приливах' }],
    };
    const whole = await client.messages.create(request);
    const stream = client.messages.stream(request);
    let text = '';
    stream.on('text', (delta) => (text += delta));
    const final = await stream.finalMessage();
    expect(whole.content[0]).toMatchObject({ type: 'text', text });
    expect(text).toContain('приливах');
    expect(final.stop_reason).toBe('end_turn');
    expect(final.usage.output_tokens).toBe(whole.usage.output_tokens);
  });

  it('uses a tool, plain and streamed, and answers from its result', async () => {
    const question = { role: 'user' as const, content: 'What is the weather in Paris?' };
    const request = { model: MODEL, max_tokens: 1000, messages: [question], tools: [TOOL] };
    const whole = await client.messages.create(request);
    const streamed = await client.messages.stream(request).finalMessage();
    expect(whole.stop_reason).toBe('tool_use');
    expect(streamed.content[0]).toMatchObject({ type: 'tool_use', name: 'get_weather', input: { city: 'Paris' } });
    const use = whole.content[0]!;
    const result = {
      type: 'tool_result' as const,
      tool_use_id: use.type === 'tool_use' ? use.id : '',
      content: '21 degrees',
    };
    const after = await client.messages.create({
      ...request,
      messages: [question, { role: 'assistant', content: whole.content }, { role: 'user', content: [result] }],
    });
    expect(after.content[0]).toMatchObject({ type: 'text', text: expect.stringContaining('21 degrees') as string });
  });

  it('counts tokens', async () => {
    const count = await client.messages.countTokens({
      model: MODEL,
      messages: [{ role: 'user', content: 'One two three' }],
    });
    expect(count.input_tokens).toBeGreaterThan(3);
  });

  it.each([
    ['sk-ant-wrong', 401, 'authentication_error'],
    ['sk-ant-sandbox-invalid', 401, 'authentication_error'],
    ['sk-ant-sandbox-nocredit', 400, 'invalid_request_error'],
    ['sk-ant-sandbox-ratelimited', 429, 'rate_limit_error'],
    ['sk-ant-sandbox-forbidden', 403, 'permission_error'],
    ['sk-ant-sandbox-region', 403, 'forbidden'],
    ['sk-ant-sandbox-overloaded', 529, 'overloaded_error'],
  ])('refuses %s with %i %s', async (key, status, type) => {
    const call = clientWith(key).messages.create({
      model: MODEL,
      max_tokens: 10,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    await expect(call).rejects.toMatchObject({ status, error: { error: { type } } });
  });

  it('breaks a stream halfway with an error event for a -midstream key', async () => {
    const stream = clientWith('sk-ant-sandbox-midstream').messages.stream({
      model: MODEL,
      max_tokens: 1000,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    let text = '';
    stream.on('text', (delta) => (text += delta));
    await expect(stream.finalMessage()).rejects.toThrow(/Overloaded/);
    expect(text).not.toBe('');
  });
});
