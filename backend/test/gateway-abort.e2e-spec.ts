import { setTimeout as sleep } from 'node:timers/promises';
import { BYOK_PROVIDERS } from '#contracts';
import { fingerprintOf, type SandboxCall } from '#sandbox';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, FACES, MODES, TRANSCRIBING_MODELS, chatCall } from './support/calls.js';
import { setUpApplication } from './support/set-up-application.js';
import { wav } from './support/wav.js';

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));
afterEach(() => app.unscript());

async function until(what: string, condition: () => boolean, milliseconds = 1_000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Not within ${milliseconds} ms: ${what}`);
    await sleep(5);
  }
}

function callsOf(key: string): SandboxCall[] {
  return app.sandbox.calls.filter((call) => call.keyFingerprint === fingerprintOf(key));
}

async function* drip(): AsyncGenerator<string> {
  for (let index = 0; ; index += 1) {
    yield `: ${index}\n\n`;
    await sleep(20);
  }
}

describe.each(BYOK_PROVIDERS)('when the client goes away, the call of %s', (provider) => {
  it.each(FACES.flatMap((face) => MODES.map((mode) => [face, mode] as const)))('is aborted before its first byte (%s, %s)', async (face, mode) => {
    const key = `sk-sandbox-slow-${provider}-${face}-${mode}`;
    const call = chatCall(face, provider, mode);
    const client = new AbortController();
    const answer = app.fetch(user, call.path, { json: call.json, headers: { ...call.headers, ...keyHeader(provider, key) }, signal: client.signal });
    await until('the call reached the provider', () => callsOf(key).length === 1, 5_000);
    const logged = app.logs().length;
    client.abort();
    await expect(answer).rejects.toThrow();
    await until('the provider saw the abort', () => callsOf(key)[0]?.aborted === true);
    await until('the request was logged', () => app.logs().slice(logged).includes('"aborted":true'));
    expect(callsOf(key)).toHaveLength(1);
    expect(app.logs().slice(logged)).not.toContain('request failed');
  });

  it.each(FACES)('is aborted in the middle of a stream (%s)', async (face) => {
    const key = `sk-sandbox-${provider}-${face}-middle`;
    app.sandbox.script(provider, () => ({ status: 200, headers: { 'content-type': 'text/event-stream' }, body: drip() }));
    if (face === 'v1' && provider !== 'openai') {
      // A translated stream begins with its first content.
      app.sandbox.script(provider, (_call) => ({ status: 200, headers: { 'content-type': 'text/event-stream' }, body: beginning(provider) }));
    }
    const call = chatCall(face, provider, 'streamed');
    const client = new AbortController();
    const answer = await app.fetch(user, call.path, { json: call.json, headers: { ...call.headers, ...keyHeader(provider, key) }, signal: client.signal });
    expect(answer.status).toBe(200);
    const reader = answer.body!.getReader();
    await reader.read();
    client.abort();
    await reader.read().catch(() => undefined);
    await until('the provider saw the abort', () => callsOf(key)[0]?.aborted === true);
    expect(callsOf(key)).toHaveLength(1);
  });

  it('is not repeated when the client leaves between two tries', async () => {
    const key = `sk-sandbox-overloaded-${provider}-between`;
    const call = chatCall('v1', provider, 'plain');
    const client = new AbortController();
    app.sandbox.script(provider, async () => {
      setTimeout(() => client.abort(), 1);
      await sleep(30);
      return { status: 503, headers: { 'content-type': 'application/json' }, body: '{"error":{"message":"busy"}}' };
    });
    await expect(app.fetch(user, call.path, { json: call.json, headers: keyHeader(provider, key), signal: client.signal })).rejects.toThrow();
    await sleep(150);
    expect(callsOf(key)).toHaveLength(1);
  });
});

describe('when the client goes away', () => {
  function recording(model: string): FormData {
    const form = new FormData();
    form.set('model', model);
    form.set('file', new Blob([new Uint8Array(wav(2))], { type: 'audio/wav' }), 'a.wav');
    return form;
  }

  it.each([
    ['a test of a key', 'openai', '/api/byok/validate', () => ({ json: { provider: 'openai' } })],
    ['a transcription of OpenAI', 'openai', '/api/v1/audio/transcriptions', () => ({ body: recording(TRANSCRIBING_MODELS.openai) })],
    ['a transcription of Gemini', 'gemini', '/api/v1/audio/transcriptions', () => ({ body: recording(CHAT_MODELS.gemini) })],
    ['a native transcription', 'openai', '/api/openai/v1/audio/transcriptions', () => ({ body: recording(TRANSCRIBING_MODELS.openai) })],
  ] as const)('%s is aborted at the provider', async (name, provider, path, options) => {
    const key = `sk-sandbox-slow-${name.replaceAll(' ', '')}`;
    const reached = () => callsOf(key).find(({ method }) => method === 'POST');
    const client = new AbortController();
    const answer = app.fetch(user, path, { ...options(), headers: keyHeader(provider, key), signal: client.signal });
    await until('the call reached the provider', () => reached() !== undefined, 5_000);
    const logged = app.logs().length;
    client.abort();
    await expect(answer).rejects.toThrow();
    await until('the provider saw the abort', () => reached()?.aborted === true);
    await until('the request was logged', () => app.logs().slice(logged).includes('"aborted":true'));
    await sleep(20);
    expect(app.logs().slice(logged)).not.toContain('request failed');
  });
});

async function* beginning(provider: string): AsyncGenerator<string> {
  if (provider === 'anthropic') {
    yield 'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-4-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}}\n\n';
    yield 'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\n\n';
    for (;;) {
      yield 'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"word "}}\n\n';
      await sleep(20);
    }
  }
  for (;;) {
    yield 'data: {"candidates":[{"content":{"parts":[{"text":"word "}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":1,"totalTokenCount":1}}\r\n\r\n';
    await sleep(20);
  }
}
