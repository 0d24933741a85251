import { answering, eventsOf, playStream, playWhole } from '../testing/played.js';
import { chatOf, collect, textOf, type Chunk } from '../testing/translated.js';

const PAID = { name: 'ProviderError', code: 'provider_unavailable', repeatable: false, fallsBack: false };
const FOREIGN = { name: 'ProviderError', code: 'provider_unavailable', repeatable: false, fallsBack: true };

const usageMetadata = { promptTokenCount: 1, candidatesTokenCount: 0 };

/** Both ways in which an answer comes. */
const WAYS = [
  ['whole', playWhole, (...parts: unknown[]) => JSON.stringify(parts[0])],
  ['streamed', playStream, eventsOf],
] as const;

describe.each(WAYS)('how an answer of Gemini ended, %s', (_way, play, written) => {
  const ended = (finishReason: string | undefined, parts?: unknown[]) =>
    play('gemini', written({ candidates: [{ ...(parts && { content: { parts } }), finishReason, finishMessage: 'because' }], usageMetadata }));

  it.each([
    'LANGUAGE',
    'OTHER',
    'MALFORMED_FUNCTION_CALL',
    'MALFORMED_RESPONSE',
    'UNEXPECTED_TOOL_CALL',
    'TOO_MANY_TOOL_CALLS',
    'MISSING_THOUGHT_SIGNATURE',
    'NO_IMAGE',
    'IMAGE_OTHER',
    'FINISH_REASON_UNSPECIFIED',
    'BRAND_NEW',
    'toString',
  ])('%s with nothing else is an error that says so and is paid for; with text it is the text', async (reason) => {
    await expect(ended(reason)).rejects.toMatchObject({ ...PAID, message: expect.stringContaining(`${reason}: because`) as string });
    await expect(ended(reason, [{ text: '' }])).rejects.toMatchObject(PAID);
    await expect(ended(reason, [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }])).rejects.toMatchObject(PAID);
    expect(await ended(reason, [{ text: 'Half' }])).toMatchObject({ text: 'Half', finish: /^[Bt]/.test(reason) ? 'stop' : 'length' });
  });

  it.each(['SAFETY', 'RECITATION', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'IMAGE_SAFETY', 'IMAGE_PROHIBITED_CONTENT', 'IMAGE_RECITATION'])(
    '%s is the content policy, with and without text',
    async (reason) => {
      expect(await ended(reason)).toMatchObject({ text: '', finish: 'content_filter' });
      expect(await ended(reason, [{ text: 'Half' }])).toMatchObject({ text: 'Half', finish: 'content_filter' });
    },
  );

  it('MAX_TOKENS is the length, also when only thoughts came; STOP is an end, also without words', async () => {
    expect(await ended('MAX_TOKENS')).toMatchObject({ text: '', finish: 'length' });
    expect(await ended('MAX_TOKENS', [{ text: 'Hm', thought: true }])).toMatchObject({ text: '', finish: 'length' });
    expect(await ended('STOP')).toMatchObject({ text: '', finish: 'stop' });
    expect(await ended('CONTINUATION', [{ text: 'Part' }])).toMatchObject({ text: 'Part', finish: 'length' });
  });

  it('a call of a tool is one, whatever the reason', async () => {
    for (const reason of ['STOP', 'OTHER', 'BRAND_NEW']) {
      const answer = await ended(reason, [{ functionCall: { name: 'f', args: { a: 1 } } }]);
      expect(answer).toMatchObject({ calls: [{ name: 'f', arguments: '{"a":1}' }], finish: 'tool_calls' });
    }
  });

  it.each(['SAFETY', 'OTHER', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'JAILBREAK', 'BRAND_NEW'])('a prompt blocked for %s is the content policy', async (blockReason) => {
    expect(await play('gemini', written({ promptFeedback: { blockReason }, usageMetadata }))).toMatchObject({ text: '', finish: 'content_filter' });
  });

  it('no candidates at all are no answer, but paid for', async () => {
    await expect(play('gemini', written({ usageMetadata }))).rejects.toMatchObject(PAID);
    await expect(play('gemini', written({ candidates: [], usageMetadata }))).rejects.toMatchObject(PAID);
    await expect(play('gemini', written({ candidates: [{ content: {} }], usageMetadata }))).rejects.toMatchObject(PAID);
    await expect(play('gemini', written({ promptFeedback: { blockReason: 'BLOCK_REASON_UNSPECIFIED' } }))).rejects.toMatchObject(PAID);
  });
});

