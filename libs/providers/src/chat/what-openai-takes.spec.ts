import type { OpenAiChatRequest } from '../index.js';
import { anthropicJudge, geminiJudge, type Judge } from '../testing/judges.js';
import { answerFixture } from '../testing/fixtures.js';
import { answering } from '../testing/played.js';
import { recordedSend } from '../testing/recorded-send.js';
import { chatOf } from '../testing/translated.js';

const signal = new AbortController().signal;
const JUDGES: Record<'anthropic' | 'gemini', Judge> = { anthropic: anthropicJudge, gemini: geminiJudge };
const PROVIDERS = ['anthropic', 'gemini'] as const;

async function sent(provider: 'anthropic' | 'gemini', request: Partial<OpenAiChatRequest>): Promise<Record<string, unknown>> {
  const recorded = recordedSend(provider, 'success');
  await chatOf(provider).complete({ model: provider === 'gemini' ? 'gemini-3.5-flash' : 'claude-haiku-5-5', messages: [{ role: 'user', content: 'Hi' }], ...request }, recorded.send, signal);
  return recorded.body();
}

const user = (content: unknown = 'Hi') => ({ role: 'user', content });
const assistant = (content: unknown = 'Hello') => ({ role: 'assistant', content });
const call = (id: string, written: unknown = '{}', name = 'f') => ({ id, type: 'function', function: { name, arguments: written } });
const calling = (...calls: unknown[]) => ({ role: 'assistant', content: null, tool_calls: calls });
const result = (id: string, content: unknown = 'r') => ({ role: 'tool', tool_call_id: id, content });
const tool = (parameters?: unknown, name = 'f') => ({ type: 'function', function: { name, ...(parameters === undefined ? {} : { parameters }) } });

