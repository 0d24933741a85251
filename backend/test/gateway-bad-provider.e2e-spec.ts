import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { BYOK_PROVIDERS, type ByokProviderId } from '#contracts';
import type { ScriptedAnswer } from '#sandbox';
import { createTestAuthority } from './support/certificates.js';
import { textFixture } from './support/provider-fixtures.js';
import { keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { FACES, MODES, ask, attemptsOf, chatCall, type Face, type Mode } from './support/calls.js';
import { setUpApplication } from './support/set-up-application.js';

const SSE = { 'content-type': 'text/event-stream' };
const JSON_TYPE = { 'content-type': 'application/json' };

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));
afterEach(() => app.unscript());

/** What a provider's good answer looks like on the wire, from the emulator. */
async function goodAnswer(provider: ByokProviderId, mode: Mode): Promise<string> {
  const { path, json, headers } = chatCall('native', provider, mode);
  return (await app.fetch(user, path, { json, headers: { ...headers, ...keyHeader(provider, `sk-sandbox-${provider}`) } })).text();
}

function own(face: Face, provider: ByokProviderId, mode: Mode, answer: () => ScriptedAnswer) {
  app.sandbox.script(provider, answer);
  return ask(app, user, chatCall(face, provider, mode), { ...keyHeader(provider, `sk-sandbox-${provider}`), 'x-byok-fallback': 'never' });
}

const MATRIX = BYOK_PROVIDERS.flatMap((provider) => FACES.flatMap((face) => MODES.map((mode) => [provider, face, mode] as const)));

