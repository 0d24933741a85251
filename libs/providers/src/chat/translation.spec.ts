import { ProviderError, type OpenAiChatRequest, type SendRequest } from '../index.js';
import { textFixture } from '../testing/fixtures.js';
import { recordedSend } from '../testing/recorded-send.js';
import { bytesOf, chatOf, collect, textOf, type Chunk } from '../testing/translated.js';

const CASES = [
  {
    provider: 'anthropic',
    model: 'claude-sonnet-5',
    path: '/v1/messages',
    streamPath: '/v1/messages',
    usage: [26, 4, 5, 0],
    tools: ['toolu_1', 'toolu_2'],
  },
  {
    provider: 'gemini',
    model: 'gemini-2.5-flash',
    path: '/v1beta/models/gemini-2.5-flash:generateContent',
    streamPath: '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
    usage: [9, 6, 4, 2],
    tools: ['fc_1', 'fc_2'],
  },
] as const;

function usageOf([prompt, completion, cached, reasoning]: readonly [number, number, number, number]): unknown {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: reasoning, audio_tokens: 0 },
  };
}

describe.each(CASES)('chat over $provider', ({ provider, model, path, streamPath, usage, tools }) => {
  const chat = chatOf(provider);
  const signal = new AbortController().signal;
  const request: OpenAiChatRequest = { model, messages: [{ role: 'user', content: 'Hi' }] };

  it('answers as an OpenAI completion', async () => {
    const recorded = recordedSend(provider, 'success');
    expect(await chat.complete(request, recorded.send, signal)).toEqual({
      id: expect.stringMatching(/^chatcmpl-\w{32}$/) as string,
      object: 'chat.completion',
      created: expect.any(Number) as number,
      model,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello!', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: usageOf(usage),
    });
    expect(recorded.requests).toHaveLength(1);
    expect(recorded.requests[0]).toMatchObject({ method: 'POST', path });
  });

  it('sends no credential and no name of the AI SDK', async () => {
    const recorded = recordedSend(provider, 'success');
    await chat.complete(request, recorded.send, signal);
    expect(JSON.stringify(recorded.requests)).not.toMatch(/no-key-here|ai-sdk|x-api-key|x-goog-api-key|authorization/i);
  });

  it('streams as OpenAI chunks, with usage only when asked for', async () => {
    const recorded = recordedSend(provider, 'stream');
    const chunks = await collect(
      await chat.stream({ ...request, stream: true, stream_options: { include_usage: true } }, recorded.send, signal),
    );
    expect(recorded.requests[0]?.path).toBe(streamPath);
    const [first] = chunks;
    expect(first).toMatchObject({
      object: 'chat.completion.chunk',
      model,
      usage: null,
      choices: [{ index: 0, delta: { role: 'assistant', content: '' } }],
    });
    expect(textOf(chunks)).toBe('Hello!');
    expect(chunks.at(-2)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: usageOf(usage) });
    expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
    const without = await collect(
      await chat.stream({ ...request, stream: true }, recordedSend(provider, 'stream').send, signal),
    );
    expect(without.some((chunk) => 'usage' in chunk)).toBe(false);
  });

  it('gives tool calls, also when their arguments are empty', async () => {
    const answer = await chat.complete(request, recordedSend(provider, 'success-tools').send, signal);
    expect(answer['choices']).toMatchObject([
      {
        finish_reason: 'tool_calls',
        message: {
          content: 'Let me look.',
          tool_calls: [
            { id: tools[0], type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } },
            { id: tools[1], type: 'function', function: { name: 'get_time', arguments: '{}' } },
          ],
        },
      },
    ]);
  });

  it('streams tool calls: id and name once, then the arguments', async () => {
    const chunks = await collect(
      await chat.stream({ ...request, stream: true }, recordedSend(provider, 'stream-tools').send, signal),
    );
    const deltas = chunks.flatMap(
      (chunk) =>
        (chunk.choices[0]?.delta['tool_calls'] ?? []) as {
          index: number;
          id?: string;
          function: { name?: string; arguments: string };
        }[],
    );
    const named = deltas
      .filter((delta) => delta.id !== undefined)
      .map((delta) => [delta.index, delta.id, delta.function.name]);
    expect(named).toEqual([
      [0, tools[0], 'get_weather'],
      [1, tools[1], 'get_time'],
    ]);
    const written = [0, 1].map((index) =>
      deltas
        .filter((delta) => delta.index === index)
        .map((delta) => delta.function.arguments)
        .join(''),
    );
    expect(written).toEqual(['{"city":"Paris"}', '{}']);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls');
  });

  it('names a cut answer and a blocked one', async () => {
    const cut = await chat.complete(request, recordedSend(provider, 'success-length').send, signal);
    expect(cut['choices']).toMatchObject([{ finish_reason: 'length', message: { content: 'Hel' } }]);
    const blocked = await chat.complete(
      request,
      recordedSend(provider, provider === 'gemini' ? 'success-safety' : 'success-refusal').send,
      signal,
    );
    expect(blocked['choices']).toMatchObject([{ finish_reason: 'content_filter' }]);
  });

  it.each(['stream-broken', 'stream-cut', 'stream-malformed'])('throws inside the stream for %s', async (name) => {
    const stream = chat.stream({ ...request, stream: true }, recordedSend(provider, name).send, signal);
    const read = async (): Promise<Chunk[]> => collect(await stream);
    const code = name === 'stream-broken' ? 'provider_overloaded' : 'provider_unavailable';
    await expect(read()).rejects.toMatchObject({ name: 'ProviderError', code });
  });

  it.each(['stream-broken', 'stream-malformed'])('lets the provider go that talks on behind the error of %s', async (name) => {
    let isReleased = false;
    async function* talking(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from(textFixture(provider, name));
        for (;;) yield Buffer.from(': still here\n\n');
      } finally {
        isReleased = true;
      }
    }
    const send: SendRequest = () => Promise.resolve({ status: 200, headers: {}, body: talking() });
    const read = async (): Promise<Chunk[]> => collect(await chat.stream({ ...request, stream: true }, send, signal));
    await expect(read()).rejects.toMatchObject({ name: 'ProviderError' });
    expect(isReleased).toBe(true);
  });

  it('lets the provider go when nobody reads on, even while it is silent', async () => {
    const quiet = Promise.withResolvers<void>();
    let returned = false;
    const beginning = textFixture(provider, 'stream')
      .split(/(?<=\n\r?\n)/)
      .slice(0, provider === 'gemini' ? 1 : 4)
      .join('');
    const body: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => {
        let begun = false;
        return {
          next: async () => {
            if (begun) await quiet.promise;
            begun = true;
            return { done: false, value: Buffer.from(beginning) };
          },
          return: async () => {
            returned = true;
            await quiet.promise;
            return { done: true, value: undefined };
          },
        };
      },
    };
    const send: SendRequest = () => Promise.resolve({ status: 200, headers: {}, body });
    for await (const _chunk of await chat.stream({ ...request, stream: true }, send, signal)) break;
    expect(returned).toBe(true);
  });

  it.each(['complete', 'stream'] as const)('passes on the very error that the attempt threw (%s)', async (way) => {
    const refusal = new ProviderError(
      'key_no_credit',
      'No money',
      7,
      Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
    );
    const send: SendRequest = () => Promise.reject(refusal);
    await expect(chat[way](request, send, signal)).rejects.toBe(refusal);
  });

  it.each(['complete', 'stream'] as const)('does not retry by itself (%s)', async (way) => {
    let calls = 0;
    const send: SendRequest = () => {
      calls += 1;
      return Promise.reject(new ProviderError('provider_overloaded', 'Overloaded'));
    };
    await expect(chat[way](request, send, signal)).rejects.toThrow('Overloaded');
    expect(calls).toBe(1);
  });

  it('says that an answer which is none cannot be read', async () => {
    const send: SendRequest = () => Promise.resolve({ status: 200, headers: {}, body: bytesOf('<html>hello</html>') });
    await expect(chat.complete(request, send, signal)).rejects.toMatchObject({ code: 'provider_unavailable' });
    await expect(chat.stream(request, send, signal)).rejects.toMatchObject({ code: 'provider_unavailable' });
  });

  it('stops with the signal’s reason when the client goes away', async () => {
    const abort = new AbortController();
    let closed = false;
    async function* never(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from(recordedBeginning);
        await new Promise((_resolve, reject) =>
          abort.signal.addEventListener('abort', () => reject(new Error('torn'))),
        );
      } finally {
        closed = true;
      }
    }
    const recordedBeginning = ': waiting\n\n';
    const pending = chat.stream(
      request,
      () => Promise.resolve({ status: 200, headers: {}, body: never() }),
      abort.signal,
    );
    setTimeout(() => abort.abort(new Error('client left')), 20);
    await expect(pending).rejects.toThrow('client left');
    expect(closed).toBe(true);
  });
});
