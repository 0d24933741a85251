import { PROVIDER_STRATEGIES, type OpenAiRequest, type TranslatedRoute } from '../index.js';
import { anthropicJudge, geminiJudge } from '../testing/judges.js';
import { textFixture } from '../testing/fixtures.js';
import { answering } from '../testing/played.js';
import { recordedSend } from '../testing/recorded-send.js';

const signal = new AbortController().signal;
const PROVIDERS = ['anthropic', 'gemini'] as const;
const JUDGES = { anthropic: anthropicJudge, gemini: geminiJudge };
const MODELS = { anthropic: 'claude-haiku-5-5', gemini: 'gemini-3.5-flash', cloudru: 'zai-org/GLM-4.6' };

type Provider = keyof typeof MODELS;
type Event = { type: string; sequence_number: number } & Record<string, unknown>;

function routeOf(provider: Provider): TranslatedRoute {
  const { responses } = PROVIDER_STRATEGIES[provider];
  if (responses?.kind !== 'translate') throw new Error('not translated');
  return responses;
}

const requestOf = (provider: Provider, fields: object): OpenAiRequest => ({ model: MODELS[provider], input: 'Hi', ...fields });

async function eventsOf(provider: Provider, body: string, fields: object = {}): Promise<Event[]> {
  const list: Event[] = [];
  for await (const event of (await routeOf(provider).stream?.(requestOf(provider, { stream: true, ...fields }), answering(body).send, signal)) ?? []) list.push(event as Event);
  return list;
}

describe.each(PROVIDERS)('a response of %s', (provider) => {
  it('is asked for in a form that the provider takes', async () => {
    const recorded = recordedSend(provider, 'success');
    const input = [
      { role: 'developer', content: [{ type: 'input_text', text: 'Be kind' }] },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Weather?' }, { type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'auto' }] },
      { type: 'additional_tools', role: 'developer', tools: [{ type: 'function', name: 'brought', parameters: { type: 'object', properties: {} } }] },
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'x' },
      { type: 'message', role: 'assistant', id: 'msg_1', status: 'completed', content: [{ type: 'output_text', text: 'Let me look', annotations: [] }] },
      { type: 'function_call', call_id: 'call:1', name: 'f', arguments: '{"a":1}' },
      { type: 'function_call', call_id: 'call:2', name: 'f', arguments: '' },
      { type: 'function_call_output', call_id: 'call:1', output: 'one' },
      { type: 'function_call_output', call_id: 'call:2', output: [{ type: 'input_text', text: 'two' }] },
    ];
    const tools = [{ type: 'function', name: 'f', parameters: { type: 'object', properties: {} }, strict: true }];
    const response = await routeOf(provider).complete(requestOf(provider, { input, tools, instructions: 'Short', max_output_tokens: 50 }), recorded.send, signal);
    expect(JUDGES[provider](recorded.body())).toBeUndefined();
    const sent = JSON.stringify(recorded.body());
    for (const words of ['Be kind', 'Short', 'Weather?', 'Let me look', 'one', 'two', 'brought']) expect(sent).toContain(words);
    expect(response).toMatchObject({ object: 'response', status: 'completed', store: false, error: null, output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text' }] }] });
  });

  it('names what it leaves out of items, and nothing of an earlier answer as we gave it', async () => {
    const droppedOf = async (input: unknown) => {
      const dropped = new Set<string>();
      await routeOf(provider).complete(requestOf(provider, { input }), recordedSend(provider, 'success').send, signal, (name) => void dropped.add(name));
      return [...dropped].sort();
    };
    const mark = { mode: 'explicit' };
    const input = [
      { role: 'user', content: [{ type: 'input_text', text: 'Hi', prompt_cache_breakpoint: mark }] },
      { type: 'message', role: 'assistant', id: 'msg_1', status: 'completed', phase: 'commentary', content: [{ type: 'output_text', text: 'Look', annotations: [{ type: 'url_citation', url: 'https://example.com' }], logprobs: [{ token: 'Look' }] }] },
      { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}', namespace: 'n', async: true, caller: { type: 'program', caller_id: 'p' } },
      { type: 'function_call_output', call_id: 'call_1', output: [{ type: 'input_text', text: 'one', prompt_cache_breakpoint: mark }] },
      { type: 'additional_tools', role: 'developer', tools: [{ type: 'function', name: 'g', parameters: {}, defer_loading: true }] },
    ];
    expect(await droppedOf(input)).toEqual(
      ['input.async', 'input.caller.caller_id', 'input.caller.type', 'input.content.annotations', 'input.content.logprobs', 'input.content.prompt_cache_breakpoint', 'input.namespace', 'input.output.prompt_cache_breakpoint', 'input.phase', 'input.tools.defer_loading'],
    );
    const { output } = await routeOf(provider).complete(requestOf(provider, {}), recordedSend(provider, 'success').send, signal);
    const call = { type: 'function_call', id: 'fc_1', status: 'completed', call_id: 'call_1', name: 'f', arguments: '{}', caller: { type: 'direct' }, async: false };
    expect(await droppedOf([{ role: 'user', content: 'Hi' }, ...(output as unknown[]), call])).toEqual([]);
  });

  it('says what its calls are', async () => {
    const response = await routeOf(provider).complete(requestOf(provider, {}), answering(textFixture(provider, 'stream-tools')).send, signal).catch(() => undefined);
    expect(response).toBeUndefined();
    const events = await eventsOf(provider, textFixture(provider, 'stream-tools'));
    const { response: final } = events.at(-1) as unknown as { response: { output: { type: string; call_id?: string; arguments?: string }[] } };
    const calls = final.output.filter(({ type }) => type === 'function_call');
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) {
      expect(call.call_id).toMatch(/^[\w-]{1,40}$/);
      expect(() => JSON.parse(call.arguments ?? '') as unknown).not.toThrow();
    }
  });

  it('streams its events numbered, each item opened and closed once', async () => {
    const events = await eventsOf(provider, textFixture(provider, 'stream'));
    expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, index) => index));
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual(['response.created', 'response.in_progress']);
    expect(events.at(-1)?.type).toBe('response.completed');
    const count = (type: string) => events.filter((event) => event.type === type).length;
    expect(count('response.output_item.added')).toBe(count('response.output_item.done'));
    expect(count('response.content_part.added')).toBe(count('response.content_part.done'));
    const text = events.filter(({ type }) => type === 'response.output_text.delta').map(({ delta }) => String(delta)).join('');
    expect(events.find(({ type }) => type === 'response.output_text.done')?.['text']).toBe(text);
    expect(text).not.toBe('');
  });

  it('that breaks off throws, and never says that it is complete', async () => {
    const list: Event[] = [];
    const read = async () => {
      const stream = await routeOf(provider).stream?.(requestOf(provider, { stream: true }), answering(textFixture(provider, 'stream-cut')).send, signal);
      for await (const event of stream ?? []) list.push(event as Event);
    };
    await expect(read()).rejects.toMatchObject({ name: 'ProviderError', code: 'provider_unavailable' });
    expect(list.map(({ type }) => type)).not.toContain('response.completed');
  });
});

