import type { SendRequest } from '../index.js';
import { recordedSend } from '../testing/recorded-send.js';
import { bytesOf, chatOf, collect } from '../testing/translated.js';

describe('an error event as the first thing in a stream', () => {
  it('is thrown before any chunk, so that another key may step in', async () => {
    const send: SendRequest = () =>
      Promise.resolve({
        status: 200,
        headers: { 'content-type': 'text/event-stream' },
        body: bytesOf(
          'event: error\ndata: {"type":"error","error":{"details":null,"type":"overloaded_error","message":"Overloaded"}}\n\n',
        ),
      });
    const stream = chatOf('anthropic').stream(
      { model: 'claude-sonnet-5', messages: [{ role: 'user', content: 'Hi' }] },
      send,
      new AbortController().signal,
    );
    await expect(stream).rejects.toMatchObject({ code: 'provider_overloaded', message: 'Overloaded' });
  });

  it('is thrown for Gemini too', async () => {
    const body = 'data: {"error":{"code":429,"message":"limit: 0, model: x","status":"RESOURCE_EXHAUSTED"}}\r\n\r\n';
    const send: SendRequest = () => Promise.resolve({ status: 200, headers: {}, body: bytesOf(body) });
    const stream = chatOf('gemini').stream(
      { model: 'gemini-2.5-flash', messages: [{ role: 'user', content: 'Hi' }] },
      send,
      new AbortController().signal,
    );
    await expect(stream).rejects.toMatchObject({ code: 'key_no_credit' });
  });
});

describe('what only one provider does', () => {
  const signal = new AbortController().signal;

  it('carries Gemini’s thought signature to the client and back', async () => {
    const answer = await chatOf('gemini').complete(
      { model: 'gemini-2.5-flash', messages: [{ role: 'user', content: 'Hi' }] },
      recordedSend('gemini', 'success-tools').send,
      signal,
    );
    const message = (answer['choices'] as { message: Record<string, unknown> }[])[0]!.message;
    expect((message['tool_calls'] as unknown[])[0]).toMatchObject({
      extra_content: { google: { thought_signature: 'c2lnbmF0dXJl' } },
    });
    const recorded = recordedSend('gemini', 'success');
    const results = ['fc_1', 'fc_2'].map((id) => ({ role: 'tool', tool_call_id: id, content: '21 degrees' }));
    await chatOf('gemini').complete(
      { model: 'gemini-2.5-flash', messages: [{ role: 'user', content: 'Hi' }, message, ...results] },
      recorded.send,
      signal,
    );
    const contents = recorded.body()['contents'] as { parts: Record<string, unknown>[] }[];
    expect(contents[1]?.parts[1]).toMatchObject({
      functionCall: { name: 'get_weather' },
      thoughtSignature: 'c2lnbmF0dXJl',
    });
    expect(contents[2]?.parts).toHaveLength(2);
  });

  it('keeps only the first call of Gemini when parallel calls are switched off', async () => {
    const request = {
      model: 'gemini-2.5-flash',
      messages: [{ role: 'user', content: 'Hi' }],
      parallel_tool_calls: false,
    };
    const plain = await chatOf('gemini').complete(request, recordedSend('gemini', 'success-tools').send, signal);
    expect((plain['choices'] as { message: { tool_calls: unknown[] } }[])[0]?.message.tool_calls).toHaveLength(1);
    const chunks = await collect(
      await chatOf('gemini').stream(request, recordedSend('gemini', 'stream-tools').send, signal),
    );
    expect(JSON.stringify(chunks)).not.toContain('get_time');
  });

  it('reports a prompt that Gemini blocked as content_filter', async () => {
    const request = { model: 'gemini-2.5-flash', messages: [{ role: 'user', content: 'Hi' }], stream: true };
    const chunks = await collect(
      await chatOf('gemini').stream(request, recordedSend('gemini', 'stream-blocked').send, signal),
    );
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('content_filter');
  });

  it('takes the Markdown fence off Claude’s JSON', async () => {
    const request = {
      model: 'claude-sonnet-5',
      messages: [{ role: 'user', content: 'Hi' }],
      response_format: { type: 'json_object' },
    };
    const answer = await chatOf('anthropic').complete(
      request,
      recordedSend('anthropic', 'success-fenced-json').send,
      signal,
    );
    expect(answer['choices']).toMatchObject([{ message: { content: '{"answer": "yes"}' } }]);
  });

  it('sends Claude the user, one tool at a time and a sensible limit, and no thinking beside a forced tool', async () => {
    const recorded = recordedSend('anthropic', 'success');
    const request = {
      model: 'claude-sonnet-4-5',
      messages: [{ role: 'user', content: 'Hi' }],
      tools: [{ type: 'function', function: { name: 'a', parameters: { type: 'object', properties: {} } } }],
      tool_choice: 'required',
      parallel_tool_calls: false,
      reasoning_effort: 'high',
      temperature: 1.8,
      seed: 1,
      user: 'somebody',
    };
    await chatOf('anthropic').complete(request, recorded.send, signal);
    const body = recorded.body();
    expect(body).toMatchObject({
      metadata: { user_id: 'somebody' },
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
      temperature: 1,
    });
    expect(body['max_tokens']).toBeGreaterThanOrEqual(4096);
    expect(body).not.toHaveProperty('thinking');
  });
});
