import { startSandbox, type Sandbox } from './index.js';

type Json = Record<string, unknown>;

const user = (content: unknown): Json => ({ role: 'user', content });
const TOOL = { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } };
const OPENAI_TOOL = { type: 'function', function: TOOL };
const CLAUDE_TOOL = { name: 'get_weather', input_schema: TOOL.parameters };
const CALL = { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{}' } };
const USE = { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: {} };
const LONG = 'word '.repeat(900_000);

describe('the emulator refuses what the providers refuse', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ latencyMs: 0 });
  });
  afterAll(() => sandbox.close());

  const send = async (
    provider: 'openai' | 'anthropic' | 'gemini',
    path: string,
    body: unknown,
    key = 'sk-sandbox-good',
  ): Promise<{ status: number; text: string; headers: Headers }> => {
    const answer = await fetch(sandbox.origins[provider] + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'x-api-key': key,
        'x-goog-api-key': key,
        'anthropic-version': '2023-06-01',
      },
      body: JSON.stringify(body),
    });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  const chat = (body: Json): ReturnType<typeof send> =>
    send('openai', '/v1/chat/completions', { model: 'gpt-4.1', messages: [user('Hi')], ...body });
  const respond = (body: Json): ReturnType<typeof send> =>
    send('openai', '/v1/responses', { model: 'gpt-4.1', input: 'Hi', ...body });
  const message = (body: Json): ReturnType<typeof send> =>
    send('anthropic', '/v1/messages', { model: 'claude-haiku-4-5', max_tokens: 2000, messages: [user('Hi')], ...body });
  const generate = (body: Json, model = 'gemini-3.5-flash'): ReturnType<typeof send> =>
    send('gemini', `/v1beta/models/${model}:generateContent`, { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }], ...body });

  describe('OpenAI, chat completions', () => {
    it.each<[string, Json, RegExp]>([
      ['no message', { messages: [] }, /empty_array/],
      ['a field that the API does not have', { thinking: {} }, /Unrecognized request argument supplied: thinking/],
      ['a role that is none', { messages: [{ role: 'model', content: 'Hi' }] }, /"messages\[0\]\.role"/],
      ['a result without its call', { messages: [user('Hi'), { role: 'tool', tool_call_id: 'x', content: '' }] }, /must be a response to a preceeding message/],
      ['a call without its result', { messages: [user('Hi'), { role: 'assistant', content: null, tool_calls: [CALL] }, user('So?')] }, /did not have response messages: call_1/],
      ['a temperature above 2', { temperature: 3 }, /integer_above_max_value/],
      ['a temperature of a model that reasons', { model: 'gpt-5-mini', temperature: 0.2 }, /"temperature","code":"unsupported_value"/],
      ['top_p of a model that reasons', { model: 'o3', top_p: 0.5 }, /"top_p","code":"unsupported_parameter"/],
      ['max_tokens of a model that reasons', { model: 'gpt-6-sol', max_tokens: 5 }, /Use 'max_completion_tokens' instead/],
      ['tools with reasoning', { model: 'gpt-6-sol', reasoning_effort: 'low', tools: [OPENAI_TOOL] }, /use \/v1\/responses instead/],
      ['reasoning of a model that has none', { reasoning_effort: 'low' }, /reasoning_effort/],
      ['log probabilities of a model that reasons', { model: 'gpt-5-mini', logprobs: true }, /"logprobs","code":"unsupported_parameter"/],
      ['alternatives without log probabilities', { top_logprobs: 2 }, /only allowed when 'logprobs' is enabled/],
      ['more than 20 alternatives', { logprobs: true, top_logprobs: 21 }, /integer_above_max_value/],
      ['five stop words', { stop: ['a', 'b', 'c', 'd', 'e'] }, /array_above_max_length/],
      ['a tool choice without tools', { tool_choice: 'auto' }, /only allowed when 'tools' are specified/],
      ['an empty list of tools', { tools: [] }, /empty_array/],
      ['a tool of a bad name', { tools: [{ type: 'function', function: { name: 'a b' } }] }, /tools\[0\]\.function\.name/],
      ['JSON that the messages do not ask for', { response_format: { type: 'json_object' } }, /must contain the word 'json'/],
      ['stream options without a stream', { stream_options: { include_usage: true } }, /only allowed when 'stream' is enabled/],
      ['no output at all', { max_completion_tokens: 0 }, /integer_below_min_value/],
      ['seventeen pairs of metadata', { metadata: Object.fromEntries(Array.from({ length: 17 }, (_unused, i) => [`k${i}`, 'v'])) }, /object_above_max_properties/],
      ['more than the model reads', { messages: [user(LONG)] }, /context_length_exceeded/],
    ])('%s', async (_what, body, words) => {
      const { status, text } = await chat(body);
      expect([status, text]).toEqual([400, expect.stringMatching(words) as string]);
    });

    it.each<[string, Json]>([
      ['empty texts', { messages: [user(''), { role: 'assistant', content: '' }, user([])] }],
      ['a temperature of a model that does not reason', { temperature: 0.2, max_tokens: 5, stop: ['x'] }],
      ['a temperature of a model that is told not to reason', { model: 'gpt-5.4', reasoning_effort: 'none', temperature: 0.2 }],
      ['the default temperature of a model that reasons', { model: 'gpt-5-mini', temperature: 1 }],
    ])('but takes %s', async (_what, body) => {
      expect((await chat(body)).status).toBe(200);
    });

    it('gives log probabilities token by token, and calls several tools at once unless told otherwise', async () => {
      const { text } = await chat({ logprobs: true, top_logprobs: 2 });
      const [choice] = (JSON.parse(text) as { choices: [{ logprobs: { content: { token: string; top_logprobs: unknown[] }[] }; message: { content: string } }] }).choices;
      expect(choice.logprobs.content.map(({ token }) => token).join('')).toBe(choice.message.content);
      expect(choice.logprobs.content[0]?.top_logprobs).toHaveLength(2);
      const second = { type: 'function', function: { ...TOOL, name: 'get_time' } };
      const both = { messages: [user('What are the weather and the time in Paris?')], tools: [OPENAI_TOOL, second] };
      expect((await chat(both)).text.match(/"id":"call_/g)).toHaveLength(2);
      expect((await chat({ ...both, parallel_tool_calls: false })).text.match(/"id":"call_/g)).toHaveLength(1);
    });
  });

  describe('OpenAI, responses and embeddings', () => {
    it.each<[string, Json, RegExp]>([
      ['no input', { input: undefined }, /missing_required_parameter/],
      ['a field that the API does not have', { messages: [] }, /Unknown parameter: 'messages'/],
      ['fewer than 16 tokens of output', { max_output_tokens: 1 }, /Expected a value >= 16/],
      ['a temperature of a model that reasons', { model: 'gpt-5-mini', temperature: 0 }, /unsupported_value/],
      ['a result without its call', { input: [{ type: 'function_call_output', call_id: 'x', output: '' }] }, /No tool call found/],
      ['a call without its result', { input: [{ type: 'function_call', call_id: 'x', name: 'f', arguments: '{}' }] }, /No tool output found/],
      ['the background without storage', { background: true, store: false }, /requires 'store' to be true/],
      ['tools that the user brings', { input: [user('Hi'), { type: 'additional_tools', role: 'user', tools: [] }] }, /Supported values are: 'developer'/],
      ['a brought tool of a bad name', { input: [user('Hi'), { type: 'additional_tools', role: 'developer', tools: [{ type: 'function', name: 'a b' }] }] }, /tools\[0\]\.name/],
      ['two pasts at once', { previous_response_id: 'resp_1', conversation: 'conv_1' }, /mutually_exclusive_parameters/],
    ])('%s', async (_what, body, words) => {
      const { status, text } = await respond(body);
      expect([status, text]).toEqual([400, expect.stringMatching(words) as string]);
    });

    it('calls a tool that an item of the input brings, as Codex has them', async () => {
      const brought = { type: 'additional_tools', role: 'developer', tools: [{ type: 'function', ...TOOL }] };
      const { status, text } = await respond({ input: [brought, user('What is the weather in Paris?')] });
      expect([status, text]).toEqual([200, expect.stringContaining('"name":"get_weather"') as string]);
    });

    it.each<[string, unknown, RegExp]>([
      ['an empty text', 'a,'.split(','), /'\$\.input' is invalid/],
      ['2049 texts', Array.from({ length: 2049 }, () => 'a'), /array_above_max_length/],
      ['a text longer than the model reads', 'word '.repeat(10_000), /maximum context length is 8192/],
    ])('%s to embed', async (_what, input, words) => {
      const { status, text } = await send('openai', '/v1/embeddings', { model: 'text-embedding-3-small', input });
      expect([status, text]).toEqual([400, expect.stringMatching(words) as string]);
    });
  });

  describe('Anthropic', () => {
    const said = (content: unknown): Json => ({ messages: [user('Hi'), { role: 'assistant', content }, user('So?')] });

    it.each<[string, Json, RegExp]>([
      ['an empty text', { messages: [user([{ type: 'text', text: '' }])] }, /text content blocks must be non-empty/],
      ['white space alone', { messages: [user(' \n')] }, /must contain non-whitespace text/],
      ['an empty turn', { messages: [user('')] }, /messages\.0: all messages must have non-empty content/],
      ['an empty turn in the middle', said([]), /messages\.1: all messages must have non-empty content/],
      ['an empty system block', { system: [{ type: 'text', text: '' }] }, /system: text content blocks must be non-empty/],
      ['white space at the end of a prefill', { messages: [user('Hi'), { role: 'assistant', content: 'So ' }] }, /cannot end with trailing whitespace/],
      ['a field that the API does not have', { n: 1 }, /n: Extra inputs are not permitted/],
      ['a role that is none', { messages: [{ role: 'tool', content: 'x' }] }, /Input should be 'user' or 'assistant'/],
      ['a use without its result', said([USE]), /`tool_use` ids were found without `tool_result` blocks immediately after: toolu_1/],
      ['a result without its use', { messages: [user([{ type: 'tool_result', tool_use_id: 'x' }])] }, /unexpected `tool_use_id` found/],
      ['a use of a bad id', said([{ ...USE, id: 'a.b' }]), /should match pattern/],
      ['more output than the model writes', { max_tokens: 64_001 }, /64001 > 64000/],
      ['no output at all', { max_tokens: 0 }, /greater than or equal to 1/],
      ['more than the model reads', { messages: [user(LONG)] }, /prompt is too long/],
      ['a temperature above 1', { temperature: 1.5 }, /range: 0..1/],
      ['temperature on Sonnet 5', { model: 'claude-sonnet-5', temperature: 0.5 }, /temperature: non-default values/],
      ['top_p on Opus 5.5', { model: 'claude-opus-5-5', top_p: 0.5 }, /top_p: non-default values/],
      ['top_k on Sonnet 5.5', { model: 'claude-sonnet-5-5', top_k: 5 }, /top_k: non-default values/],
      ['a thinking budget on Sonnet 5', { model: 'claude-sonnet-5', thinking: { type: 'enabled', budget_tokens: 1024 } }, /thinking\.type\.adaptive/],
      ['forced tool use on Sonnet 5.5', { model: 'claude-sonnet-5-5', tools: [CLAUDE_TOOL], tool_choice: { type: 'any' } }, /forced tool use is not supported/],
      ['a budget above the output', { thinking: { type: 'enabled', budget_tokens: 2000 } }, /must be greater than `thinking\.budget_tokens`/],
      ['a budget below 1024', { thinking: { type: 'enabled', budget_tokens: 5 } }, /greater than or equal to 1024/],
      ['thinking with forced tool use', { thinking: { type: 'enabled', budget_tokens: 1024 }, tools: [CLAUDE_TOOL], tool_choice: { type: 'any' } }, /may not be enabled when tool_choice forces/],
      ['a thinking block of a foreign signature', said([{ type: 'thinking', thinking: 'x', signature: 'eA==' }, { type: 'text', text: 'x' }]), /Invalid `signature`/],
      ['a tool choice without tools', { tool_choice: { type: 'auto' } }, /only be specified while providing tools/],
      ['a tool of a bad name', { tools: [{ ...CLAUDE_TOOL, name: 'a b' }] }, /tools\.0\.custom\.name/],
      ['two tools of one name', { tools: [CLAUDE_TOOL, CLAUDE_TOOL] }, /Tool names must be unique/],
      ['five cache marks', { system: Array.from({ length: 5 }, () => ({ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } })) }, /Found 5/],
      ['an empty stop word', { stop_sequences: [' '] }, /must contain non-whitespace/],
    ])('%s', async (_what, body, words) => {
      const { status, text } = await message(body);
      expect([status, text]).toEqual([400, expect.stringMatching(words) as string]);
    });

    it('takes the default sampling of Sonnet 5, and an empty final turn of the assistant', async () => {
      expect((await message({ model: 'claude-sonnet-5', temperature: 1, top_p: 1 })).status).toBe(200);
      expect((await message({ messages: [user('Hi'), { role: 'assistant', content: '' }] })).status).toBe(200);
    });

    it('thinks in blocks that it takes back', async () => {
      const thinking = { type: 'enabled', budget_tokens: 1024 };
      const { content } = JSON.parse((await message({ thinking })).text) as { content: { type: string }[] };
      expect(content.map(({ type }) => type)).toEqual(['thinking', 'text']);
      expect((await message({ thinking, ...said(content) })).status).toBe(200);
      const adaptive = await message({ model: 'claude-sonnet-5', thinking: { type: 'adaptive' }, stream: true });
      expect(adaptive.text).toMatch(/thinking_delta[\s\S]+signature_delta[\s\S]+text_delta/);
    });

    it('uses several tools at once unless told otherwise', async () => {
      const both = { messages: [user('What are the weather and the time in Paris?')], tools: [CLAUDE_TOOL, { ...CLAUDE_TOOL, name: 'get_time' }] };
      expect((await message(both)).text.match(/"toolu_/g)).toHaveLength(2);
      const one = { ...both, tool_choice: { type: 'auto', disable_parallel_tool_use: true } };
      expect((await message(one)).text.match(/"toolu_/g)).toHaveLength(1);
    });

    it('answers from a result that instructions follow', async () => {
      const turns = [user('What is the weather?'), { role: 'assistant', content: [USE] }];
      const result = user([{ type: 'tool_result', tool_use_id: USE.id, content: '21 degrees' }]);
      const messages = [...turns, result, { role: 'system', content: 'Be brief' }];
      expect((await message({ messages, tools: [CLAUDE_TOOL] })).text).toContain('21 degrees');
    });

    it.each([
      ['2023-06-01', 200],
      ['2026-10-21', 200],
      ['2020-01-01', 400],
    ])('version %s: %i', async (version, status) => {
      const headers = { 'x-api-key': 'sk-sandbox', 'anthropic-version': version };
      expect((await fetch(`${sandbox.origins.anthropic}/v1/models`, { headers })).status).toBe(status);
    });

    it('a body above 32 MiB', async () => {
      const { status, text } = await message({ messages: [user('x'.repeat(33 * 1024 * 1024))] });
      expect([status, text]).toEqual([413, expect.stringContaining('request_too_large') as string]);
    });
  });

  describe('Gemini', () => {
    const turn = (...parts: Json[]): Json => ({ role: 'user', parts });
    const config = (generationConfig: Json): Json => ({ generationConfig });
    const call = { role: 'model', parts: [{ functionCall: { name: 'f', args: {} } }] };
    const declared = (declaration: Json): Json => ({ tools: [{ functionDeclarations: [declaration] }] });

    it.each<[string, Json, RegExp]>([
      ['no content', { contents: [] }, /contents is not specified/],
      ['a turn without parts', { contents: [turn()] }, /contents\[0\]\.parts: contents\.parts must not be empty/],
      ['an empty text', { contents: [turn({ text: '' })] }, /parts\[0\]\.data: required oneof field 'data'/],
      ['a role that is none', { contents: [{ role: 'assistant', parts: [{ text: 'x' }] }] }, /valid role: user, model/],
      ['a call without its result', { contents: [turn({ text: 'x' }), call, turn({ text: 'x' })] }, /number of function response parts/],
      ['a result without its call', { contents: [turn({ functionResponse: { name: 'f', response: {} } })] }, /number of function response parts/],
      ['a field that the API does not have', { temperature: 1 }, /Unknown name \\"temperature\\": Cannot find field/],
      ['a setting that the API does not have', config({ max_tokens: 1 }), /Unknown name \\"max_tokens\\" at 'generation_config'/],
      ['a temperature above 2', config({ temperature: 3 }), /generation_config\.temperature/],
      ['more output than a model writes', config({ maxOutputTokens: 70_000 }), /max_output_tokens must be in the range/],
      ['log probabilities without asking for them', config({ logprobs: 2 }), /response_logprobs/],
      ['a bad name of a function', declared({ name: '1 a' }), /Invalid function name/],
      ['a foreign keyword of a schema', declared({ name: 'f', parameters: { type: 'object', properties: { a: { const: 1 } } } }), /Unknown name \\"const\\"/],
      ['budget and level of thinking at once', config({ thinkingConfig: { thinkingBudget: 5, thinkingLevel: 'LOW' } }), /only one of thinking budget and thinking level/],
      ['more than a model reads', { contents: [turn({ text: LONG })] }, /exceeds the maximum number of tokens/],
    ])('%s', async (_what, body, words) => {
      const { status, text } = await generate(body);
      expect([status, text]).toEqual([400, expect.stringMatching(words) as string]);
    });

    it.each<[string, Json, number]>([
      ['gemini-4-argon', { thinkingBudget: 5 }, 400],
      ['gemini-4-argon', { thinkingLevel: 'LOW' }, 200],
      ['gemini-2.5-flash', { thinkingLevel: 'LOW' }, 400],
      ['gemini-2.5-flash', { thinkingBudget: 5 }, 200],
    ])('%s with %j: %i', async (model, thinkingConfig, status) => {
      expect((await generate(config({ thinkingConfig }), model)).status).toBe(status);
    });

    it('a property that is called like a keyword is none', async () => {
      const parameters = { type: 'object', properties: { const: { type: 'string' } } };
      expect((await generate(declared({ name: 'f', parameters }))).status).toBe(200);
    });

    it('gives thoughts and log probabilities where they are asked for', async () => {
      const asked = { responseLogprobs: true, logprobs: 1, thinkingConfig: { includeThoughts: true } };
      const { text } = await generate(config(asked));
      expect(JSON.parse(text)).toMatchObject({
        candidates: [
          {
            content: { parts: [{ thought: true }, {}] },
            logprobsResult: { chosenCandidates: expect.arrayContaining([expect.objectContaining({ logProbability: -0.1 })]) as unknown },
          },
        ],
      });
    });
  });

  describe('keys, by the codes that the providers give', () => {
    it.each([
      ['credit_balance_exhausted', 429],
      ['project_spend_limit_exceeded', 429],
      ['organization_spend_limit_exceeded', 429],
      ['organization_usage_limit_exceeded', 429],
      ['ip_not_authorized', 401],
      ['slow_down', 503],
    ])('OpenAI %s', async (code, status) => {
      const answer = await send('openai', '/v1/chat/completions', { model: 'gpt-4.1', messages: [user('Hi')] }, `sk-sandbox-error-${code}`);
      expect([answer.status, JSON.parse(answer.text)]).toMatchObject([status, { error: { code } }]);
    });

    it.each([
      ['api_usage_limits', 400, /specified API usage limits/],
      ['workspace_usage_limits', 400, /specified workspace API usage limits/],
      ['billing_error', 402, /billing_error/],
      ['api_error', 500, /api_error/],
      ['enforced_spend_limit_reached', 429, /"details":\{"error_code":"enforced_spend_limit_reached"\}/],
    ])('Anthropic %s', async (code, status, words) => {
      const body = { model: 'claude-haiku-4-5', max_tokens: 5, messages: [user('Hi')] };
      const answer = await send('anthropic', '/v1/messages', body, `sk-ant-sandbox-error-${code}`);
      expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(words) as string]);
      expect(answer.headers.get('retry-after')).toBeNull();
    });

    it.each([
      ['ACCESS_TOKEN_TYPE_UNSUPPORTED', 401, /UNAUTHENTICATED[\s\S]+ACCESS_TOKEN_TYPE_UNSUPPORTED/],
      ['prepaid_balance', 402, /prepaid balance/],
    ])('Gemini %s', async (code, status, words) => {
      const body = { contents: [{ parts: [{ text: 'Hi' }] }] };
      const path = '/v1beta/models/gemini-3.5-flash:generateContent';
      const answer = await send('gemini', path, body, `AIza-sandbox-error-${code}`);
      expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(words) as string]);
    });

    it.each([
      ['openai', '/v1/models', 'sk-admin-sandbox', 403],
      ['anthropic', '/v1/models', 'sk-ant-admin01-sandbox', 401],
      ['anthropic', '/v1/models', 'sk-ant-oat01-sandbox', 401],
    ] as const)('%s %s with %s: %i, since keys of this kind never work', async (provider, path, key, status) => {
      const headers = { authorization: `Bearer ${key}`, 'x-api-key': key, 'anthropic-version': '2023-06-01' };
      expect((await fetch(sandbox.origins[provider] + path, { headers })).status).toBe(status);
    });
  });
});