describe.each(WAYS)('how an answer of Claude ended, %s', (way, play) => {
  const ended = (reason: string | null, text: string, usage: object = {}) => {
    const content = text === '' ? [] : [{ type: 'text', text }];
    const counts = { input_tokens: 1, output_tokens: 2, ...usage };
    if (way === 'whole') return play('anthropic', JSON.stringify({ id: 'm', type: 'message', role: 'assistant', model: 'm', content, stop_reason: reason, usage: counts }));
    const blocks = content.flatMap((block, index) => [
      { type: 'content_block_start', index, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index, delta: { type: 'text_delta', text: block.text } },
      { type: 'content_block_stop', index },
    ]);
    const start = { type: 'message_start', message: { id: 'm', type: 'message', role: 'assistant', model: 'm', content: [], usage: counts } };
    return play('anthropic', eventsOf(start, ...blocks, { type: 'message_delta', delta: { stop_reason: reason }, usage: counts }, { type: 'message_stop' }));
  };

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['refusal', 'content_filter'],
  ])('%s is %s, with and without text', async (reason, finish) => {
    expect(await ended(reason, 'Text')).toMatchObject({ text: 'Text', finish });
    expect(await ended(reason, '')).toMatchObject({ text: '', finish });
  });

  it.each([
    ['pause_turn', 'length'],
    ['compaction', 'length'],
    ['tool_use', 'stop'],
    ['brand_new', 'stop'],
    [null, 'stop'],
  ])('%s with nothing else is an error that says so and is paid for; with text it is %s', async (reason, finish) => {
    await expect(ended(reason, '')).rejects.toMatchObject({ ...PAID, message: expect.stringContaining(reason ?? 'without a reason') as string });
    expect(await ended(reason, 'Text')).toMatchObject({ text: 'Text', finish });
  });
});

