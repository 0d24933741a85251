import { PROVIDER_STRATEGIES } from '#providers';
import { readEvents, readWhole } from './read-chat.js';

async function* body(...pieces: string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}
const { signal } = new AbortController();
const chunk = (delta: object, finish: string | null = null) => `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const events = (...pieces: string[]) => readEvents(body(...pieces), PROVIDER_STRATEGIES.openai, signal);
const whole = (answer: unknown) => readWhole(body(JSON.stringify(answer).slice(0, 20), JSON.stringify(answer).slice(20)), PROVIDER_STRATEGIES.openai, signal);

describe('the event stream of a chat', () => {
  it('is whole when it says why it stops, or that it is done', async () => {
    expect((await events(chunk({ content: 'ye' }), chunk({ content: 's' }, 'stop'))).value).toBe('yes');
    expect((await events(chunk({ content: 'ye' }), chunk({ content: 's' }), 'data: [DONE]\n\n')).value).toBe('yes');
  });

  it('that ends without either is broken off', async () => {
    await expect(events(chunk({ content: 'ye' }))).rejects.toMatchObject({ code: 'provider_unavailable' });
  });

  it('keeps the reason that it gave', async () => {
    await expect(events(chunk({ content: 'ye' }, 'length'), 'data: [DONE]\n\n')).rejects.toMatchObject({ code: 'request_invalid' });
  });
});

describe('an answer in one piece', () => {
  it('is read like a stream, with what it cost', async () => {
    const usage = { prompt_tokens: 5, completion_tokens: 2 };
    expect(await whole({ choices: [{ message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }], usage })).toEqual({
      value: 'yes',
      usage: { tokensIn: 5, tokensOut: 2, estimated: false },
    });
  });

  it('that was refused, or is no answer, fails as a stream does', async () => {
    await expect(whole({ choices: [{ message: { refusal: 'no' }, finish_reason: 'stop' }] })).rejects.toMatchObject({ code: 'content_blocked' });
    await expect(whole({ choices: [] })).rejects.toMatchObject({ code: 'provider_unavailable' });
    await expect(readWhole(body('{"choices":'), PROVIDER_STRATEGIES.openai, signal)).rejects.toMatchObject({ code: 'provider_unavailable' });
  });
});

describe('something new beside a chat', () => {
  const usage = { prompt_tokens: 5, completion_tokens: 2 };
  const done = 'data: [DONE]\n\n';

  it.each<[string, string]>([
    ['an event of another kind', 'event: progress\ndata: words\n\n'],
    ['a comment', ': OPENROUTER PROCESSING\n\n'],
    ['an event without choices', 'data: {"type":"news","object":"x"}\n\n'],
    ['choices that are none', 'data: {"choices":null}\n\ndata: {"choices":[null,7]}\n\ndata: {"choices":{}}\n\n'],
    ['data that is no object', 'data: null\n\ndata: 7\n\ndata: []\n\ndata: "x"\n\n'],
    ['no data', 'data:\n\n'],
    ['another choice', 'data: {"choices":[{"index":1,"delta":{"content":"not this"},"finish_reason":"length"}]}\n\n'],
    ['deltas of other kinds', chunk({ reasoning_content: 'Hm', audio: {}, content: null, mood: 1 })],
    ['filter results before the answer', 'data: {"choices":[],"prompt_filter_results":[{}],"usage":null}\n\n'],
  ])('%s is passed over, at the beginning and in the middle', async (_name, added) => {
    const [first, second, last] = [chunk({ content: 'ye' }), chunk({ content: [{ type: 'text', text: 's' }, { type: 'new' }] }, 'stop'), `data: ${JSON.stringify({ choices: [], usage })}\n\n`];
    for (const stream of [added + first + second + last + done, first + added + second + last + done, first + second + added + last, first + second + last + added]) {
      for (const size of [1, stream.length]) {
        const pieces = stream.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
        expect(await events(...pieces)).toEqual({ value: 'yes', usage: { tokensIn: 5, tokensOut: 2, estimated: false } });
      }
    }
  });

  it('of a whole answer is passed over', async () => {
    const message = { role: 'assistant', content: [{ type: 'thinking', thinking: [] }, { type: 'text', text: 'yes' }], annotations: [] };
    expect(await whole({ choices: [{ message, finish_reason: null }], usage: null })).toMatchObject({ value: 'yes', usage: { estimated: true } });
    expect(await whole({ mood: 1, choices: [{ message, finish_reason: 'stop', native_finish_reason: 'end_turn' }], usage })).toMatchObject({ value: 'yes' });
  });
});

describe('what is no answer', () => {
  const FOREIGN = { code: 'provider_unavailable', repeatable: false, fallsBack: true };

  it.each(['hello', '<html>', 'data: hello\n\n', 'data: {"ok":true}\n\n', '', '{"id":'])('is not asked for again: %j', async (text) => {
    await expect(events(text)).rejects.toMatchObject(FOREIGN);
    await expect(readWhole(body(text), PROVIDER_STRATEGIES.openai, signal)).rejects.toMatchObject(FOREIGN);
  });

  it('but an end without text is paid for', async () => {
    const PAID = { code: 'provider_unavailable', repeatable: false, fallsBack: false };
    await expect(events(chunk({}, 'error'))).rejects.toMatchObject({ ...PAID, message: expect.stringContaining('error') as string });
    await expect(whole({ choices: [{ message: { content: '' }, finish_reason: 'brand_new' }] })).rejects.toMatchObject(PAID);
    expect(await whole({ choices: [{ message: { content: 'yes' }, finish_reason: 'brand_new' }] })).toMatchObject({ value: 'yes' });
  });

  it.each<[string, string]>([
    ['data', 'data: {"error":{"message":"Overloaded","code":"server_is_overloaded"}}\n\n'],
    ['a named event', 'event: error\ndata: {"message":"Overloaded","code":"server_is_overloaded"}\n\n'],
    ['bare JSON', '{"error":{"message":"Overloaded","code":"server_is_overloaded"}}\n'],
    ['bare JSON in lines', JSON.stringify({ error: { message: 'Overloaded', code: 'server_is_overloaded' } }, null, 2)],
    ['an array', 'data: [{"error":{"message":"Overloaded","code":"server_is_overloaded"}}]\n\n'],
    ['a chunk', 'data: {"choices":[],"error":{"message":"Overloaded","code":"server_is_overloaded"}}\n\n'],
  ])('is seen as an error in the form of %s', async (_form, error) => {
    for (const stream of [error, chunk({ content: 'ye' }) + error]) {
      await expect(events(stream)).rejects.toMatchObject({ code: 'provider_overloaded', message: 'Overloaded' });
    }
  });
});
