import { jest } from '@jest/globals';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Agent } from './agent.js';
import { AgentContext, KEYS, bearer, send } from './__support__/agent-context.js';

let context: AgentContext;
let agent: Agent;
beforeEach(async () => {
  context = new AgentContext();
  await context.platform.listen();
  agent = await context.start();
});
afterEach(() => context.close());

const post = (path: string, body: Buffer | string, headers = {}) => send(agent, path, { method: 'POST', headers: { ...bearer(agent), 'content-type': 'application/json', ...headers }, body });

describe('a call through the agent', () => {
  it.each([
    ['/v1/chat/completions', '/api/v1/chat/completions', ['openai', 'openai-2', 'anthropic', 'gemini']],
    ['/openai/v1/responses?include[]=a%20b', '/api/openai/v1/responses?include[]=a%20b', ['openai', 'openai-2']],
    ['/anthropic/v1/messages', '/api/anthropic/v1/messages', ['anthropic']],
    ['/gemini/v1beta/models/g:generateContent?alt=sse', '/api/gemini/v1beta/models/g:generateContent?alt=sse', ['gemini']],
    ['/api/gemini/v1/files/a%2Fb', '/api/gemini/v1/files/a%2Fb', ['gemini']],
  ] as const)('goes from %s to %s with the keys of %j, sealed', async (local, platform, slots) => {
    const { status, headers, body } = await post(local, '{"model":"auto"}');
    expect(status).toBe(200);
    expect(body.toString()).toBe('{"model":"auto"}');
    expect(headers).toMatchObject({ 'x-byok-attempts': 'byok:openai:ok', 'content-type': 'application/json' });
    const [call] = context.platform.calls;
    expect(call?.url).toBe(platform);
    expect(Object.values(call?.keys ?? {})).toEqual(slots.map((slot) => KEYS[slot]));
    expect(Object.keys(call?.keys ?? {})).toEqual(slots.map((slot) => (slot === 'openai-2' ? 'x-byok-openai-key-2' : `x-byok-${slot}-key`)));
    expect(call?.headers.authorization).toBe('Bearer byok_pat_good');
  });

  it('carries neither the placeholder nor cookies to the platform, and neither cookies nor permissions for pages back', async () => {
    const { headers } = await post('/anthropic/v1/messages', '{}', { 'x-api-key': agent.placeholder, cookie: 'a=b', 'anthropic-beta': 'one', connection: 'x-mine', 'x-mine': '1' });
    const sent = context.platform.calls[0]?.headers ?? {};
    expect(sent).toMatchObject({ 'anthropic-beta': 'one', host: new URL(context.platform.origin).host });
    expect(JSON.stringify(sent)).not.toContain(agent.placeholder);
    for (const name of ['cookie', 'x-api-key', 'x-mine', 'x-goog-api-key']) expect(sent).not.toHaveProperty(name);
    for (const name of ['set-cookie', 'access-control-allow-origin']) expect(headers).not.toHaveProperty(name);
  });

  it('passes bodies of 24 MiB on, of known and of unknown length, unchanged', async () => {
    const body = Buffer.alloc(24 * 1024 * 1024, 'lecture ');
    expect((await post('/v1/audio/transcriptions', body, { 'content-type': 'multipart/form-data; boundary=x' })).body.equals(body)).toBe(true);
    expect(context.platform.calls[0]?.headers).toMatchObject({ 'content-length': String(body.length), 'content-type': 'multipart/form-data; boundary=x' });
    expect((await post('/v1/audio/transcriptions', body, { 'transfer-encoding': 'chunked' })).body.equals(body)).toBe(true);
    expect(context.platform.calls[1]?.headers).toMatchObject({ 'transfer-encoding': 'chunked' });
  });

  it('passes the first bytes of a stream on when they arrive, and the end of the caller to the platform', async () => {
    const platformSaw = new Promise<void>((resolve) => {
      context.platform.handler = (_request: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'text/event-stream', 'x-byok-credential-source': 'byok' });
        response.write('data: one\n\n');
        response.once('close', resolve);
      };
    });
    const call = httpRequest(`${agent.origin}/v1/chat/completions`, { method: 'POST', headers: bearer(agent) });
    call.end('{}');
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    expect(answer.headers['x-byok-credential-source']).toBe('byok');
    expect(String((await once(answer, 'data'))[0])).toBe('data: one\n\n');
    answer.once('error', () => undefined);
    call.destroy();
    await platformSaw;
  });

  it('reads a long answer no faster than its caller', async () => {
    let sent = 0;
    context.platform.handler = async (_request: IncomingMessage, response: ServerResponse) => {
      const piece = Buffer.alloc(1024 * 1024);
      const closed = once(response, 'close');
      for (let index = 0; index < 256 && !response.destroyed; index += 1) {
        sent += 1;
        if (!response.write(piece)) await Promise.race([once(response, 'drain'), closed]);
      }
      response.end();
    };
    const call = httpRequest(`${agent.origin}/v1/files`, { headers: bearer(agent) });
    call.end();
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    let before = -1;
    while (sent !== before) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(sent).toBeLessThan(64);
    answer.once('error', () => undefined);
    call.destroy();
  });

  it('cuts the answer where the platform cut it', async () => {
    context.platform.handler = (_request: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200);
      response.write('half');
      setTimeout(() => response.destroy(), 50);
    };
    await expect(post('/v1/chat/completions', '{}')).rejects.toThrow(/aborted|hang up/);
  });

  it.each([
    ['/v1/chat/completions', { error: { message: expect.any(String), type: 'server_error', param: null, code: 'unavailable' } }],
    ['/openai/v1/responses', { error: { message: expect.any(String), type: 'server_error', param: null, code: 'unavailable' } }],
    ['/anthropic/v1/messages', { type: 'error', error: { type: 'overloaded_error', message: expect.any(String) } }],
    ['/gemini/v1beta/models', { error: { code: 503, message: expect.any(String), status: 'UNAVAILABLE', details: [expect.objectContaining({ reason: 'unavailable' })] } }],
  ])('says in the format of %s that the platform is away', async (path, shape) => {
    await context.platform.close();
    const { status, headers, body } = await post(path, '{}');
    expect(status).toBe(503);
    expect(headers).toMatchObject({ 'x-byok-code': 'unavailable', 'content-type': 'application/json; charset=utf-8', 'x-request-id': expect.any(String) });
    expect(JSON.parse(body.toString())).toEqual(shape);
  });

  it('sends files of Gemini through itself', async () => {
    context.platform.handler = (_request: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { 'x-goog-upload-url': 'https://byok.example.com/api/gemini/upload/v1beta/files?upload_id=7', 'x-goog-upload-control-url': 'https://elsewhere.example/files' });
      response.end();
    };
    const { headers } = await post('/gemini/upload/v1beta/files', '{}');
    expect(headers['x-goog-upload-url']).toBe(`${agent.origin}/api/gemini/upload/v1beta/files?upload_id=7`);
    expect(headers['x-goog-upload-control-url']).toBe('https://elsewhere.example/files');
  });

  it("leads to the results of Anthropic's batches through itself, and changes nothing else", async () => {
    const results = 'http://127.0.0.1:3000/api/anthropic/v1/messages/batches/b1/results';
    const answer = (link: string) => `{"data": [{"id":"b1", "results_url" : "${link}","note":"\\"results_url\\":\\"${results}\\""},{"results_url":null},{"results_url":"https://elsewhere.example/b2"}]}`;
    context.platform.handler = (request: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { 'content-type': request.url?.endsWith('/results') ? 'application/x-jsonl' : 'application/json; charset=utf-8' });
      response.write(answer(results).slice(0, 30));
      response.end(answer(results).slice(30));
    };
    const get = async (path: string) => (await send(agent, path, { headers: bearer(agent) })).body.toString();
    const own = answer(`${agent.origin}/api/anthropic/v1/messages/batches/b1/results`);
    for (const path of ['/anthropic/v1/messages/batches?limit=9', '/api/anthropic/v1/messages/batches/b1']) expect(await get(path)).toBe(own);
    for (const path of ['/anthropic/v1/messages', '/anthropic/v1/messages/batches/b1/results', '/openai/v1/batches']) expect(await get(path)).toBe(answer(results));
  });

  it('says one line about a call, without its path', async () => {
    await post('/openai/v1/sk-put-here-by-mistake', '{}');
    expect(context.lines).toEqual(['/openai 200 byok:openai:ok']);
  });
});

