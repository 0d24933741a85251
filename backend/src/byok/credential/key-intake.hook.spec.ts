import { inspect } from 'node:util';
import fastify from 'fastify';
import fc from 'fast-check';
import type { KeyIntake } from './key-intake.js';
import { intakeOf, registerKeyIntake } from './key-intake.hook.js';

interface Seen {
  headers: Record<string, unknown>;
  rawHeaders: string[];
  url: string;
  query: unknown;
  intake: KeyIntake | undefined;
  printed: string;
}

/** What a handler sees of a request with these headers, in the order and spelling given. */
async function send(headers: Record<string, string | string[]>, url = '/api/x'): Promise<Seen> {
  const server = fastify();
  registerKeyIntake(server);
  let seen: Seen | undefined;
  server.get('/api/x', (request) => {
    const { headers: all, raw, query } = request;
    const intake = intakeOf(request);
    seen = {
      headers: { ...all },
      rawHeaders: [...raw.rawHeaders],
      url: request.url,
      query,
      intake,
      printed: inspect(request, { depth: 6, showHidden: true }),
    };
    return {};
  });
  await server.inject({ method: 'GET', url, headers });
  await server.close();
  return seen as Seen;
}

const valuesOf = (intake: KeyIntake | undefined) => [...(intake?.drain() ?? [])];

describe('takeByokHeaders', () => {
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
    expect(seen.printed).toContain('KeyIntake');
    expect(seen.printed).not.toContain('0123456789');
    expect(seen.intake?.failure).toBeUndefined();
    expect(seen.intake?.fallback).toBe('never');
    expect(valuesOf(seen.intake)).toEqual([
      ['openai', 'sk-0123456789'],
      ['gemini', 'AIza0123456789'],
    ]);
  });

  it('hands a value over once', async () => {
    const { intake } = await send({ 'x-byok-openai-key': 'sk-0123456789' });
    expect(valuesOf(intake)).toHaveLength(1);
    expect(valuesOf(intake)).toHaveLength(0);
  });

  it('makes nothing of a request without such headers', async () => {
    expect((await send({ accept: 'a/b' })).intake).toBeUndefined();
  });

  it('takes an empty header for no key', async () => {
    const { intake } = await send({ 'x-byok-openai-key': '' });
    expect(intake?.failure).toBeUndefined();
    expect(valuesOf(intake)).toEqual([]);
  });

  it.each([
    ['a repeated key', { 'x-byok-openai-key': ['sk-0123456789', 'sk-0123456789'] }, 'more than once'],
    ['a key repeated empty', { 'x-byok-openai-key': ['sk-0123456789', ''] }, 'more than once'],
    ['a repeated fallback', { 'x-byok-fallback': ['never', 'never'] }, 'more than once'],
    ['an unknown fallback', { 'x-byok-fallback': 'sometimes' }, 'must be one of never, on-quota, on-error'],
    ['an empty fallback', { 'x-byok-fallback': '' }, 'must be one of'],
    ['an unknown provider', { 'x-byok-mistral-key': 'sk-0123456789' }, 'takes no key here'],
    ['a short key', { 'x-byok-openai-key': 'sk-0123' }, '8 to 512'],
    ['a long key', { 'x-byok-openai-key': 'k'.repeat(513) }, '8 to 512'],
    ['a key with a space', { 'x-byok-openai-key': 'Bearer sk-0123456789' }, 'without spaces'],
    ['a key with a letter outside ASCII', { 'x-byok-openai-key': 'sk-0123456789\u00e9' }, 'ASCII'],
    ['a key in a cookie', { cookie: 'a=b; x-byok-openai-key=sk-0123456789' }, 'a cookie'],
  ])('keeps a failure for %s, without its value', async (_what, headers, message) => {
    const { intake } = await send(headers as Record<string, string | string[]>);
    expect(intake?.failure).toMatchObject({
      code: 'key_malformed',
      status: 400,
      message: expect.stringContaining(message) as string,
    });
    expect(intake?.failure?.message).not.toMatch(/sk-0123|sometimes|mistral/);
    expect(valuesOf(intake)).toEqual([]);
  });

  it('keeps a failure for a key in the query, and cuts the query off', async () => {
    const seen = await send({}, '/api/x?alt=sse&KEY=sk-0123456789');
    expect(seen.intake?.failure).toMatchObject({ code: 'key_malformed' });
    expect(seen.url).toBe('/api/x');
    expect(seen.query).toEqual({});
    expect(seen.printed).not.toContain('0123456789');
  });

  it('takes every key of key form, whatever its prefix', async () => {
    const characters = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
    const server = fastify();
    registerKeyIntake(server);
    let taken: unknown;
    server.get('/api/x', (request) => {
      taken = intakeOf(request)?.failure ?? valuesOf(intakeOf(request));
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
