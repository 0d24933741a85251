import OpenAI from 'openai';
import { BYOK_PROVIDERS, type ByokProviderId } from '#contracts';
import { fingerprintOf } from '#sandbox';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS } from './support/calls.js';
import { setUpApplication } from './support/set-up-application.js';

const WEATHER = {
  type: 'function' as const,
  name: 'get_weather',
  description: 'The weather in a city',
  strict: true,
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false },
};

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));

const client = (provider: ByokProviderId, key = `sk-sandbox-responses-${provider}`) =>
  new OpenAI({ apiKey: user.token, baseURL: `${app.url}/api/v1`, defaultHeaders: keyHeader(provider, key), maxRetries: 0 });

const refusalOf = async (call: Promise<unknown>): Promise<unknown> => call.then(() => undefined, (error: unknown) => error);

describe.each(BYOK_PROVIDERS)('the Responses API with a %s key', (provider) => {
  const model = CHAT_MODELS[provider];
  const key = `sk-sandbox-responses-${provider}`;

  it('answers, and says who paid', async () => {
    const mark = app.mark();
    const { data, response } = await client(provider).responses.create({ model, instructions: 'Be kind', input: 'Say hello to Vera', max_output_tokens: 500 }).withResponse();
    expect(data.object).toBe('response');
    expect(data.status).toBe('completed');
    expect(data.output_text).toMatch(/\S/);
    expect(data.usage?.total_tokens).toBeGreaterThan(0);
    expect(response.headers.get('x-byok-attempts')).toBe(`byok:${provider}:ok`);
    expect(response.headers.get('x-byok-model')).toBe(model);
    expect(app.callsSince(mark).map((call) => call.keyFingerprint)).toEqual([fingerprintOf(key)]);
  });

  it("streams with the API's own events, which the SDK puts together", async () => {
    const stream = client(provider).responses.stream({ model, input: 'Count to five, slowly and in words' });
    const types: string[] = [];
    const numbers: number[] = [];
    let text = '';
    for await (const event of stream) {
      types.push(event.type);
      numbers.push(event.sequence_number);
      if (event.type === 'response.output_text.delta') text += event.delta;
    }
    const final = await stream.finalResponse();
    expect(types[0]).toBe('response.created');
    expect(types.at(-1)).toBe('response.completed');
    expect(numbers).toEqual(numbers.map((_, index) => index));
    expect(types).toEqual(expect.arrayContaining(['response.in_progress', 'response.output_item.added', 'response.content_part.added', 'response.output_text.done', 'response.content_part.done', 'response.output_item.done']));
    expect(final.output_text).toBe(text);
    expect(text).toMatch(/\S/);
    expect(final.usage?.output_tokens).toBeGreaterThan(0);
  });

  it('calls tools, in a stream too, and takes their results', async () => {
    const question = { role: 'user' as const, content: 'What is the weather in Kazan?' };
    const stream = client(provider).responses.stream({ model, input: [question], tools: [WEATHER], tool_choice: 'required' });
    let written = '';
    for await (const event of stream) if (event.type === 'response.function_call_arguments.delta') written += event.delta;
    const first = await stream.finalResponse();
    const call = first.output.find((item) => item.type === 'function_call');
    expect(call?.name).toBe('get_weather');
    expect(JSON.parse(written)).toEqual(JSON.parse(call?.arguments ?? ''));
    const second = await client(provider).responses.create({
      model,
      tools: [WEATHER],
      input: [question, ...(first.output as OpenAI.Responses.ResponseInputItem[]), { type: 'function_call_output', call_id: call!.call_id, output: '{"degrees":-7}' }],
    });
    expect(second.output_text).toContain('-7');
  });

  it('writes JSON by a schema', async () => {
    const answer = await client(provider).responses.create({
      model,
      input: 'Name a lesson',
      text: { format: { type: 'json_schema', name: 'lesson', strict: true, schema: { type: 'object', properties: { title: { type: 'string' } }, required: ['title'], additionalProperties: false } } },
    });
    expect(JSON.parse(answer.output_text)).toHaveProperty('title');
  });

  it('names the code of an error', async () => {
    const failure = await refusalOf(client(provider, 'sk-sandbox-invalid').responses.create({ model, input: 'Hi' }, { headers: { 'x-byok-fallback': 'never' } }));
    expect(failure).toMatchObject({ status: 401, code: 'key_invalid' });
  });
});

