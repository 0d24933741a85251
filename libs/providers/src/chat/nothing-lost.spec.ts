import type { OpenAiChatRequest } from '../index.js';
import { anthropicJudge, geminiJudge } from '../testing/judges.js';
import { recordedSend } from '../testing/recorded-send.js';
import { chatOf, collect } from '../testing/translated.js';

type Provider = 'anthropic' | 'gemini';
const signal = new AbortController().signal;
const MODELS = { anthropic: 'claude-haiku-4-5', gemini: 'gemini-3.5-flash' };
const JUDGES = { anthropic: anthropicJudge, gemini: geminiJudge };

async function translated(provider: Provider, request: Partial<OpenAiChatRequest>): Promise<{ body: Record<string, unknown>; dropped: string[] }> {
  const recorded = recordedSend(provider, request.stream === true ? 'stream' : 'success');
  const dropped = new Set<string>();
  const whole = { model: MODELS[provider], messages: [{ role: 'user', content: 'Hi' }], ...request };
  const onDropped = (name: string) => void dropped.add(name);
  if (request.stream === true) await collect(await chatOf(provider).stream(whole, recorded.send, signal, onDropped));
  else await chatOf(provider).complete(whole, recorded.send, signal, onDropped);
  expect(JUDGES[provider](recorded.body())).toBeUndefined();
  return { body: recorded.body(), dropped: [...dropped].sort() };
}

async function refusal(provider: Provider, request: Partial<OpenAiChatRequest>): Promise<unknown> {
  const recorded = recordedSend(provider, 'success');
  const failure: unknown = await chatOf(provider)
    .complete({ model: MODELS[provider], messages: [{ role: 'user', content: 'Hi' }], ...request }, recorded.send, signal)
    .catch((error: unknown) => error);
  expect(recorded.requests).toEqual([]);
  return failure;
}

const tools = [{ type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } }];

describe.each(['anthropic', 'gemini'] as const)('what %s has no place for', (provider) => {
  it('is left out and named when it is unknown or cannot matter', async () => {
    const { dropped } = await translated(provider, { metadata: { a: 'b' }, user_color: 'red', store: true, prediction: { type: 'content', content: 'x' }, verbosity: 'low', service_tier: 'flex' });
    expect(dropped).toEqual(['metadata', 'prediction', 'service_tier', 'store', 'user_color', 'verbosity']);
  });

  it('is named inside messages, once', async () => {
    const messages = [{ role: 'user', name: 'Ann', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'low' } }, { type: 'text', text: 'Hi', mood: 'good' }] }, { role: 'user', name: 'Bob', content: 'Hi' }];
    expect((await translated(provider, { messages })).dropped).toEqual(['messages.content.image_url.detail', 'messages.content.mood', 'messages.name']);
  });

  it('is not named when nothing is lost with it', async () => {
    const nothing = { store: false, service_tier: 'auto', n: 1, logprobs: false, metadata: {}, audio: null, logit_bias: {}, verbosity: 'medium', stream: true, stream_options: { include_usage: true } };
    const messages = [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: 'Hello', refusal: null, annotations: [], audio: null }, { role: 'user', content: '' }];
    expect((await translated(provider, { ...nothing, messages })).dropped).toEqual([]);
  });

  it.each<[string, Partial<OpenAiChatRequest>]>([
    ['n', { n: 2 }],
    ['logprobs', { logprobs: true }],
    ['modalities', { modalities: ['text', 'audio'] }],
    ['audio', { audio: { voice: 'alloy', format: 'mp3' } }],
    ['tools[0]', { tools: [{ type: 'custom', custom: { name: 'x' } }] }],
    ['web_search_options', { web_search_options: { user_location: null } }],
    ['response_format.type', { response_format: { type: 'grammar' } }],
  ])('is refused as %s, before anything goes out, when its loss would change the answer', async (param, request) => {
    expect(await refusal(provider, request)).toMatchObject({ name: 'ProviderError', code: 'request_invalid', param, wasSent: false });
  });

  it('passes top_k on', async () => {
    expect(JSON.stringify((await translated(provider, { top_k: 7 })).body)).toMatch(/"top_?k":7/i);
  });
});

