import { inspect } from 'node:util';
import fastify from 'fastify';
import fc from 'fast-check';
import type { KeyHeaders } from './key-headers.js';
import { keyHeadersOf, registerKeyHeaders } from './key-headers.hook.js';

interface Seen {
  headers: Record<string, unknown>;
  rawHeaders: string[];
  url: string;
  query: unknown;
  intake: KeyHeaders | undefined;
  /** What the handler was given: provider and place, and the value. */
  keys: unknown[];
  printed: string;
}

const valuesOf = (intake: KeyHeaders | undefined) => (intake?.drain() ?? []).map(({ provider, place, value }) => (place === 1 ? [provider, value] : [`${provider}-${place}`, value]));

/** What a handler sees of a request with these headers, in the order and spelling given. */
async function send(headers: Record<string, string | string[]>, url = '/api/x'): Promise<Seen> {
  const server = fastify();
  registerKeyHeaders(server);
  let seen: Seen | undefined;
  server.get('/api/x', (request) => {
    const { headers: all, raw, query } = request;
    const intake = keyHeadersOf(request);
    const printed = inspect(request, { depth: 6, showHidden: true });
    seen = {
      headers: { ...all },
      rawHeaders: [...raw.rawHeaders],
      url: request.url,
      query,
      intake,
      keys: valuesOf(intake),
      printed,
    };
    return {};
  });
  await server.inject({ method: 'GET', url, headers });
  await server.close();
  return seen as Seen;
}

