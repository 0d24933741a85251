import type { SendRequest } from '../index.js';
import { PROVIDER_STRATEGIES } from '../strategies.js';
import { bytesOf, chatOf, collect } from '../testing/translated.js';

const signal = new AbortController().signal;
const request = { model: 'claude-sonnet-5', messages: [{ role: 'user', content: 'Hi' }] };
const usage = { input_tokens: 10, output_tokens: 4, cache_read_input_tokens: 5, cache_creation_input_tokens: 7, cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 3 } };
const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-5', content: [{ type: 'text', text: 'Hi' }], stop_reason: 'end_turn', stop_sequence: null };
const details = { cached_tokens: 5, cache_write_tokens: 7, cache_write_tokens_details: { ttl_1h_tokens: 3 } };

const answering = (type: string, body: string): SendRequest => () => Promise.resolve({ status: 200, headers: { 'content-type': type }, body: bytesOf(body) });
const whole = (counts: object) => answering('application/json', JSON.stringify({ ...message, usage: counts }));
const streamed = answering(
  'text/event-stream',
  [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 4 } },
    { type: 'message_stop' },
  ]
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join(''),
);

describe('what Anthropic wrote into its cache', () => {
  it('stands in the details of a translated chat', async () => {
    const answer = await chatOf('anthropic').complete(request, whole(usage), signal);
    expect(answer['usage']).toMatchObject({ prompt_tokens: 22, prompt_tokens_details: details });
  });

  it('stands in the details of a translated stream', async () => {
    const chunks = await collect(await chatOf('anthropic').stream({ ...request, stream: true, stream_options: { include_usage: true } }, streamed, signal));
    expect(chunks.at(-1)?.usage).toMatchObject({ prompt_tokens: 22, prompt_tokens_details: details });
  });

  it('stands in the details of a translated response', async () => {
    const { responses } = PROVIDER_STRATEGIES.anthropic;
    if (responses?.kind !== 'translate') throw new Error('not translated');
    const answer = await responses.complete({ model: 'claude-sonnet-5', input: 'Hi' }, whole(usage), signal);
    expect(answer['usage']).toMatchObject({ input_tokens: 22, input_tokens_details: details });
  });

  it('is not named where nothing was written', async () => {
    const { cache_creation_input_tokens: _written, cache_creation: _lives, ...plain } = usage;
    const answer = await chatOf('anthropic').complete(request, whole(plain), signal);
    expect(answer['usage']).toMatchObject({ prompt_tokens_details: { cached_tokens: 5, audio_tokens: 0 } });
    expect(JSON.stringify(answer)).not.toContain('cache_write');
  });
});

describe('what Gemini heard', () => {
  const answer = (details: object) => ({
    candidates: [{ content: { parts: [{ text: 'Hi' }], role: 'model' }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 330, candidatesTokenCount: 2, totalTokenCount: 332, ...details },
    modelVersion: 'gemini-3.5-flash-lite',
  });
  const heard = answer({ promptTokensDetails: [{ modality: 'TEXT', tokenCount: 10 }, { modality: 'AUDIO', tokenCount: 320 }] });
  const request = { model: 'gemini-3.5-flash-lite', messages: [{ role: 'user', content: 'Hi' }] };

  it('stands in the details of a translated chat, since sound has a price of its own', async () => {
    const chat = chatOf('gemini');
    expect((await chat.complete(request, answering('application/json', JSON.stringify(heard)), signal))['usage']).toMatchObject({ prompt_tokens: 330, prompt_tokens_details: { audio_tokens: 320 } });
    expect((await chat.complete(request, answering('application/json', JSON.stringify(answer({}))), signal))['usage']).toMatchObject({ prompt_tokens_details: { audio_tokens: 0 } });
    const stream = answering('text/event-stream', `data: ${JSON.stringify(heard)}\n\n`);
    const chunks = await collect(await chat.stream({ ...request, stream: true, stream_options: { include_usage: true } }, stream, signal));
    expect(chunks.at(-1)?.usage).toMatchObject({ prompt_tokens_details: { audio_tokens: 320 } });
  });
});