describe('a stream of Claude without message_stop', () => {
  const events = eventsOf(
    { type: 'message_start', message: { id: 'm', type: 'message', role: 'assistant', model: 'm', content: [], usage: { input_tokens: 40, output_tokens: 1 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Text' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 77 } },
  );

  it('counts what it had told, however its bytes ended', async () => {
    const usage = { prompt_tokens: 40, completion_tokens: 77, total_tokens: 117 };
    expect(await playStream('anthropic', events)).toMatchObject({ text: 'Text', finish: 'stop', usage });
    async function* broken() {
      yield Buffer.from(events);
      throw Object.assign(await Promise.resolve(new Error('reset')), { code: 'ECONNRESET' });
    }
    const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true, stream_options: { include_usage: true } };
    const chunks = await chatOf('anthropic').stream(request, () => Promise.resolve({ status: 200, headers: {}, body: broken() }), new AbortController().signal);
    expect((await collect(chunks)).at(-1)?.usage).toMatchObject(usage);
  });
});

describe.each(WAYS)('an answer of status 200 that is not in the format, %s', (_way, play) => {
  it.each(['', '   ', 'hello', '<html>hello</html>', '{"ok":true}', '[]', '[1]', 'null', '{"id":', 'data: {"id":\n\n', 'data: "text"\n\n', 'data: {"choices":[]}\n\ndata: [DONE]\n\n'])(
    'is not repeated, but another key may be asked: %j',
    async (body) => {
      for (const provider of ['anthropic', 'gemini'] as const) await expect(play(provider, body)).rejects.toMatchObject(FOREIGN);
    },
  );
});

describe('an error inside a stream', () => {
  const text = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hel' } };
  const begun = eventsOf(
    { type: 'message_start', message: { id: 'm', model: 'm', usage: { input_tokens: 1 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    text,
  );
  const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };

  it.each<[string, string]>([
    ['an error event', eventsOf(error)],
    ['data of type error without a name', `data: ${JSON.stringify(error)}\n\n`],
    ['data with an error', `data: ${JSON.stringify({ error: error.error })}\n\n`],
    ['an unnamed space', `data:${JSON.stringify(error)}\r\n\r\n`],
    ['bare JSON', `${JSON.stringify(error)}\n`],
    ['bare JSON in several lines', JSON.stringify(error, null, 2)],
    ['an element of an array', JSON.stringify([error])],
    ['an array as data', `data: ${JSON.stringify([error])}\n\n`],
    ['an event without its end', `event: error\ndata: ${JSON.stringify(error)}`],
  ])('is seen as %s, before the answer and in it', async (_form, written) => {
    const seen = { name: 'ProviderError', code: 'provider_overloaded', message: 'Overloaded', repeatable: true };
    await expect(playStream('anthropic', written)).rejects.toMatchObject(seen);
    await expect(playStream('anthropic', begun + written, 1)).rejects.toMatchObject(seen);
  });

  it('leaves the text that came before it, also in the same bytes', async () => {
    const { send } = answering(begun + eventsOf(error), 100_000);
    const stream = await chatOf('anthropic').stream({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true }, send, new AbortController().signal);
    const chunks: Chunk[] = [];
    const read = async (): Promise<void> => {
      for await (const chunk of stream) chunks.push(chunk as Chunk);
    };
    await expect(read()).rejects.toMatchObject({ code: 'provider_overloaded' });
    expect(textOf(chunks)).toBe('Hel');
  });

  it('is none when the connection breaks behind the end, and one before it', async () => {
    async function* breaking(text: string): AsyncGenerator<Uint8Array> {
      yield Buffer.from(text);
      throw new Error('reset');
    }
    const ended = eventsOf({ candidates: [{ content: { parts: [{ text: 'Hello' }] }, finishReason: 'STOP' }], usageMetadata });
    const open = eventsOf({ candidates: [{ content: { parts: [{ text: 'Hello' }] } }], usageMetadata });
    const play = async (text: string): Promise<Chunk[]> => {
      const send = () => Promise.resolve({ status: 200, headers: {}, body: breaking(text) });
      return collect(await chatOf('gemini').stream({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true }, send, new AbortController().signal));
    };
    const chunks = await play(ended);
    expect([textOf(chunks), chunks.at(-1)?.choices[0]?.finish_reason]).toEqual(['Hello', 'stop']);
    await expect(play(open)).rejects.toMatchObject({ code: 'provider_unavailable', repeatable: false });
  });

  it('of an empty text and nothing else comes before the answer begins', async () => {
    const { send } = answering(eventsOf({ candidates: [{ content: { parts: [{ text: '', thoughtSignature: 'AA' }] } }] }, { candidates: [{ finishReason: 'OTHER' }], usageMetadata }));
    const stream = chatOf('gemini').stream({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true }, send, new AbortController().signal);
    await expect(stream).rejects.toMatchObject(PAID);
  });

  it('is seen in words, too', async () => {
    await expect(playStream('anthropic', `${begun}event: error\ndata: upstream connect error\n\n`)).rejects.toMatchObject({
      code: 'provider_unavailable',
      message: 'upstream connect error',
    });
    await expect(playStream('gemini', 'data: {"error":"quota"}\n\n')).rejects.toMatchObject({ message: 'quota' });
  });

  it('of a whole answer is seen whatever stands around it', async () => {
    const long = { pad: 'x'.repeat(20_000), error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } };
    await expect(playWhole('gemini', JSON.stringify(long))).rejects.toMatchObject({ code: 'provider_overloaded' });
    await expect(playWhole('gemini', JSON.stringify([long]))).rejects.toMatchObject({ code: 'provider_overloaded' });
    await expect(playWhole('anthropic', JSON.stringify({ error: { type: 'rate_limit_error', message: 'Slow' } }))).rejects.toMatchObject({ code: 'key_rate_limited' });
  });
});