describe.each(['anthropic', 'gemini'] as const)('a response that %s cannot give', (provider) => {
  const model = CHAT_MODELS[provider];

  it.each([
    ['previous_response_id', { previous_response_id: 'resp_1' }],
    ['background', { background: true }],
    ['conversation', { conversation: 'conv_1' }],
    ['prompt', { prompt: { id: 'pmpt_1' } }],
    ['tools[0].type', { tools: [{ type: 'web_search' }] }],
    ['include[0]', { include: ['file_search_call.results'] }],
    ['input[0].content[0].file_id', { input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'file_1' }] }] }],
    ['input[0]', { input: [{ type: 'item_reference', id: 'msg_1' }] }],
    ['text.format.type', { text: { format: { type: 'grammar' } } }],
    ['max_output_tokens', { max_output_tokens: 0.5 }],
    ['reasoning.effort', { reasoning: { effort: 'endless' } }],
    ['input[1].content[0].image_url', { input: [{ role: 'user', content: 'Hi' }, { role: 'user', content: [{ type: 'input_image', image_url: 'ftp://x' }] }] }],
  ])('is refused by the name %s, and nothing goes out', async (param, fields) => {
    const mark = app.mark();
    const response = await app.fetch(user, '/api/v1/responses', { json: { model, input: 'Hi', ...fields }, headers: keyHeader(provider, 'sk-sandbox-refused') });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'request_invalid', param: expect.stringContaining(param) as string } });
    expect(response.headers.get('x-byok-attempts')).toBeNull();
    expect(app.callsSince(mark)).toEqual([]);
  });

  it('says what it left out', async () => {
    const json = { model, input: [{ type: 'reasoning', id: 'rs_1', summary: [] }, { role: 'user', content: 'Hi' }], store: true, include: ['reasoning.encrypted_content'], truncation: 'auto', colour: 'red' };
    const response = await app.fetch(user, '/api/v1/responses', { json, headers: keyHeader(provider, 'sk-sandbox-dropped') });
    expect(response.headers.get('x-byok-dropped')?.split(', ').sort()).toEqual(['colour', 'include.reasoning.encrypted_content', 'input.reasoning', 'store', 'truncation']);
    expect(await response.json()).toMatchObject({ store: false });
  });
});

describe("responses under the platform's key", () => {
  it('pass the published list only, and are not stored', async () => {
    const mark = app.mark();
    const response = await app.fetch(user, '/api/v1/responses', { json: { model: CHAT_MODELS.openai, input: 'Hi' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-byok-credential-source')).toBe('platform');
    expect(await response.json()).toMatchObject({ store: false });
    expect(app.callsSince(mark)).toHaveLength(1);
    for (const fields of [{ store: true }, { previous_response_id: 'resp_1' }, { tools: [{ type: 'web_search' }] }]) {
      const refused = await app.fetch(user, '/api/v1/responses', { json: { model: CHAT_MODELS.openai, input: 'Hi', ...fields } });
      expect(await refused.json()).toMatchObject({ error: { code: 'key_required', param: expect.stringContaining(Object.keys(fields)[0] as string) as string } });
    }
  });

  it('serve Cloud.ru as a chat', async () => {
    const stream = await app.fetch(user, '/api/v1/responses', { json: { model: CHAT_MODELS.cloudru, input: 'Say hello', stream: true } });
    expect(stream.headers.get('x-byok-provider')).toBe('cloudru');
    expect(await stream.text()).toMatch(/event: response\.output_text\.delta[\s\S]*event: response\.completed/);
    const whole = await app.fetch(user, '/api/v1/responses', { json: { model: CHAT_MODELS.cloudru, input: 'Say hello' } });
    expect(await whole.json()).toMatchObject({ status: 'completed', output: [{ type: 'message' }] });
  });

  it('ask Cloud.ru for listed fields only, name what is left out, and refuse what would change the answer', async () => {
    const sent: Record<string, unknown>[] = [];
    app.sandbox.script('cloudru', (_call, body) => {
      sent.push(JSON.parse(body.toString()) as Record<string, unknown>);
      return undefined;
    });
    const json = { model: CHAT_MODELS.cloudru, input: 'Say hello', max_output_tokens: 1_000_000, top_k: 5, extra_body: { n: 50 } };
    const answer = await app.fetch(user, '/api/v1/responses', { json });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-byok-dropped')?.split(', ').sort()).toEqual(['extra_body', 'top_k']);
    expect(sent).toEqual([{ model: expect.any(String) as string, messages: [{ role: 'user', content: 'Say hello' }], max_tokens: expect.any(Number) as number }]);
    expect(sent[0]?.['max_tokens']).toBeLessThan(1_000_000);
    const refused = await app.fetch(user, '/api/v1/responses', { json: { ...json, text: { format: { type: 'grammar' } } } });
    expect(await refused.json()).toMatchObject({ error: { code: 'key_required', param: 'text.format.type' } });
    expect(refused.headers.get('x-byok-attempts')).toBeNull();
    expect(sent).toHaveLength(1);
    app.sandbox.script('cloudru', undefined);
  });
});