describe('extractKeyHeaders', () => {
  it('moves keys and fallback out of every view of the request', async () => {
    const seen = await send({
      'x-byok-openai-key': 'sk-0123456789',
      'X-Byok-Gemini-Key': 'AIza0123456789',
      'x-byok-fallback': 'never',
      accept: 'a/b',
    });
    expect(Object.keys(seen.headers).filter((name) => name.startsWith('x-byok'))).toEqual([]);
    expect(seen.rawHeaders.join()).not.toMatch(/x-byok|0123456789/i);
    expect(seen.headers['accept']).toBe('a/b');
    expect(seen.rawHeaders).toContain('a/b');
    expect(seen.printed).toContain('KeyHeaders');
    expect(seen.printed).not.toContain('0123456789');
    expect(seen.intake?.failure).toBeUndefined();
    expect(seen.intake?.fallback).toBe('never');
    expect(seen.keys).toEqual([
      ['openai', 'sk-0123456789'],
      ['gemini', 'AIza0123456789'],
    ]);
  });

  it('hands a value over once', async () => {
    const { intake, keys } = await send({ 'x-byok-openai-key': 'sk-0123456789' });
    expect(keys).toHaveLength(1);
    expect(valuesOf(intake)).toHaveLength(0);
  });

  it('takes keys before every other hook, whenever that was added', async () => {
    const server = fastify();
    const seen: string[] = [];
    const look = (name: string) => (request: { raw: { rawHeaders: string[] } }, _reply: unknown, done: () => void) => {
      seen.push(`${name} ${request.raw.rawHeaders.join().includes('sk-0123456789') ? 'sees it' : 'sees none'}`);
      done();
    };
    server.addHook('onRequest', look('earlier'));
    await server.register((child, _options, done) => {
      child.addHook('onRequest', look('child'));
      child.get('/inside', () => ({}));
      done();
    });
    registerKeyHeaders(server);
    server.addHook('onRequest', look('later'));
    server.get('/outside', () => ({}));
    for (const url of ['/inside', '/outside', '/nowhere']) await server.inject({ url, headers: { 'x-byok-openai-key': 'sk-0123456789' } });
    expect(seen.filter((line) => !line.endsWith('sees none'))).toEqual([]);
    expect(seen).toContain('child sees none');
    expect(seen.filter((line) => line.startsWith('earlier'))).toHaveLength(3);
    await server.close();
  });

  it('refuses a server whose hooks it cannot put in order', () => {
    const strange = { hasRequestDecorator: () => false, decorateRequest: () => undefined, addHook: () => undefined, after: (then: (error: null) => void) => then(null) };
    expect(() => registerKeyHeaders(strange)).toThrow('could not be put before the others');
  });

  it('lets go of keys that nobody took with the answer, also where there is no such route', async () => {
    const server = fastify();
    const kept: (KeyHeaders | undefined)[] = [];
    registerKeyHeaders(server);
    server.addHook('onRequest', (request, _reply, done) => {
      kept.push(keyHeadersOf(request));
      done();
    });
    server.get('/api/x', () => ({}));
    for (const url of ['/api/x', '/api/nowhere']) await server.inject({ method: 'GET', url, headers: { 'x-byok-openai-key': 'sk-0123456789' } });
    await server.close();
    expect(kept.map((intake) => [intake?.names, intake?.drain()])).toEqual([[['x-byok-openai-key'], []], [['x-byok-openai-key'], []]]);
  });

  it('makes nothing of a request without such headers', async () => {
    expect((await send({ accept: 'a/b' })).intake).toBeUndefined();
  });

  it('takes an empty header for no key', async () => {
    const { intake, keys } = await send({ 'x-byok-openai-key': '' });
    expect(intake?.failure).toBeUndefined();
    expect(keys).toEqual([]);
  });

  it.each([
    ['a repeated key', { 'x-byok-openai-key': ['sk-0123456789', 'sk-0123456789'] }, 'more than once'],
    ['a key repeated empty', { 'x-byok-openai-key': ['sk-0123456789', ''] }, 'more than once'],
    ['a repeated fallback', { 'x-byok-fallback': ['never', 'never'] }, 'more than once'],
    ['an unknown fallback', { 'x-byok-fallback': 'sometimes' }, 'must be one of never, on-quota, on-error'],
    ['an empty fallback', { 'x-byok-fallback': '' }, 'must be one of'],
    ['an unknown provider', { 'x-byok-mistral-key': 'sk-0123456789' }, 'name that is not known here'],
    ['a short key', { 'x-byok-openai-key': 'sk-0123' }, '8 to 512'],
    ['a long key', { 'x-byok-openai-key': 'k'.repeat(513) }, '8 to 512'],
    ['a key with a space', { 'x-byok-openai-key': 'Bearer sk-0123456789' }, 'without spaces'],
    ['a key with a letter outside ASCII', { 'x-byok-openai-key': 'sk-0123456789\u00e9' }, 'ASCII'],
    ['a key in a cookie', { cookie: 'a=b; x-byok-openai-key=sk-0123456789' }, 'a cookie'],
  ])('keeps a failure for %s, without its value', async (_what, headers, message) => {
    const { intake, keys } = await send(headers as Record<string, string | string[]>);
    expect(intake?.failure).toMatchObject({
      code: 'key_malformed',
      status: 400,
      message: expect.stringContaining(message) as string,
    });
    expect(intake?.failure?.message).not.toMatch(/sk-0123|sometimes|mistral/);
    expect(keys).toEqual([]);
  });

  it('keeps a failure for a key in the query, and cuts the query off', async () => {
    const seen = await send({}, '/api/x?alt=sse&KEY=sk-0123456789');
    expect(seen.intake?.failure).toMatchObject({ code: 'key_malformed' });
    expect(seen.url).toBe('/api/x');
    expect(seen.query).toEqual({});
    expect(seen.printed).not.toContain('0123456789');
  });

  it('takes second and third keys', async () => {
    const seen = await send({ 'x-byok-openai-key-3': 'sk-third-0123456789', 'x-byok-gemini-key': 'AIza0123456789', 'X-Byok-Openai-Key-2': 'sk-second-0123456789', 'x-byok-openai-key': 'sk-first-0123456789' });
    expect(seen.intake?.failure).toBeUndefined();
    expect(seen.rawHeaders.join()).not.toMatch(/x-byok|0123456789/i);
    expect(seen.keys).toEqual([
      ['openai-3', 'sk-third-0123456789'],
      ['gemini', 'AIza0123456789'],
      ['openai-2', 'sk-second-0123456789'],
      ['openai', 'sk-first-0123456789'],
    ]);
  });

  it.each(['x-byok-openai-key-1', 'x-byok-openai-key-4', 'x-byok-openai-key-22', 'x-byok-openai-keys', 'x-byok-openai-key-', 'x-byok-mistral-key-2', 'x-byok-cloudru-key', 'x-byok-key', 'x-byok-apikey', 'x-byok-openai_key', 'x-byok-openaikey', 'x-byok-openai', 'x-byok-anthropic-2', 'x-byok-claude'])('refuses %s', async (name) => {
    const { intake, keys } = await send({ [name]: 'sk-0123456789' });
    expect(intake?.failure).toMatchObject({ code: 'key_malformed' });
    expect(keys).toEqual([]);
  });

  it('refuses a second key that came twice, or is no key', async () => {
    expect((await send({ 'x-byok-openai-key-2': ['sk-0123456789', 'sk-0123456789'] })).intake?.failure?.message).toContain('x-byok-openai-key-2 came more than once');
    expect((await send({ 'x-byok-openai-key-2': 'two words' })).intake?.failure?.message).toContain('x-byok-openai-key-2 is no key');
  });

  it('takes every key of key form, whatever its prefix', async () => {
    const characters = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
    const server = fastify();
    registerKeyHeaders(server);
    let taken: unknown;
    server.get('/api/x', (request) => {
      taken = keyHeadersOf(request)?.failure ?? valuesOf(keyHeadersOf(request));
      return {};
    });
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 8, maxLength: 512, unit: fc.constantFrom(...characters) }),
        async (key) => {
          await server.inject({ method: 'GET', url: '/api/x', headers: { 'x-byok-anthropic-key': key } });
          expect(taken).toEqual([['anthropic', key]]);
        },
      ),
      { numRuns: 60 },
    );
    await server.close();
  });
});
