import { ResponseSample } from '#nestjs-byok';
import { costOf } from './call-cost.js';
import { measureCall, type AnsweredCall } from './measure-call.js';

const sampled = (...chunks: string[]) => {
  const sample = new ResponseSample();
  for (const chunk of chunks) sample.take(Buffer.from(chunk));
  return sample;
};
const events = (...data: unknown[]) => data.map((value) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`);
const call = (change: Partial<AnsweredCall> = {}): AnsweredCall => ({
  kind: undefined,
  body: Buffer.from(JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x'.repeat(400) }] })),
  aborted: false,
  ...change,
});

describe('measureCall', () => {
  it("reads OpenAI's usage at the end of an answer", () => {
    const answer = JSON.stringify({
      choices: [{ message: { content: 'Say "usage": {"prompt_tokens": 999}' } }],
      usage: { prompt_tokens: 12, completion_tokens: 34, total_tokens: 46, completion_tokens_details: { reasoning_tokens: 5 } },
      service_tier: 'default',
    });
    expect(measureCall(call(), sampled(answer))).toMatchObject({ tokensIn: 12, tokensOut: 34, estimated: false });
  });

  it("reads the one usage event of OpenAI's stream among those that say null", () => {
    const stream = events(
      { choices: [{ delta: { content: 'Hi' } }], usage: null },
      { choices: [], usage: { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 } },
      '[DONE]',
    );
    expect(measureCall(call(), sampled(...stream))).toMatchObject({ tokensIn: 7, tokensOut: 2, estimated: false });
  });

  it('reads the usage of a finished response of the Responses API', () => {
    const stream = events({
      type: 'response.completed',
      response: { output: [], usage: { input_tokens: 30, input_tokens_details: { cached_tokens: 10 }, output_tokens: 8, total_tokens: 38 }, metadata: {} },
    });
    expect(measureCall(call({ kind: 'background' }), sampled(...stream))).toMatchObject({ tokensIn: 30, tokensOut: 8, estimated: false });
  });

  it.each([
    ['/api/openai/v1/responses', { id: 'resp_1', object: 'response', status: 'queued', usage: null }],
    ['/api/v1/responses', { id: 'resp_1', object: 'response', status: 'in_progress', usage: { input_tokens: 0, output_tokens: 0 } }],
    ['/api/gemini/v1beta/interactions', { id: 'v1_1', status: 'in_progress' }],
  ])('leaves to later what goes on in the background of %s', (_route, answer) => {
    expect(measureCall(call({ kind: 'background' }), sampled(JSON.stringify(answer)))).toEqual({ estimated: false, uncounted: 'paid_later' });
    expect(measureCall(call({ kind: 'background' }), sampled(JSON.stringify({ ...answer, status: 'completed', usage: { input_tokens: 5, output_tokens: 6 } })))).toMatchObject({ tokensIn: 5, tokensOut: 6 });
  });

  it("joins the beginning and the end of Anthropic's stream, cached input included", () => {
    const filler = Array.from({ length: 100 }, (_, index) => ({ type: 'content_block_delta', delta: { type: 'text_delta', text: `word ${index} ${'x'.repeat(60)}` } }));
    const stream = events(
      { type: 'message_start', message: { usage: { input_tokens: 20, cache_read_input_tokens: 5, cache_creation_input_tokens: 3, output_tokens: 1 } } },
      ...filler,
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 77 } },
      { type: 'message_stop' },
    );
    expect(measureCall(call(), sampled(...stream))).toEqual({ tokensIn: 28, cachedTokens: 5, cacheWriteTokens: 3, tokensOut: 77, estimated: false });
  });

  it.each(['\n\n', '\r\n\r\n'])('takes no first token of a short Anthropic stream for the count of the whole: events end with %j', (end) => {
    const stream = events(
      { type: 'message_start', message: { usage: { input_tokens: 20, output_tokens: 1 } } },
      { type: 'content_block_delta', delta: { type: 'text_delta', text: 'x'.repeat(400) } },
      { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    ).map((event) => event.replace('\n\n', end));
    const usage = measureCall(call(), sampled(stream.join('')));
    expect(usage).toMatchObject({ tokensIn: 20, estimated: true });
    expect(usage.tokensOut).toBeGreaterThan(90);
  });

  it.each([
    ['in one piece', (stream: string) => [stream]],
    ['line by line', (stream: string) => stream.split(/(?<=\n)/)],
  ])('counts the input of an Anthropic stream that came %s', (_how, cut) => {
    const stream = events(
      { type: 'message_start', message: { usage: { input_tokens: 20, cache_read_input_tokens: 5, output_tokens: 1 } } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 77 } },
      { type: 'message_stop' },
    ).map((event) => `event: some\n${event}`);
    expect(measureCall(call(), sampled(...cut(stream.join(''))))).toEqual({ tokensIn: 25, cachedTokens: 5, tokensOut: 77, estimated: false });
  });

  describe('where a total stands beside its parts', () => {
    const part = (type: string, input: number, output: number) => ({ type, input_tokens: input, output_tokens: output, cache_read_input_tokens: 1, cache_creation_input_tokens: 0, cache_creation: { ephemeral_5m_input_tokens: 9 } });
    const iterations = [part('message', 10, 20), part('message', 30, 40)];
    const total = { input_tokens: 40, output_tokens: 60, cache_read_input_tokens: 2, cache_creation_input_tokens: 5, cache_creation: { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 2 }, output_tokens_details: { thinking_tokens: 7 }, server_tool_use: { web_search_requests: 3 }, service_tier: 'standard' };

    it.each([
      ['before it', { iterations, ...total }],
      ['behind it', { ...total, iterations }],
    ])('counts the total once, with parts %s', (_where, usage) => {
      expect(measureCall(call(), sampled(JSON.stringify({ content: [], usage })))).toEqual({ tokensIn: 47, cachedTokens: 2, cacheWriteTokens: 5, hourCacheWriteTokens: 2, tokensOut: 60, estimated: false });
      const start = { type: 'message_start', message: { usage: { input_tokens: 40, cache_read_input_tokens: 2, cache_creation_input_tokens: 5, output_tokens: 1 } } };
      const end = { type: 'message_delta', delta: {}, usage };
      expect(measureCall(call(), sampled(...events(start, end, { type: 'message_stop' })))).toEqual({ tokensIn: 47, cachedTokens: 2, cacheWriteTokens: 5, hourCacheWriteTokens: 2, tokensOut: 60, estimated: false });
    });

    it('adds what the total leaves out: compactions and advisers', () => {
      const usage = { iterations: [part('compaction', 1_000, 100), ...iterations, part('advisor_message', 200, 10), part('fallback_message', 5, 5), part('brand_new', 5, 5), null], ...total };
      expect(measureCall(call(), sampled(JSON.stringify({ content: [], usage })))).toEqual({ tokensIn: 47 + 1_001 + 201, cachedTokens: 4, cacheWriteTokens: 5, hourCacheWriteTokens: 2, tokensOut: 60 + 110, estimated: false });
    });

    it('adds what compactions wrote into a cache', () => {
      const written = { ...part('compaction', 1_000, 100), cache_creation_input_tokens: 30, cache_creation: { ephemeral_1h_input_tokens: 30 } };
      expect(measureCall(call(), sampled(JSON.stringify({ content: [], usage: { ...total, iterations: [written] } })))).toMatchObject({ cacheWriteTokens: 35, hourCacheWriteTokens: 32 });
    });

    it.each([
      ['chat', { prompt_tokens: 12, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 1, cache_write_tokens: 8, cache_write_tokens_details: { ttl_1h_tokens: 6 } } }],
      ['responses', { input_tokens: 12, output_tokens: 3, input_tokens_details: { cached_tokens: 1, cache_write_tokens: 8, cache_write_tokens_details: { ttl_1h_tokens: 6 } } }],
    ])("reads what was written into a cache in the details of OpenAI's %s", (_format, usage) => {
      expect(measureCall(call(), sampled(JSON.stringify({ usage })))).toEqual({ tokensIn: 12, cachedTokens: 1, cacheWriteTokens: 8, hourCacheWriteTokens: 6, tokensOut: 3, estimated: false });
    });

    it("reads what a chat of OpenAI's heard and spoke", () => {
      const usage = { prompt_tokens: 12, completion_tokens: 30, prompt_tokens_details: { audio_tokens: 9 }, completion_tokens_details: { audio_tokens: 20 } };
      expect(measureCall(call(), sampled(JSON.stringify({ usage })))).toEqual({ tokensIn: 12, audioTokens: 9, tokensOut: 30, audioOutputTokens: 20, estimated: false });
    });

    it('takes the input from the beginning where the end counts only its output or parts of the input', () => {
      const start = { type: 'message_start', message: { usage: { input_tokens: 40, cache_read_input_tokens: 2, output_tokens: 1 } } };
      for (const usage of [{ output_tokens: 60 }, { output_tokens: 60, input_tokens: null, iterations }, { cache_read_input_tokens: 2, iterations, output_tokens: 60 }]) {
        const stream = events(start, { type: 'message_delta', delta: {}, usage });
        expect(measureCall(call(), sampled(...stream))).toEqual({ tokensIn: 42, cachedTokens: 2, tokensOut: 60, estimated: false });
      }
    });

    it("counts OpenAI's and Gemini's cached tokens and details once", () => {
      const openai = { prompt_tokens: 12, input_tokens: 12, completion_tokens: 34, output_tokens: 34, prompt_tokens_details: { cached_tokens: 8 }, completion_tokens_details: { reasoning_tokens: 5 } };
      expect(measureCall(call(), sampled(JSON.stringify({ usage: openai })))).toMatchObject({ tokensIn: 12, tokensOut: 34 });
      const gemini = { promptTokensDetails: [{ modality: 'TEXT', tokenCount: 9 }], promptTokenCount: 9, cachedContentTokenCount: 4, toolUsePromptTokenCount: 6, candidatesTokenCount: 40, thoughtsTokenCount: 60, totalTokenCount: 115 };
      const gcall = call();
      expect(measureCall(gcall, sampled(JSON.stringify({ usageMetadata: gemini })))).toMatchObject({ tokensIn: 15, tokensOut: 100 });
      const { candidatesTokenCount: _none, ...thoughts } = gemini;
      expect(measureCall(gcall, sampled(JSON.stringify({ usageMetadata: thoughts })))).toMatchObject({ tokensIn: 15, tokensOut: 60 });
    });
  });

  it("reads Gemini's last count, hidden thoughts included, also from an indented array", () => {
    const parts = [
      { candidates: [], usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 1 } },
      { candidates: [], usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 40, thoughtsTokenCount: 60, totalTokenCount: 109 } },
    ];
    for (const sample of [sampled(...events(...parts)), sampled(JSON.stringify(parts, null, 2))]) {
      expect(measureCall(call(), sample)).toMatchObject({ tokensIn: 9, tokensOut: 100, estimated: false });
    }
  });

  it('estimates a stream that counts nothing, and says so', () => {
    const stream = events(...Array.from({ length: 300 }, () => ({ id: 'chatcmpl-1', choices: [{ delta: { content: 'abcdefgh' } }] })), '[DONE]');
    const usage = measureCall(call(), sampled(...stream));
    expect(usage.estimated).toBe(true);
    expect(usage.tokensIn).toBeGreaterThan(90);
    expect(usage.tokensIn).toBeLessThan(120);
    // 300 events of 8 letters.
    expect(usage.tokensOut).toBeGreaterThan(500);
    expect(usage.tokensOut).toBeLessThan(700);
  });

  it('estimates a large body that nobody counted by all its bytes', () => {
    const body = Buffer.alloc(8 * 1024 * 1024, 0x61);
    expect(measureCall(call({ body }), sampled(...events({ choices: [{ delta: { content: 'Hi' } }] }, '[DONE]')))).toMatchObject({ tokensIn: 2 * 1024 * 1024, estimated: true });
  });

  it('does not take the opening count of a broken stream for the whole', () => {
    const stream = events(
      { type: 'message_start', message: { usage: { input_tokens: 20, output_tokens: 1 } } },
      ...Array.from({ length: 50 }, () => ({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'x'.repeat(40) } })),
    );
    const usage = measureCall(call({ aborted: true }), sampled(...stream));
    expect(usage).toMatchObject({ tokensIn: 20, estimated: true });
    expect(usage.tokensOut).toBeGreaterThan(300);
  });

  it('counts no output for embeddings', () => {
    const answer = JSON.stringify({ data: [{ embedding: [0.1] }], usage: { prompt_tokens: 6, total_tokens: 6 } });
    expect(measureCall(call({ kind: 'embedding' }), sampled(answer))).toEqual({ tokensIn: 6, tokensOut: 0, estimated: false });
  });

  describe('of recordings', () => {
    const audio = call({ kind: 'transcription', body: Buffer.alloc(80_000) });

    it('reads seconds, tokens or the duration', () => {
      expect(measureCall(audio, sampled('{"text":"a","usage":{"type":"duration","seconds":61}}'))).toMatchObject({ audioSeconds: 61, estimated: false });
      expect(measureCall(audio, sampled('{"text":"a","usage":{"type":"tokens","input_tokens":14,"output_tokens":4}}'))).toMatchObject({ tokensIn: 14, tokensOut: 4 });
      expect(measureCall(audio, sampled('{"task":"transcribe","duration":12.5,"text":"a"}'))).toMatchObject({ audioSeconds: 12.5, estimated: false });
    });

    it("makes seconds of Gemini's audio tokens", () => {
      const answer = { usageMetadata: { promptTokenCount: 330, candidatesTokenCount: 20, promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 320 }] } };
      expect(measureCall(audio, sampled(JSON.stringify(answer)))).toMatchObject({ audioSeconds: 10, estimated: false });
    });

    it('estimates by the last subtitle, or else by the size', () => {
      expect(measureCall(audio, sampled('1\n00:00:00,000 --> 00:01:02,500\nA\n'))).toMatchObject({ audioSeconds: 62.5, estimated: true });
      expect(measureCall(audio, sampled('WEBVTT\n\n00:00.000 --> 01:05.000\nA\n'))).toMatchObject({ audioSeconds: 65, estimated: true });
      expect(measureCall(audio, sampled('only words'))).toMatchObject({ audioSeconds: 10, estimated: true });
    });
  });
});

describe('costOf', () => {
  const pricing = { inputRubPerMillion: 10, outputRubPerMillion: 100 };
  const usage = { tokensIn: 1_000, tokensOut: 500, estimated: false };

  it('is paid with the platform key and avoided with the own one', () => {
    expect(costOf(usage, pricing, 'platform')).toEqual({ roubles: 0.06, rubPaid: 0.06, rubAvoided: 0 });
    expect(costOf(usage, pricing, 'byok')).toEqual({ roubles: 0.06, rubPaid: 0, rubAvoided: 0.06 });
  });

  it('goes by the hour for recordings, and is not known without a price', () => {
    expect(costOf({ audioSeconds: 1_800, estimated: false }, { ...pricing, audioRubPerHour: 30 }, 'byok').rubAvoided).toBe(15);
    expect(costOf(usage, undefined, 'platform')).toStrictEqual({ roubles: undefined, rubPaid: null, rubAvoided: 0 });
  });
});