describe.each(MATRIX)('%s on the %s route, %s', (provider, face, mode) => {
  const type = mode === 'streamed' ? SSE : JSON_TYPE;

  it.each([
    ['an empty answer', { status: 200, headers: type }],
    ['a web page with status 200', { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><html>Sign in to the wifi</html>' }],
    ['a web page with status 502', { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad gateway</html>' }],
    ['an unknown encoding', { status: 200, headers: { ...type, 'content-encoding': 'lzma' }, body: 'xx' }],
    ['gzip that is none', { status: 200, headers: { ...type, 'content-encoding': 'gzip' }, body: 'this is not gzip' }],
    ['a connection cut before the first byte', { status: 200, headers: type, cut: true }],
  ] as [string, ScriptedAnswer][])('takes %s for provider_unavailable, and says so in words', async (_name, answer) => {
    const { status, receipt, text } = await own(face, provider, mode, () => answer);
    expect(status).toBe(502);
    // What came with status 200 is paid for, in whatever form it is: only what brought no answer is sent again.
    const calls = answer.status === 200 && answer.cut !== true ? 1 : 3;
    expect(receipt).toMatchObject({ code: 'provider_unavailable', attempts: attemptsOf(`byok:${provider}:provider_unavailable`, calls) });
    expect(JSON.parse(text)).toMatchObject({ error: { message: expect.stringMatching(/\w+ \w+/) } });
    expect(text).not.toContain('<html');
  });

  it('reads an answer that comes compressed although none was asked for', async () => {
    const good = await goodAnswer(provider, mode);
    for (const [encoding, compress] of [['gzip', gzipSync], ['br', brotliCompressSync], ['deflate', deflateSync]] as const) {
      const { status, text } = await own(face, provider, mode, () => ({ status: 200, headers: { ...type, 'content-encoding': encoding }, body: compress(good) }));
      expect(status).toBe(200);
      if (face === 'native') expect(text).toBe(good);
      else expect(text).toMatch(mode === 'plain' ? /"finish_reason":"\w+"/ : /data: \[DONE\]\n\n$/);
    }
  });

  it('passes an answer on that comes byte by byte', async () => {
    const good = await goodAnswer(provider, mode);
    async function* bytes(): AsyncGenerator<Buffer> {
      const all = Buffer.from(good);
      for (let at = 0; at < all.length; at += 1) {
        yield all.subarray(at, at + 1);
        if (at % 50 === 0) await sleep(1);
      }
    }
    const { status, text } = await own(face, provider, mode, () => ({ status: 200, headers: type, body: bytes() }));
    expect(status).toBe(200);
    if (face === 'native') expect(text).toBe(good);
    else if (mode === 'plain') expect(JSON.parse(text)).toMatchObject({ object: 'chat.completion', choices: [{ message: { role: 'assistant' } }] });
    else expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('never shows a half answer as a whole one', async () => {
    const good = await goodAnswer(provider, mode);
    const half = mode === 'streamed' ? good.slice(0, good.length * 0.7) : good.slice(0, good.length / 2);
    const call = chatCall(face, provider, mode);
    app.sandbox.script(provider, () => ({ status: 200, headers: type, body: half, cut: true }));
    const answer = await app
      .fetch(user, call.path, { json: call.json, headers: { ...call.headers, ...keyHeader(provider, `sk-sandbox-${provider}`), 'x-byok-fallback': 'never' } })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch(() => 'cut' as const);
    if (answer === 'cut') expect(mode).toBe('plain');
    else if (answer.status === 200) expect(answer.text.slice(-600)).toMatch(/"error"/);
    else expect(answer.status).toBe(502);
  });

  it('never follows a redirect, and the key never gets there', async () => {
    let visits = 0;
    const elsewhere = createHttpServer((_request, response) => {
      visits += 1;
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/steal`;
    try {
      for (const status of [301, 302, 303, 307, 308]) {
        const seen = await own(face, provider, mode, () => ({ status, headers: { location } }));
        expect(seen.status).toBe(502);
        expect(seen.receipt.code).toBe('provider_unavailable');
        expect(seen.response.headers.get('location')).toBeNull();
      }
      expect(visits).toBe(0);
    } finally {
      elsewhere.close();
    }
  });

  it('reads only the beginning of an error of 30 MB', async () => {
    const part = Buffer.alloc(64 * 1024, 'x');
    let parts = 0;
    async function* long(): AsyncGenerator<Buffer | string> {
      yield '{"error":{"message":"';
      for (; parts < 480; parts += 1) yield part;
      yield '"}}';
    }
    const { status, receipt, text } = await own(face, provider, mode, () => ({ status: 400, headers: JSON_TYPE, body: long() }));
    expect(status).toBe(400);
    expect(receipt.code).toBe('request_invalid');
    expect(text.length).toBeLessThan(100_000);
    // The rest stays with the provider, but for what fits into the sockets' buffers.
    expect(parts).toBeLessThan(240);
  });

  it('reads an error that comes compressed', async () => {
    const body = gzipSync('{"error":{"message":"Compressed refusal","type":"invalid_request_error","status":"INVALID_ARGUMENT"}}');
    const { status, text, response } = await own(face, provider, mode, () => ({ status: 400, headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body }));
    expect(status).toBe(400);
    expect(text).toContain('Compressed refusal');
    expect(response.headers.get('content-encoding')).toBeNull();
  });
});

describe('headers without a byte after them', () => {
  it('are provider_timeout everywhere', async () => {
    app.hurryProviders(700);
    async function* nothing(): AsyncGenerator<string> {
      await sleep(3_000, undefined, { ref: false });
    }
    const seen = await Promise.all(
      MATRIX.map(([provider, face, mode]) =>
        own(face, provider, mode, () => ({ status: 200, headers: mode === 'streamed' ? SSE : JSON_TYPE, body: nothing() })),
      ),
    );
    for (const { status, receipt } of seen) expect([status, receipt.code]).toEqual([504, 'provider_timeout']);
  });
});

describe.each(BYOK_PROVIDERS)('an error of %s in place of a stream', (provider) => {
  const ERROR = { message: 'Invalid key', type: 'authentication_error', code: 'invalid_api_key', status: 'UNAUTHENTICATED' };
  const EVENT = JSON.stringify({ type: 'error', error: ERROR });
  const FORMS = [`event: error\ndata: ${EVENT}\n\n`, `: ping\r\n\r\nevent: error\r\ndata:${JSON.stringify({ error: ERROR })}\r\n\r\n`, JSON.stringify([{ error: ERROR }], null, 2)];

  it.each(FACES.flatMap((face) => FORMS.map((form) => [face, form] as const)))('falls back on the %s route wherever the network cuts it: %j', async (face, form) => {
    const ownKey = `sk-sandbox-${provider}`;
    // Behind a comment nothing waits.
    const begin = form.startsWith(':') ? form.indexOf('event') + 1 : 1;
    for (let at = begin; at < form.length; at += 1) {
      async function* cut(): AsyncGenerator<string> {
        yield form.slice(0, at);
        await sleep(2);
        yield form.slice(at);
      }
      app.sandbox.script(provider, (_call, _body, key) => (key === ownKey ? { status: 200, headers: SSE, body: cut() } : undefined));
      const { status, receipt } = await ask(app, user, chatCall(face, provider, 'streamed'), keyHeader(provider, ownKey));
      expect([at, status, receipt.attempts]).toEqual([at, 200, `byok:${provider}:key_invalid,platform:${provider}:ok`]);
    }
  });

  it.each(FACES)('is an outage where it breaks off in the middle, on the %s route', async (face) => {
    async function* half(): AsyncGenerator<string> {
      yield 'event: error\ndata: {"type":"err';
      await sleep(5);
    }
    const { status, receipt } = await own(face, provider, 'streamed', () => ({ status: 200, headers: SSE, body: half(), cut: true }));
    expect([status, receipt.code]).toEqual([502, 'provider_unavailable']);
  });
});

describe('malformed streams', () => {
  it.each(['anthropic', 'gemini'] as const)('of %s end with an error event on /api/v1', async (provider) => {
    for (const name of ['stream-malformed', 'stream-broken', 'stream-cut']) {
      const { text, status } = await own('v1', provider, 'streamed', () => ({ status: 200, headers: SSE, body: textFixture(provider, name) }));
      if (status === 200) {
        expect(text).toContain('"error"');
        expect(text).not.toContain('[DONE]');
      } else expect(status).toBe(502);
    }
  });

  it('of OpenAI pass on as they are', async () => {
    const body = 'data: {"id": nonsense\n\ndata: [DONE]\n\n';
    expect((await own('v1', 'openai', 'streamed', () => ({ status: 200, headers: SSE, body }))).text).toBe(body);
  });

  it.each(['anthropic', 'gemini'] as const)('and JSON that is none, of %s, are provider_unavailable on /api/v1', async (provider) => {
    const { status, receipt } = await own('v1', provider, 'plain', () => ({ status: 200, headers: JSON_TYPE, body: '{"id": nonsense' }));
    expect([status, receipt.code]).toEqual([502, 'provider_unavailable']);
  });
});

describe.each(BYOK_PROVIDERS)('an answer of %s that ends in the middle, with a clean end of the connection', (provider) => {
  /** Cut in the middle of its last line, in two chunks. */
  const cutShort = (body: string) => {
    const whole = body.trimEnd().replace(/\s*(?:data: \[DONE\])$/, '');
    return [whole.slice(0, 20), whole.slice(20, -8)];
  };

  it('ends as a broken stream does', async () => {
    const { text } = await own('native', provider, 'streamed', await cutAnswer(SSE, 'streamed'));
    expect(text).toMatch(/broke off in the middle/);
  });

  it('leaves a cut connection where it is no stream', async () => {
    const answer = await cutAnswer(JSON_TYPE, 'plain');
    app.sandbox.script(provider, answer);
    const { path, json, headers } = chatCall('native', provider, 'plain');
    const read = app.fetch(user, path, { json, headers: { ...headers, ...keyHeader(provider, `sk-sandbox-${provider}`), 'x-byok-fallback': 'never' } }).then((response) => response.text());
    await expect(read).rejects.toThrow();
  });

  async function cutAnswer(type: Record<string, string>, mode: Mode): Promise<() => ScriptedAnswer> {
    const pieces = cutShort(await goodAnswer(provider, mode));
    async function* slowly(): AsyncGenerator<string> {
      for (const piece of pieces) {
        yield piece;
        await sleep(20);
      }
    }
    return () => ({ status: 200, headers: type, body: slowly() });
  }
});

describe.each(MATRIX)('an answer of %s on the %s route, %s', (provider, face, mode) => {
  const type = mode === 'streamed' ? SSE : JSON_TYPE;

  it.each(['null', '[]', '"words"', '42', 'Too many cooks'])('that is %s is not of the format: not asked for again, and the platform answers', async (body) => {
    let calls = 0;
    const good = await goodAnswer(provider, mode);
    app.sandbox.script(provider, () => ((calls += 1) === 1 ? { status: 200, headers: type, body } : { status: 200, headers: type, body: good }));
    const { status, receipt } = await ask(app, user, chatCall(face, provider, mode), keyHeader(provider, `sk-sandbox-${provider}`));
    expect({ status, attempts: receipt.attempts }).toEqual({ status: 200, attempts: `byok:${provider}:provider_unavailable,platform:${provider}:ok` });
    const alone = await own(face, provider, mode, () => ({ status: 200, headers: type, body }));
    expect([alone.status, alone.receipt.code]).toEqual([502, 'provider_unavailable']);
  });
});

describe.each(BYOK_PROVIDERS.flatMap((provider) => FACES.map((face) => [provider, face] as const)))('a stream of %s that ends between two events, on the %s route', (provider, face) => {
  /** Without its last events, in one piece or in two, with a clean end of the connection. */
  function* cuts(body: string): Generator<string[]> {
    const events = body.split(/(?<=\n\r?\n)/);
    const end = events.findIndex((event) => /finish_reason":"|finishReason|message_delta/.test(event));
    expect(end).toBeGreaterThan(1);
    yield [events.slice(0, end).join('')];
    yield [events.slice(0, 1).join(''), events.slice(1, end).join('')];
  }

  it('is told as broken, and its usage as an estimate', async () => {
    for (const pieces of cuts(await goodAnswer(provider, 'streamed'))) {
      async function* body(): AsyncGenerator<string> {
        for (const piece of pieces) {
          yield piece;
          await sleep(20);
        }
      }
      const { status, text } = await own(face, provider, 'streamed', () => ({ status: 200, headers: SSE, body: body() }));
      expect(status).toBe(200);
      expect(text.slice(-600)).toMatch(/"error".*broke off/s);
      expect(text).not.toContain('[DONE]');
    }
  });

  it('is whole with its end, byte for byte', async () => {
    const good = await goodAnswer(provider, 'streamed');
    const { text } = await own(face, provider, 'streamed', () => ({ status: 200, headers: SSE, body: good }));
    expect(text).not.toContain('broke off');
    if (face === 'native' || provider === 'openai') expect(text).toBe(good);
  });
});

describe('streams whose servers leave out what OpenAI writes last', () => {
  it('are whole with a finish_reason', async () => {
    const body = 'data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}\n\ndata: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
    for (const face of FACES) expect((await own(face, 'openai', 'streamed', () => ({ status: 200, headers: SSE, body }))).text).toBe(body);
  });

  it('are cut without either, also on the Responses API', async () => {
    const begun = 'event: response.created\ndata: {"type":"response.created","response":{"status":"in_progress","error":null}}\n\n';
    const done = 'event: response.completed\ndata: {"type":"response.completed","response":{"status":"completed"}}\n\n';
    const call = { path: '/api/openai/v1/responses', json: { model: 'gpt-5.4-mini', input: 'Hi', stream: true }, headers: keyHeader('openai', 'sk-sandbox-openai') };
    for (const [body, isCut] of [[begun, true], [begun + done, false]] as const) {
      app.sandbox.script('openai', () => ({ status: 200, headers: SSE, body }));
      const text = await (await app.fetch(user, call.path, call)).text();
      expect(text.startsWith(body)).toBe(true);
      expect(text.includes('event: error')).toBe(isCut);
    }
  });

  it("are cut where Gemini's array is not closed", async () => {
    const part = '[{"candidates":[{"content":{"parts":[{"text":"Hi"}]}}]}';
    const path = '/api/gemini/v1beta/models/gemini-3.5-flash:streamGenerateContent';
    const call = { json: { contents: [{ parts: [{ text: 'Hi' }] }] }, headers: keyHeader('gemini', 'sk-sandbox-gemini') };
    for (const [body, isCut] of [[part, true], [`${part}\n]\n`, false]] as const) {
      app.sandbox.script('gemini', () => ({ status: 200, headers: JSON_TYPE, body }));
      const text = await (await app.fetch(user, path, call)).text();
      expect(JSON.parse(text)).toHaveLength(isCut ? 2 : 1);
    }
  });
});

describe('providers that are not there', () => {
  it('get no key without a certificate that somebody vouches for', async () => {
    let connections = 0;
    let requests = 0;
    const stranger = createHttpsServer(createTestAuthority('Stranger').issue('localhost'), (_request, response) => {
      requests += 1;
      response.end('{}');
    }).on('connection', () => (connections += 1));
    await once(stranger.listen(0, '127.0.0.1'), 'listening');
    const deceived = await startApplication({ OPENAI_BASE_URL: `https://localhost:${(stranger.address() as AddressInfo).port}` });
    try {
      const seen = await ask(deceived, await deceived.user(), chatCall('native', 'openai', 'plain'), { ...keyHeader('openai', 'sk-nowhere-openai'), 'x-byok-fallback': 'never' });
      expect([seen.status, seen.receipt.code, requests]).toEqual([502, 'provider_unavailable', 0]);
      expect(connections).toBeGreaterThan(0);
    } finally {
      await deceived.close();
      stranger.close();
    }
  });

  it('are provider_unavailable: connection refused, a plain listener for TLS, one that hangs up', async () => {
    const rude = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    const silent = createServer((socket) => void socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1');
    const closed = createServer().listen(0, '127.0.0.1');
    await Promise.all([rude, silent, closed].map((server) => (server.listening ? undefined : once(server, 'listening'))));
    const port = (server: typeof rude) => (server.address() as AddressInfo).port;
    const closedPort = port(closed);
    closed.close();
    const lonely = await startApplication({
      PROVIDER_TIMEOUT_MS: '750',
      OPENAI_BASE_URL: `http://127.0.0.1:${closedPort}`,
      ANTHROPIC_BASE_URL: `https://127.0.0.1:${port(rude)}`,
      GEMINI_BASE_URL: `http://127.0.0.1:${port(silent)}`,
    });
    try {
      const someone = await lonely.user();
      for (const [provider, status, code] of [
        ['openai', 502, 'provider_unavailable'],
        ['anthropic', 502, 'provider_unavailable'],
        ['gemini', 504, 'provider_timeout'],
      ] as const) {
        for (const face of FACES) {
          const seen = await ask(lonely, someone, chatCall(face, provider, 'plain'), keyHeader(provider, `sk-nowhere-${provider}`));
          expect([provider, seen.status, seen.receipt.code]).toEqual([provider, status, code]);
          const calls = (source: 'byok' | 'platform') => attemptsOf(`${source}:${provider}:${code}`, code === 'provider_timeout' ? 1 : 3);
          expect(seen.receipt.attempts).toBe(`${calls('byok')},${calls('platform')}`);
          expect(seen.text).not.toMatch(/ECONN|127\.0\.0\.1|sk-nowhere/);
        }
      }
    } finally {
      await lonely.close();
      rude.close();
      silent.close();
    }
  });
});