/** Bodies that OpenAI takes. */
const TAKEN: [string, Partial<OpenAiChatRequest>][] = [
  ...['functions.f:0', 'a b', 'ключ', '', 'call|fc_1', 'x'.repeat(200), '{"id":1}']
    .filter((id) => id !== '')
    .map((id): [string, Partial<OpenAiChatRequest>] => [`the call id ${id.slice(0, 20)}`, { messages: [user(), calling(call(id), call(`${id}.`)), result(`${id}.`), result(id)], tools: [tool()] }]),
  ['the same call id in two turns', { messages: [user(), calling(call('c')), result('c'), calling(call('c')), result('c')] }],
  ['the same call id twice in a turn', { messages: [user(), calling(call('c'), call('d')), result('c'), result('d'), result('c', 'more')] }],
  ['an empty system message', { messages: [{ role: 'system', content: '' }, user()] }],
  ['a blank system message beside another', { messages: [{ role: 'system', content: ' \n' }, { role: 'developer', content: 'Be kind' }, user()] }],
  ['system messages only', { messages: [{ role: 'system', content: 'Say hello' }] }],
  ['an empty message of the user', { messages: [user('')] }],
  ['a blank message of the user', { messages: [user(' \n ')] }],
  ['an empty text part', { messages: [user([{ type: 'text', text: '' }, { type: 'text', text: 'Hi' }])] }],
  ['empty parts only', { messages: [user('a'), assistant(), user([{ type: 'text', text: '' }])] }],
  ['an empty message in between', { messages: [user(), assistant(''), user('b')] }],
  ['an empty message of the user in between', { messages: [user(), assistant('x'), user(''), assistant('y'), user('b')] }],
  ['an assistant message of null', { messages: [user(), assistant(null), user('b')] }],
  ['an assistant message without content', { messages: [user(), { role: 'assistant' }, user('b')] }],
  ['an assistant message of blanks at the end', { messages: [user(), assistant('  ')] }],
  ['the assistant first', { messages: [assistant(), user()] }],
  ['the assistant alone', { messages: [assistant()] }],
  ['the assistant last', { messages: [user(), assistant('Once upon a time ')] }],
  ['messages of the same role', { messages: [user('a'), user('b'), assistant('c'), assistant('d'), user('e'), user('f')] }],
  ['text beside calls in two messages', { messages: [user(), assistant('Let me look'), calling(call('c')), result('c'), user('thanks'), user('again')] }],
  ['a blank text beside a call', { messages: [user(), { ...calling(call('c')), content: '\n\n' }, result('c')] }],
  ['an empty result', { messages: [user(), calling(call('c')), result('c', '')] }],
  ['an empty list as a result', { messages: [user(), calling(call('c')), result('c', [])] }],
  ...['', ' ', 'null', '[]', '"x"', '{', 'not json', '{"a":1}{"b":2}', '{"__proto__":{}}'].map((written): [string, Partial<OpenAiChatRequest>] => [`the arguments ${written}`, { messages: [user(), calling(call('c', written)), result('c')] }]),
  ...['someone@example.com', '+49 170 1234567', '4917012345678', 'x'.repeat(300), 'Jörg', 'a b'].map((name): [string, Partial<OpenAiChatRequest>] => [`the user ${name.slice(0, 20)}`, { user: name }]),
  ...[{}, { properties: {} }, { type: 'object' }, { type: null }, { $schema: 'https://json-schema.org/draft/2020-12/schema' }, null, undefined].map((parameters): [string, Partial<OpenAiChatRequest>] => [`the parameters ${JSON.stringify(parameters)}`, { tools: [tool(parameters)] }]),
  ['an empty stop', { stop: '' }],
  ['a large seed', { seed: 2 ** 40 + 1 }],
  ['a negative seed', { seed: -(2 ** 40) }],
  ['the greatest penalties', { presence_penalty: 2, frequency_penalty: 2 }],
  ['half a character', { messages: [user('a\ud83d'), assistant('\ude00'), user([{ type: 'text', text: 'b\ud83d' }])] }],
  ['half a character elsewhere', { messages: [user(), calling(call('c', '{"x\\ud83d":"\\udc00"}')), result('c')], tools: [{ type: 'function', function: { name: 'f', description: 'a\ud83d', parameters: { type: 'object', properties: { 'b\ud83d': { type: 'string', description: '\udc00 \\ud83d' } } } } }], stop: ['z\ud83d'] }],
  ['a tool whose name begins with a digit', { messages: [user(), calling(call('c', '{}', '2nd')), result('c')], tools: [tool({}, '2nd'), tool({}, '-x')], tool_choice: { type: 'function', function: { name: '2nd' } } }],
  ['text with a stray percent', { messages: [user([{ type: 'file', file: { file_data: 'data:text/plain,50% off', filename: 'a.txt' } }])] }],
  ['an image with line breaks in its base64', { messages: [user([{ type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO\nRw0K\nGgo=' } }])] }],
];

describe.each(PROVIDERS)('what OpenAI takes and %s would refuse', (provider) => {
  it.each(TAKEN)('is sent in a form that it takes: %s', async (_name, request) => {
    expect(JUDGES[provider](await sent(provider, request))).toBeUndefined();
  });
});

describe('a stop of white space', () => {
  it.each([['\n'], [' ', 'END'], ['END', '\t\n']])('%j ends an answer of Gemini, and is refused by name where Claude would go on', async (...stop) => {
    expect(await sent('gemini', { stop })).toMatchObject({ generationConfig: { stopSequences: stop } });
    await expect(sent('anthropic', { stop })).rejects.toMatchObject({ code: 'request_invalid', param: 'stop' });
  });
});

describe('what is brought into form', () => {
  it('has no half of a character, and keeps whole ones and what only looks like one', async () => {
    const body = JSON.stringify(await sent('anthropic', { messages: [user('a\ud83d \u{1F600} \\ud83d \\\ud83d')], tools: [{ type: 'function', function: { name: 'f', description: '\udc00', parameters: {} } }] }));
    expect(body).toContain(JSON.stringify('a\uFFFD \u{1F600} \\ud83d \\\uFFFD'));
    expect(body).toContain('"description":"\uFFFD"');
  });

  it.each([
    ['image/jpg', '/9j/4AAQSkZJRgABAQAAAQABAAD', 'image/jpeg'],
    ['image/png', '/9j/4AAQSkZJRgABAQAAAQABAAD', 'image/jpeg'],
    ['image/jpeg', 'iVBORw0KGgoAAAANSUhEUgAAAAE', 'image/png'],
    ['image/png', 'R0lGODlhAQABAIAAAAAAAP///ywA', 'image/gif'],
    ['image/jpeg', 'UklGRiQAAABXRUJQVlA4IBgAAAAw', 'image/webp'],
    ['image/jpg', 'AAAA', 'image/jpeg'],
    ['image/png', 'AAAA', 'image/png'],
    ['application/pdf', 'JVBERi0xLjQK', 'application/pdf'],
  ])('a file said to be %s goes out as what it is (%s)', async (said, data, mediaType) => {
    const part = said.startsWith('image/') ? { type: 'image_url', image_url: { url: `data:${said};base64,${data}` } } : { type: 'file', file: { file_data: `data:${said};base64,${data}` } };
    for (const provider of PROVIDERS) expect(JSON.stringify(await sent(provider, { messages: [user([part])] }))).toMatch(new RegExp(`"(?:media_type|mimeType)":"${mediaType}"`));
  });

  it('keeps results with their calls', async () => {
    const body = await sent('anthropic', {
      messages: [user(), calling(call('f:0', '{"n":1}'), call('f:1', '{"n":2}')), result('f:1', 'two'), result('f:0', 'one'), calling(call('f:0', '{"n":3}')), result('f:0', 'three')],
    });
    const blocks = (body['messages'] as { content: { type: string; id?: string; tool_use_id?: string; input?: { n: number }; content?: unknown }[] }[]).flatMap(({ content }) => content);
    const answers = blocks.filter(({ type }) => type === 'tool_use').map(({ id, input }) => [input?.n, blocks.find(({ tool_use_id }) => tool_use_id === id)?.content]);
    expect(answers).toEqual([[1, 'one'], [2, 'two'], [3, 'three']]);
  });

  it('keeps a plain user and plain ids as they are, and one digest for one address', async () => {
    expect(await sent('anthropic', { user: 'user-1' })).toMatchObject({ metadata: { user_id: 'user-1' } });
    const digest = (await sent('anthropic', { user: 'a@b.example' }))['metadata'];
    expect(digest).toEqual((await sent('anthropic', { user: 'a@b.example' }))['metadata']);
    expect(JSON.stringify(digest)).not.toContain('example');
    expect(JSON.stringify(await sent('anthropic', { messages: [user(), calling(call('toolu_01')), result('toolu_01')] }))).toContain('"id":"toolu_01"');
  });

  it('gives the client its own names of tools back', async () => {
    const { send } = answering(answerFixture('gemini', 'success-tools').body.replace('get_time', '_2nd'));
    const tools = ['2nd', 'get_weather'].map((name) => tool({}, name));
    const answer = await chatOf('gemini').complete({ model: 'gemini-3.5-flash', messages: [user()], tools }, send, signal);
    expect(JSON.stringify(answer)).toMatch(/"name":"2nd"/);
  });

  it('takes time in proportion to the messages', async () => {
    const timeOf = async (count: number) => {
      const messages = Array.from({ length: count }, (_, index) => [calling(call('same')), result('same', String(index)), user('')]).flat();
      const before = process.cpuUsage();
      await sent('gemini', { messages: [user(), ...messages] });
      const { user: spent, system } = process.cpuUsage(before);
      return spent + system;
    };
    await timeOf(500);
    const [once, fourTimes] = [await timeOf(2_000), await timeOf(8_000)];
    expect(fourTimes).toBeLessThan(once * 12 + 100_000);
  });
});

const ODD: unknown[] = [null, 0, -1, 1.5, 1e308, '', ' ', 'x', '%', '\ud800', true, [], [null], [[]], {}, { type: 'text' }, { type: null }, 'data:,', 'data:image/png;base64,%', 'data:text/plain,%E0%A4%A', '{', 'constructor', { __proto__: 1 }, { toString: 1 }];

/** A request in which every field stands that is read. */
const full = (provider: 'anthropic' | 'gemini') => ({
  messages: [
    { role: 'system', content: [{ type: 'text', text: 'S' }] },
    user([{ type: 'text', text: 'T' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'low' } }, { type: 'file', file: { file_data: 'data:application/pdf;base64,AAAA', filename: 'a.pdf' } }]),
    { ...calling({ ...call('c'), extra_content: { google: { thought_signature: 'AA' } } }), refusal: null },
    result('c', [{ type: 'text', text: 'r' }]),
    user(provider === 'anthropic' ? 'No audio' : [{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }]),
  ],
  tools: [{ type: 'function', function: { name: 'f', description: 'd', strict: true, parameters: { type: 'object', properties: { a: { type: 'string' } } } } }],
  tool_choice: { type: 'function', function: { name: 'f' } },
  response_format: { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'object', properties: {} } } },
  reasoning_effort: 'low',
  max_tokens: 5,
  temperature: 1,
  top_p: 1,
  stop: ['x'],
  seed: 1,
  presence_penalty: 1,
  frequency_penalty: 1,
  user: 'u',
  stream_options: { include_usage: true },
  parallel_tool_calls: false,
  logit_bias: {},
  modalities: ['text'],
});

/** Every place in a value, as the keys that lead there. */
function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

describe.each(PROVIDERS)('odd values in any place of a request to %s', (provider) => {
  it('are taken, or refused as the request’s own fault', async () => {
    const chat = chatOf(provider);
    await expect(chat.complete({ model: 'm', ...full(provider) }, recordedSend(provider, 'success').send, signal)).resolves.toBeDefined();
    for (const path of placesIn(full(provider)).filter(({ length }) => length > 0)) {
      for (const odd of ODD) {
        const request = { model: provider === 'gemini' ? 'gemini-3.5-flash' : 'claude-haiku-5-5', ...(replaced(full(provider), path, odd) as object) } as unknown as OpenAiChatRequest;
        const failure = await chat.complete(request, recordedSend(provider, 'success').send, signal).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (failure !== undefined) expect({ path, odd, failure }).toMatchObject({ failure: { name: 'ProviderError', code: 'request_invalid' } });
      }
    }
  });
});
