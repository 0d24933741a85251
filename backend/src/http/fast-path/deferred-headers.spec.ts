import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { request } from 'undici';
import { applyDeferredHeaders, deferHeaders, writeHead } from './deferred-headers.js';

describe('deferred headers', () => {
  let server: FastifyInstance;
  let origin: string;

  beforeAll(async () => {
    server = fastify();
    server.addHook('onRequest', (_request, reply, done) => {
      deferHeaders(reply.raw, ['x-held', 'held', 'cache-control', 'no-store', 'x-sent', 'sent'], ['x-held', 'held', 'cache-control', 'no-store', 'x-raw', 'raw'], ['x-id', '7']);
      done();
    });
    server.addHook('onSend', (_request, reply, payload, done) => {
      applyDeferredHeaders(reply.raw);
      done(null, payload);
    });
    server.get('/sent', () => ({ hello: 'there' }));
    server.get('/failed', () => {
      throw new Error('no');
    });
    server.get('/own', (_request, reply) => reply.header('cache-control', 'private').header('x-own', 'own').send({}));
    server.get('/hijacked', (_request, reply) => {
      reply.hijack();
      reply.raw.setHeader('x-set', 'set');
      writeHead(reply.raw, 203, { 'cache-control': 'private', 'x-own': 'own', 'x-absent': undefined, 'content-length': 2 });
      reply.raw.end('ok');
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
    origin = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  async function get(path: string) {
    const { statusCode, headers, body } = await request(origin + path);
    return { statusCode, headers, text: await body.text() };
  }

  it.each(['/sent', '/failed', '/nowhere'])('go out with what Fastify answers: %s', async (path) => {
    expect((await get(path)).headers).toMatchObject({ 'x-held': 'held', 'cache-control': 'no-store', 'x-sent': 'sent', 'x-id': '7' });
  });

  it('give way to those of a route', async () => {
    expect((await get('/own')).headers).toMatchObject({ 'x-held': 'held', 'cache-control': 'private', 'x-own': 'own' });
  });

  it('go out with a hijacked answer, each once, beside what was set before', async () => {
    const { statusCode, headers, text } = await get('/hijacked');
    expect({ statusCode, text }).toEqual({ statusCode: 203, text: 'ok' });
    expect(headers).toMatchObject({ 'x-held': 'held', 'cache-control': 'private', 'x-own': 'own', 'x-set': 'set', 'content-length': '2', 'x-raw': 'raw', 'x-id': '7' });
    expect(headers).not.toHaveProperty('x-sent');
    expect(headers).not.toHaveProperty('x-absent');
  });
});