describe('a response of Cloud.ru', () => {
  const chunks = (...deltas: object[]) => deltas.map((delta) => `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`).join('');

  it('is a chat, read and written anew', async () => {
    const body = `${chunks({ role: 'assistant', content: 'He' }, { content: 'llo' })}data: {"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}\n\ndata: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}\n\ndata: [DONE]\n\n`;
    const events = await eventsOf('cloudru', body);
    expect(events.at(-1)).toMatchObject({ type: 'response.incomplete', response: { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, output: [{ content: [{ text: 'Hello' }] }], usage: { total_tokens: 3 } } });
  });

  it.each([
    ['an error event', `${chunks({ content: 'He' })}data: {"error":{"message":"busy","code":"server_is_overloaded"}}\n\n`, 'provider_overloaded'],
    ['a cut connection', chunks({ content: 'He' }), 'provider_unavailable'],
    ['a page', '<html></html>', 'provider_unavailable'],
  ])('throws for %s', async (_what, body, code) => {
    await expect(eventsOf('cloudru', body)).rejects.toMatchObject({ name: 'ProviderError', code });
  });
});

describe('a response of Cloud.ru, which the platform’s key pays for', () => {
  const sentFor = async (fields: object, dropped: string[] = []) => {
    const recorded = recordedSend('cloudru', 'success');
    await routeOf('cloudru').complete(requestOf('cloudru', fields), recorded.send, signal, (name) => dropped.push(name));
    return recorded.body() as Record<string, unknown>;
  };

  it('is asked for with the published fields of its chat, and the rest is named', async () => {
    const mark = { type: 'ephemeral' };
    const dropped: string[] = [];
    const sent = await sentFor(
      {
        input: [{ role: 'user', cache_control: mark, content: [{ type: 'input_text', text: 'Hi', cache_control: mark }] }],
        tools: [{ type: 'function', name: 'f', parameters: { type: 'object', colour: 'red' }, cache_control: mark }],
        text: { format: { type: 'json_schema', name: 'a', schema: { colour: 'red' }, colour: 'red' } },
        temperature: 0.5,
        top_k: 5,
        thinking: { type: 'enabled' },
        extra_body: { n: 50, service_tier: 'priority' },
        cache_control: mark,
      },
      dropped,
    );
    expect(sent).toEqual({
      model: MODELS.cloudru,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object', colour: 'red' } } }],
      response_format: { type: 'json_schema', json_schema: { name: 'a', schema: { colour: 'red' } } },
      temperature: 0.5,
    });
    expect(dropped.sort()).toEqual(['cache_control', 'extra_body', 'input.cache_control', 'input.content.cache_control', 'text.format.colour', 'thinking', 'tools.cache_control', 'top_k']);
  });

  it('ends by the maximum that its provider reads', async () => {
    const sent = await sentFor({ max_output_tokens: 70 });
    expect(sent).toMatchObject({ max_tokens: 70 });
    expect(sent).not.toHaveProperty('max_completion_tokens');
  });

  it('names the place of a value that only an own key could pay for', () => {
    expect(routeOf('cloudru').storedField(requestOf('cloudru', { text: { format: { type: 'grammar' } } }))).toBe('text.format.type');
    expect(routeOf('cloudru').storedField(requestOf('cloudru', { top_k: 5, text: { format: { type: 'json_object' } } }))).toBeUndefined();
  });
});
