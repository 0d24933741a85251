import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { fingerprintOf, startSandbox, type Sandbox } from './index.js';

const CHAT = JSON.stringify({ model: 'gpt-6-luna', messages: [{ role: 'user', content: 'Tell me about tides' }] });

describe('the sandbox', () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await startSandbox({ latencyMs: 0 });
  });
  afterEach(() => sandbox.close());

  function chat(key: string, body = CHAT, signal?: AbortSignal): Promise<Response> {
    return fetch(`${sandbox.origins.openai}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-extra': 'kept' },
      body,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  it('records calls by the fingerprint of their key, never with the key', async () => {
    await (await chat('sk-sandbox-1234')).text();
    await (await fetch(`${sandbox.origins.gemini}/v1beta/models?key=AIza-sandbox-1234`)).text();
    expect(sandbox.calls).toMatchObject([
      {
        provider: 'openai',
        method: 'POST',
        path: '/v1/chat/completions',
        keyFingerprint: fingerprintOf('sk-sandbox-1234'),
        status: 200,
      },
      {
        provider: 'gemini',
        path: '/v1beta/models?key=',
        keyFingerprint: fingerprintOf('AIza-sandbox-1234'),
        status: 200,
      },
    ]);
    expect(sandbox.calls[0]?.headers['x-extra']).toBe('kept');
    expect(JSON.stringify(sandbox.calls)).not.toMatch(/sandbox-1234/);
  });

  it('takes a key for as many calls as it says, then it has no credit, and another one has its own count', async () => {
    const statuses: number[] = [];
    for (const key of ['sk-sandbox-lasts-2', 'sk-sandbox-lasts-2', 'sk-sandbox-lasts-2', 'sk-sandbox-other-lasts-1']) statuses.push((await chat(key)).status);
    expect(statuses).toEqual([200, 200, 429, 200]);
    expect((await fetch(`${sandbox.origins.openai}/v1/models`, { headers: { authorization: 'Bearer sk-sandbox-lasts-2' } })).status).toBe(200);
  });

  it('gives the same answer to the same prompt, and another one to another', async () => {
    const read = async (body: string): Promise<string> => {
      const json = (await (await chat('sk-sandbox', body)).json()) as { choices: { message: { content: string } }[] };
      return json.choices[0]!.message.content;
    };
    expect(await read(CHAT)).toBe(await read(CHAT));
    expect(await read(CHAT)).not.toBe(await read(CHAT.replace('tides', 'bees')));
  });

  it('holds a -slow call until the client leaves, and notes that it left', async () => {
    const abort = new AbortController();
    const call = chat('sk-sandbox-slow', CHAT, abort.signal);
    await sleep(100);
    expect(sandbox.calls[0]?.status).toBeUndefined();
    abort.abort();
    await expect(call).rejects.toThrow();
    await sleep(50);
    expect(sandbox.calls[0]?.aborted).toBe(true);
  });

  it('stops a stream when the client leaves', async () => {
    await sandbox.close();
    sandbox = await startSandbox({ latencyMs: 20 });
    const abort = new AbortController();
    const answer = await chat('sk-sandbox', CHAT.replace('{', '{"stream":true,'), abort.signal);
    const reader = answer.body!.getReader();
    await reader.read();
    expect(sandbox.calls[0]?.aborted).toBe(false);
    abort.abort();
    await sleep(80);
    expect(sandbox.calls[0]?.aborted).toBe(true);
  });

  it('waits between the words of a stream', async () => {
    await sandbox.close();
    sandbox = await startSandbox({ latencyMs: 5 });
    const before = Date.now();
    const answer = await chat('sk-sandbox', CHAT.replace('{', '{"stream":true,"max_completion_tokens":20,'));
    const events = (await answer.text()).split('\n\n').length;
    expect(Date.now() - before).toBeGreaterThan(events * 4);
  });

  it('plays what a test dictates, and returns to itself', async () => {
    sandbox.script('openai', (call, body) => {
      if (!body.toString().includes('tides')) return undefined;
      return {
        status: 418,
        headers: { 'content-encoding': 'gzip', 'x-path': call.path },
        body: gzipSync('short and stout'),
      };
    });
    const scripted = await chat('sk-wrong');
    expect([scripted.status, scripted.headers.get('x-path'), await scripted.text()]).toEqual([
      418,
      '/v1/chat/completions',
      'short and stout',
    ]);
    expect((await chat('sk-sandbox', CHAT.replace('tides', 'bees'))).status).toBe(200);
    sandbox.script('openai', undefined);
    expect((await chat('sk-wrong')).status).toBe(401);
  });

  it('plays slow and broken bodies', async () => {
    sandbox.script('openai', () => ({ status: 200, cut: true, body: letters() }));
    const answer = await chat('sk-sandbox');
    await expect(answer.text()).rejects.toThrow();
    expect(sandbox.calls[0]?.aborted).toBe(false);
  });

  it('lists the models that it is told to', async () => {
    await sandbox.close();
    sandbox = await startSandbox({ latencyMs: 0, models: { openai: ['gpt-x'] } });
    const answer = await fetch(`${sandbox.origins.openai}/v1/models`, {
      headers: { authorization: 'Bearer sk-sandbox' },
    });
    expect(await answer.json()).toMatchObject({ data: [{ id: 'gpt-x' }] });
  });

  it.each([
    ['openai', 'Bearer sk-test-0123456789-tail', /Incorrect API key provided: sk-test-\*+tail/],
    ['gemini', 'AIza-test-0123456789', /Invalid API key: AIza-test-0123456789/],
  ] as const)('echoes a wrong key as %s does', async (provider, key, pattern) => {
    const headers = { authorization: key, 'x-goog-api-key': key };
    const path = provider === 'openai' ? '/v1/models' : '/v1beta/models';
    expect(await (await fetch(sandbox.origins[provider] + path, { headers })).text()).toMatch(pattern);
  });

  it.each([
    ['openai', '/v1/images', 404, /Invalid URL \(GET \/v1\/images\)/],
    ['anthropic', '/v1/images', 404, /not_found_error/],
    ['gemini', '/v1beta/images', 404, /<!DOCTYPE html>/],
  ] as const)('answers an unknown path as %s does', async (provider, path, status, pattern) => {
    const headers = {
      authorization: 'Bearer sk-sandbox',
      'x-api-key': 'sk-sandbox',
      'anthropic-version': '2023-06-01',
    };
    const answer = await fetch(sandbox.origins[provider] + path, { headers });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toMatch(pattern);
  });

  async function* letters(): AsyncGenerator<string> {
    for (const letter of 'abc') {
      await sleep(5);
      yield letter;
    }
  }
});
