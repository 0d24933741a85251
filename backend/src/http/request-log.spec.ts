import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { request } from 'undici';
import { createLogger, outcomeOf } from '#nestjs-byok';
import { registerKeyHeaders } from '#nestjs-byok/fastify';
import { canaryKey } from '#testing';
import '#testing/jest';
import { CompletedRequests, trackCompletion } from './completed-requests.js';
import { logRequests } from './request-log.js';

describe('logRequests', () => {
  const written: string[] = [];
  let server: FastifyInstance;
  let origin: string;

  beforeAll(async () => {
    server = fastify();
    registerKeyHeaders(server);
    const completed = new CompletedRequests(0);
    trackCompletion(server, completed);
    logRequests(completed, createLogger({ logLevel: 'info' }, { write: (line) => void written.push(line) }));
    server.get('/api/items/:id', (incoming, reply) => {
      incoming.principal = { userId: 'user-1' } as unknown as NonNullable<typeof incoming.principal>;
      const attempts = [{ source: 'byok', provider: 'openai', outcome: 'ok' }] as const;
      outcomeOf(reply.raw).receipt = { source: 'byok', provider: 'openai', model: 'gpt-6-luna', tier: 1, attempts };
      return { hello: 'body text' };
    });
    server.get('/api/broken', (_incoming, reply) => {
      outcomeOf(reply.raw).code = 'provider_unavailable';
      return reply.code(502).send({});
    });
    server.get('/api/stream', (_incoming, reply) => {
      reply.hijack();
      reply.raw.writeHead(200);
      reply.raw.write('first');
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
    origin = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  beforeEach(() => {
    written.length = 0;
  });

  async function nextLine(): Promise<Record<string, unknown>> {
    for (let wait = 0; wait < 100 && written.length === 0; wait += 1) await sleep(10);
    expect(written).toHaveLength(1);
    return JSON.parse(written[0] as string) as Record<string, unknown>;
  }

  it('writes one line with route, status, user and receipt, and nothing that the request held', async () => {
    const key = canaryKey('openai', 'requestlog');
    const { body } = await request(`${origin}/api/items/private-id?q=${key}&page=secret-query`, {
      headers: { 'x-byok-openai-key': key, authorization: `Bearer ${key}` },
    });
    await body.dump();
    expect(await nextLine()).toEqual({
      level: 'info',
      time: expect.any(String) as string,
      msg: 'request',
      method: 'GET',
      route: '/api/items/:id',
      status: 200,
      durationMs: expect.any(Number) as number,
      requestId: expect.any(String) as string,
      userId: 'user-1',
      source: 'byok',
      provider: 'openai',
      model: 'gpt-6-luna',
      tier: '1',
      attempts: 'byok:openai:ok',
      bytes: expect.any(Number) as number,
    });
    expect(written.join('')).toHoldNoKey(key);
    expect(written.join('')).not.toMatch(/private-id|secret-query|body text/);
  });

  it('names our code and warns when the answer is a server error', async () => {
    await (await request(`${origin}/api/broken`)).body.dump();
    expect(await nextLine()).toMatchObject({ level: 'warn', status: 502, code: 'provider_unavailable' });
  });

  it('writes the path of an unknown route without query and without keys', async () => {
    const key = canaryKey('gemini', 'path');
    await (await request(`${origin}/nowhere/${key}?a=secret-query`)).body.dump();
    expect(await nextLine()).toMatchObject({ route: '/nowhere/[redacted]', status: 404 });
    expect(written.join('')).not.toContain('secret-query');
  });

  it('writes a line for a raw stream that the client left', async () => {
    const { body } = await request(`${origin}/api/stream`);
    for await (const _chunk of body) break;
    expect(await nextLine()).toMatchObject({ route: '/api/stream', aborted: true });
  });
});