describe('sealed keys', () => {
  const envelope = () => String(context.platform.calls.at(-1)?.headers['x-byok-openai-key']);

  it('go as the same envelope again for five minutes, and the transit key is asked for once', async () => {
    await post('/openai/v1/responses', '{}');
    const first = envelope();
    await post('/openai/v1/responses', '{}');
    expect(envelope()).toBe(first);
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now + 301_000);
    try {
      await post('/openai/v1/responses', '{}');
    } finally {
      clock.mockRestore();
    }
    expect(envelope()).not.toBe(first);
    expect(context.platform.asked).toEqual(['GET /api/me', 'GET /api/byok/transit-key']);
  });

  it.each([
    ['of known length', {}],
    ['of unknown length', { 'transfer-encoding': 'chunked' }],
  ])('are sealed anew when the platform has another key, and the body %s goes again', async (_what, headers) => {
    context.platform.rotate('second');
    const body = Buffer.alloc(20 * 1024 * 1024, 'image ');
    const answer = await post('/v1/chat/completions', body, headers);
    expect(answer.status).toBe(200);
    expect(answer.body.equals(body)).toBe(true);
    expect(envelope()).toContain('.second.');
    expect(context.platform.asked).toEqual(['GET /api/me', 'GET /api/byok/transit-key', 'GET /api/byok/transit-key']);
  });

  it('are sealed anew once only: what does not help goes to the caller', async () => {
    context.platform.answerKey = (view) => ({ ...view, kid: 'never' });
    context.platform.rotate('second');
    const { status, headers } = await post('/v1/chat/completions', '{}');
    expect([status, headers['x-byok-code']]).toEqual([400, 'envelope_unknown_key']);
    expect(context.platform.asked).toHaveLength(3);
  });

  it('are sealed anew for many calls at once with one question', async () => {
    context.platform.rotate('second');
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('/v1/chat/completions', '{}')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(context.platform.asked.length).toBeLessThan(6);
  });

  it('live by the platform’s clock', async () => {
    context.platform.clockOffset = 3_600_000;
    context.platform.rotate('second');
    expect((await post('/v1/chat/completions', '{}')).status).toBe(200);
    context.platform.clockOffset = -3_600_000;
    context.platform.rotate('third');
    expect((await post('/v1/chat/completions', '{}')).status).toBe(200);
  });

  it('are not sealed to a key that is about to retire', async () => {
    context.platform.keyLife = 30_000;
    context.platform.rotate('second');
    await post('/v1/chat/completions', '{}');
    const asked = context.platform.asked.length;
    context.platform.keyLife = 86_400_000;
    await post('/v1/chat/completions', '{}');
    await post('/v1/chat/completions', '{}');
    expect(context.platform.asked).toHaveLength(asked + 1);
  });

  it('stay apart for each provider', async () => {
    const one = await context.start({ gemini: 'AIzaOnlyGemini' });
    await send(one, '/openai/v1/models', { headers: bearer(one) });
    expect(context.platform.calls.at(-1)?.keys).toEqual({});
  });
});

