import { once } from 'node:events';
import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Searcher, plantedForms, type Form } from '#redaction/search';
import { exchange } from './exchange.js';
import { BLOCK_BYTES, SearchedBody } from './searched-body.js';

/** Time enough for what was written before to arrive as a chunk of its own. */
const APART_MS = 20;

/** Sends the soak's client answers that hold a control in each encoding, cut in two by a chunk's end. */
export async function proveBodies(control: string, searcher: Searcher): Promise<void> {
  const planted = plantedForms(control);
  const server = createServer((request, response) => {
    const bytes = planted[Number(request.headers['x-form'])]?.bytes ?? Buffer.alloc(0);
    const half = Math.floor(bytes.length / 2);
    response.writeHead(200, { 'content-type': 'text/plain' }).write(Buffer.concat([Buffer.alloc(5_000, '-'), bytes.subarray(0, half)]));
    void sleep(APART_MS).then(() => response.end(bytes.subarray(half)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const agent = new Agent();
  for (const index of planted.keys()) {
    await exchange(agent, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, { path: '/controls', json: {}, headers: { 'x-form': String(index) } }, searcher);
  }
  agent.destroy();
  server.close();
}

/** Forms that the search misses when a block of it ends within them, with the number of bytes before that end. */
export function missedAtBlockEnds(secret: string): string[] {
  const isSeen = (form: Form, bytes: Buffer, cut: number): boolean => {
    const searcher = new Searcher('block ends', [{ name: 'control', secret }]);
    const body = new SearchedBody(searcher, 'a body');
    body.add(Buffer.concat([Buffer.alloc(BLOCK_BYTES, '-'), bytes.subarray(0, cut)]));
    body.add(bytes.subarray(cut));
    body.end();
    return searcher.found.some((found) => found.form === form);
  };
  return plantedForms(secret).flatMap(({ form, bytes }) => {
    const cuts = [1, 7, Math.floor(bytes.length / 2), bytes.length - 7, bytes.length - 1];
    return cuts.filter((cut) => !isSeen(form, bytes, cut)).map((cut) => `${form}, ${cut}`);
  });
}
