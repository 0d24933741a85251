import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { request } from 'undici';
import { outcomeOf } from '#nestjs-byok';
import { CompletedRequests, trackCompletion, type CompletedRequest } from './completed-requests.js';

const completed = (change: Partial<CompletedRequest> = {}) => ({ id: '1', body: undefined, outcome: {}, ...change }) as CompletedRequest;

/** What was told, each time by how many. */
function listened(waitMilliseconds?: number): { requests: CompletedRequests; told: number[] } {
  const requests = new CompletedRequests(waitMilliseconds);
  const told: number[] = [];
  requests.listen((batch) => void told.push(batch.length));
  return { requests, told };
}

describe('CompletedRequests', () => {
  it('tells of many at once, all of them, and keeps the rest until it is asked', async () => {
    const { requests, told } = listened(60_000);
    for (let index = 0; index < 70; index += 1) requests.add(completed());
    await nextTurn();
    expect(told).toEqual([70]);
    requests.add(completed());
    await nextTurn();
    expect(told).toEqual([70]);
    requests.flush();
    requests.flush();
    expect(told).toEqual([70, 1]);
  });

  it('lets none wait longer than it may', async () => {
    const { requests, told } = listened(5);
    requests.add(completed());
    requests.add(completed());
    for (let wait = 0; wait < 200 && told.length === 0; wait += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(told).toEqual([2]);
  });

  it('keeps no large body waiting', async () => {
    const { requests, told } = listened(60_000);
    requests.add(completed({ body: Buffer.alloc(100_000) }));
    await nextTurn();
    expect(told).toEqual([1]);
  });

  it('keeps nothing set aside waiting', async () => {
    const { requests, told } = listened(60_000);
    requests.add(completed());
    requests.add(completed({ outcome: { reservation: { estimateRub: 1, settle: () => undefined, keep: () => undefined } } }));
    await nextTurn();
    expect(told).toEqual([2]);
  });

  it('keeps what is set aside under a limit that has room waiting like any other', async () => {
    const { requests, told } = listened(60_000);
    requests.add(completed({ outcome: { reservation: { estimateRub: 1, hasRoom: true, settle: () => undefined, keep: () => undefined } } }));
    await nextTurn();
    expect(told).toEqual([]);
    requests.flush();
    expect(told).toEqual([1]);
  });

  it('tells at once after its end', async () => {
    const { requests, told } = listened(60_000);
    requests.add(completed());
    requests.close();
    expect(told).toEqual([1]);
    requests.add(completed());
    await nextTurn();
    expect(told).toEqual([1, 1]);
  });

  it('describes each request of a server once, answered, unknown or left', async () => {
    const requests = new CompletedRequests(60_000);
    const seen: CompletedRequest[] = [];
    requests.listen((batch) => void seen.push(...batch));
    const server = fastify();
    trackCompletion(server, requests);
    server.get('/items/:id', (_request, reply) => {
      outcomeOf(reply.raw).code = 'conflict';
      return reply.send({ ok: true });
    });
    server.get('/stream', (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200);
      reply.raw.write('first');
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
    const origin = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
    await (await request(`${origin}/items/7?a=b`)).body.dump();
    await (await request(`${origin}/none`)).body.dump();
    const { body } = await request(`${origin}/stream`);
    for await (const _chunk of body) break;
    await server.close();
    for (let wait = 0; wait < 200 && seen.length < 3; wait += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(seen).toMatchObject([
      { method: 'GET', url: '/items/7?a=b', route: '/items/:id', status: 200, aborted: false, outcome: { code: 'conflict' } },
      { url: '/none', route: undefined, status: 404 },
      { route: '/stream', aborted: true },
    ]);
    expect(seen[0]?.bytes).toBeGreaterThan(100);
    expect(seen[0]?.durationMs).toBeGreaterThan(0);
  });
});