describe('what the agent refuses', () => {
  const refused = async (path: string, headers: Record<string, string | string[]>, method = 'GET') => {
    const { status, headers: answered, body } = await send(agent, path, { method, headers });
    expect(answered['x-should-retry']).toBe('false');
    expect(Object.keys(answered).filter((name) => name.startsWith('access-control'))).toEqual([]);
    return [status, answered['x-byok-code'], body.toString()];
  };
  afterEach(() => expect(context.platform.calls).toEqual([]));

  it.each([['evil.example'], ['127.0.0.1'], ['127.0.0.1:1'], ['[::1]:80'], ['localhost.evil.example']])('the host %j', async (host) => {
    expect(await refused('/v1/models', { ...bearer(agent), host })).toEqual([403, 'forbidden', expect.stringContaining('base URL')]);
  });

  it('no host', async () => {
    const { hostname, port } = new URL(agent.origin);
    const socket = connect(Number(port), hostname);
    socket.write(`GET /v1/models HTTP/1.0\r\nauthorization: Bearer ${agent.placeholder}\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1.1 403 /);
  });

  it('two hosts, and a host of another in the request line', async () => {
    const { hostname, port } = new URL(agent.origin);
    const socket = connect(Number(port), hostname);
    socket.write(`GET http://evil.example/v1/models HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${agent.placeholder}\r\nconnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1.1 404 /);
    const second = connect(Number(port), hostname);
    second.write(`GET /v1/models HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nhost: evil.example\r\nauthorization: Bearer ${agent.placeholder}\r\nconnection: close\r\n\r\n`);
    expect(await text(second)).toMatch(/^HTTP\/1.1 40[03] /);
  });

  it.each([['https://evil.example'], ['null'], ['http://127.0.0.1:4788'], ['']])('the origin %j, preflights included', async (origin) => {
    expect(await refused('/v1/models', { ...bearer(agent), origin })).toEqual([403, 'forbidden', expect.stringContaining('Origin')]);
    expect(await refused('/v1/models', { origin, 'access-control-request-method': 'POST' }, 'OPTIONS')).toEqual([403, 'forbidden', expect.anything()]);
  });

  it.each([
    ['no key', () => ({})],
    ['another key', () => ({ authorization: 'Bearer sk-byok-another' })],
    ['a part of the placeholder', () => ({ 'x-api-key': agent.placeholder.slice(0, -1) })],
    ['more than the placeholder', () => ({ 'x-goog-api-key': `${agent.placeholder}x` })],
    ['the placeholder beside another key', () => ({ ...bearer(agent), 'x-api-key': 'sk-real-one' })],
    ['the token', () => ({ authorization: 'Bearer byok_pat_good' })],
  ])('%s', async (_what, headers) => {
    const [status, code, body] = await refused('/anthropic/v1/models', headers());
    expect([status, code]).toEqual([401, 'unauthenticated']);
    expect(JSON.parse(String(body))).toEqual({ type: 'error', error: { type: 'authentication_error', message: expect.stringContaining('placeholder') } });
    expect(body).not.toContain('sk-real-one');
  });

  it('keys in the URL, but for the placeholder where tools for Gemini put it', async () => {
    for (const path of ['/v1/models?key=', '/openai/v1/models?a=1&api_key=', '/gemini/v1beta/models?x-byok-gemini-key=', '/gemini/v1beta/models?KEY=']) {
      expect(await refused(path + agent.placeholder, bearer(agent))).toEqual([400, 'key_malformed', expect.stringContaining('URL')]);
    }
    expect((await refused('/gemini/v1beta/models?key=AIzaRealKey', {}))[0]).toBe(401);
    expect((await refused(`/gemini/v1beta/models?key=${agent.placeholder}&key=AIzaRealKey`, {}))[0]).toBe(401);
  });

  it('keys in headers of the platform’s', async () => {
    for (const name of ['x-byok-openai-key', 'x-byok-gemini-key-2', 'x-byok-any-key-9']) expect(await refused('/v1/models', { ...bearer(agent), [name]: 'sk-real-one' })).toEqual([400, 'key_malformed', expect.stringContaining(name)]);
  });

  it.each(['/', '/api/me', '/api/auth/tokens', '/v1/../auth/tokens', '/v1/..%2fauth/tokens', '/v1/%2e%2e/auth', '/openai/..\\auth', '/v10/models', '/gemini/%zz', '//v1/models'])('the path %s', async (path) => {
    const { hostname, port } = new URL(agent.origin);
    const socket = connect(Number(port), hostname);
    socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${agent.placeholder}\r\nconnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1.1 40[04] /);
  });

  it('a large body, and says so before it is read', async () => {
    const { status } = await send(agent, '/v1/chat/completions', { method: 'POST', headers: { authorization: 'Bearer wrong' }, body: Buffer.alloc(20 * 1024 * 1024) });
    expect(status).toBe(401);
    const call = httpRequest(`${agent.origin}/v1/chat/completions`, { method: 'POST', headers: { authorization: 'Bearer wrong', expect: '100-continue', 'content-length': 1_000_000 } });
    let asked = false;
    call.on('continue', () => (asked = true));
    call.flushHeaders();
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    expect([answer.statusCode, asked]).toEqual([401, false]);
    call.destroy();
  });
});

describe('the placeholder', () => {
  it('is new at each start, and works in every place where tools put a key', async () => {
    const other = await context.start();
    expect(other.placeholder).not.toBe(agent.placeholder);
    expect(other.placeholder).toMatch(/^sk-byok-[\w-]{43}$/);
    const { host } = new URL(agent.origin);
    for (const headers of [bearer(agent), { 'x-api-key': agent.placeholder }, { 'x-goog-api-key': agent.placeholder, host: host.replace('127.0.0.1', 'LocalHost') }]) {
      expect((await send(agent, '/v1/models', { headers })).status).toBe(200);
      expect((await send(other, '/v1/models', { headers: { ...headers, host: new URL(other.origin).host } })).status).toBe(401);
    }
    expect((await send(agent, `/gemini/v1beta/models?pageSize=2&key=${agent.placeholder}`)).status).toBe(200);
    expect(context.platform.calls.at(-1)?.url).toBe('/api/gemini/v1beta/models?pageSize=2');
  });
});