describe('Claude', () => {
  it('gets no penalties and no seed, and says so', async () => {
    const { dropped } = await translated('anthropic', { seed: 1, presence_penalty: 1, frequency_penalty: 1, extra_body: { google: { thinking_config: {}, cached_content: 'c' } } });
    expect(dropped).toEqual(['extra_body', 'frequency_penalty', 'presence_penalty', 'seed']);
  });

  it('is not sent a temperature that the model refuses', async () => {
    const { body, dropped } = await translated('anthropic', { model: 'claude-sonnet-5', temperature: 0.2, top_p: 0.5 });
    expect(body).not.toHaveProperty('temperature');
    expect(dropped).toEqual(['temperature', 'top_p']);
  });

  it('thinks as the client says', async () => {
    const { body, dropped } = await translated('anthropic', { thinking: { type: 'enabled', budget_tokens: 2000 }, max_tokens: 5000 });
    expect(body).toMatchObject({ thinking: { type: 'enabled', budget_tokens: 2000 }, max_tokens: 5000 });
    expect(dropped).toEqual([]);
  });

  it('is told of the name of a file and of the purpose of a schema where there is no place for them', async () => {
    const messages = [{ role: 'user', content: [{ type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0xLjQK' } }] }];
    const response_format = { type: 'json_schema', json_schema: { name: 'a', description: 'For the shop', schema: { type: 'object', properties: {} } } };
    expect((await translated('gemini', { messages, response_format })).dropped).toEqual(['messages.content.file.filename', 'response_format.json_schema.description']);
    expect((await translated('anthropic', { messages, response_format })).dropped).toEqual(['response_format.json_schema.description']);
  });

  it('is told that a budget was dropped where the model decides on its own', async () => {
    const { body, dropped } = await translated('anthropic', { model: 'claude-sonnet-5', thinking: { type: 'enabled', budget_tokens: 2000 } });
    expect(body).toMatchObject({ thinking: { type: 'adaptive' } });
    expect(dropped).toEqual(['thinking.budget_tokens']);
  });

  it.each([
    [100, undefined],
    [1500, undefined],
    [3000, 1500],
    [60_000, 30_000],
  ])('never answers longer than the client’s %d tokens for its effort', async (limit, budget) => {
    const { body, dropped } = await translated('anthropic', { reasoning_effort: 'high', max_completion_tokens: limit });
    expect(body['max_tokens']).toBe(limit);
    expect((body['thinking'] as { budget_tokens: number } | undefined)?.budget_tokens).toBe(budget);
    expect(dropped).toEqual(budget === undefined ? ['reasoning_effort'] : []);
  });

  it('does not think between a call and its result, and says so', async () => {
    const messages = [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: null, tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] }, { role: 'tool', tool_call_id: 'c', content: 'r' }];
    const { body, dropped } = await translated('anthropic', { messages, tools, thinking: { type: 'adaptive' } });
    expect(body).not.toHaveProperty('thinking');
    expect(dropped).toEqual(['thinking']);
  });

  it('caches what the client marks, wherever the mark stands', async () => {
    const cache_control = { type: 'ephemeral' };
    const messages = [
      { role: 'system', content: [{ type: 'text', text: 'Long', cache_control: { type: 'ephemeral', ttl: '1h' } }, { type: 'text', text: 'Short' }] },
      { role: 'user', content: [{ type: 'text', text: 'Part', cache_control }] },
      { role: 'assistant', content: 'Whole', cache_control },
      { role: 'user', content: 'Now' },
    ];
    const { body, dropped } = await translated('anthropic', { messages, tools: [{ ...tools[0], cache_control }] });
    expect(body['system']).toMatchObject([{ text: 'Long', cache_control: { type: 'ephemeral', ttl: '1h' } }, { text: 'Short' }]);
    expect(JSON.stringify(body).match(/"cache_control"/g)).toHaveLength(4);
    expect(dropped).toEqual([]);
  });

  it('is not offered a tool that it was to be made to use', async () => {
    expect(await refusal('anthropic', { model: 'claude-sonnet-5-5', tools, tool_choice: 'required' })).toMatchObject({ code: 'request_invalid', param: 'tool_choice', wasSent: false });
    expect((await translated('anthropic', { tools, tool_choice: 'required' })).body).toMatchObject({ tool_choice: { type: 'any' } });
  });

  it.each([
    ['thinking.type', { thinking: { type: 'loud' } }],
    ['thinking.budget_tokens', { thinking: { type: 'enabled', budget_tokens: 10 } }],
    ['cache_control', { cache_control: { type: 'eternal' } }],
  ])('is not asked with a bad %s', async (param, request) => {
    expect(await refusal('anthropic', request)).toMatchObject({ code: 'request_invalid', param });
  });
});

describe('Gemini', () => {
  it('gets Google’s additions to OpenAI’s format', async () => {
    const google = { thinking_config: { thinking_budget: 512 }, cached_content: 'cachedContents/1' };
    const { body, dropped } = await translated('gemini', { model: 'gemini-3.5-flash-lite', extra_body: { google } });
    expect(body).toMatchObject({ generationConfig: { thinkingConfig: { thinkingBudget: 512 } }, cachedContent: 'cachedContents/1' });
    expect(dropped).toEqual([]);
    expect((await translated('gemini', { extra_body: { google: { thinking_config: { thinking_level: 'LOW' } } } })).body).toMatchObject({ generationConfig: { thinkingConfig: { thinkingLevel: 'low' } } });
  });

  it('names what of them has no place in the answer, and what is Claude’s', async () => {
    const { dropped } = await translated('gemini', { extra_body: { google: { thinking_config: { include_thoughts: true }, new_thing: 1 } }, thinking: { type: 'enabled' }, user: 'u', messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }] }] });
    expect(dropped).toEqual(['extra_body.google.new_thing', 'extra_body.google.thinking_config.include_thoughts', 'messages.content.cache_control', 'thinking', 'user']);
  });

  it('reads what is stored only where it says so', () => {
    const { storedField } = chatOf('gemini');
    const image = (url: string) => ({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] });
    expect(storedField({ extra_body: { google: { cached_content: 'c' } } })).toBe('extra_body.google.cached_content');
    expect(storedField(image('https://generativelanguage.googleapis.com/v1beta/files/abc'))).toBe('messages[0].content[0].image_url.url');
    expect(storedField(image('https://example.com/a.png'))).toBeUndefined();
    expect(storedField(image('data:image/png;base64,AAAA'))).toBeUndefined();
  });
});
