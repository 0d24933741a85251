/** Load from this process: plain requests by autocannon, streams by undici. */
import autocannon from 'autocannon';
import { Pool } from 'undici';

const MESSAGES = [{ role: 'user', content: 'Составь план урока по фотосинтезу для седьмого класса.' }];
export const plainBody = JSON.stringify({ model: 'gpt-6-luna', messages: MESSAGES });

/** Requests per second over `seconds`; `headersOf(index)` gives each request's headers. @throws when any failed */
export async function plainLoad(origin, path, headersOf, variants, seconds, connections = 32) {
  const requests = Array.from({ length: variants }, (_, index) => ({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', ...headersOf(index) },
    body: plainBody,
  }));
  let next = 0;
  const result = await autocannon({
    url: origin,
    connections,
    duration: seconds,
    requests: variants === 1 ? requests : [{ ...requests[0], setupRequest: (request) => ({ ...request, headers: requests[next++ % variants].headers }) }],
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${path}: ${result.non2xx} refused, ${result.errors} errors`);
  return { count: result['2xx'], perSecond: result['2xx'] / result.duration };
}

/** Streams one after another on each of `connections`, of `chunks` events with a `pause` in milliseconds; times the first chunk. */
export async function streamLoad(origin, path, headers, { chunks, connections, seconds, pause = 0 }) {
  const pool = new Pool(origin, { connections });
  const body = JSON.stringify({ model: 'gpt-6-luna', stream: true, messages: MESSAGES, user: `${chunks},${pause}` });
  const until = performance.now() + seconds * 1000;
  const started = performance.now();
  const firsts = [];
  let events = 0;
  const worker = async () => {
    while (performance.now() < until) {
      const began = performance.now();
      const answer = await pool.request({ path, method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
      if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${await answer.body.text()}`);
      let first;
      let tail = '';
      for await (const chunk of answer.body) {
        first ??= performance.now() - began;
        tail = (tail + chunk.toString('latin1')).slice(-32);
      }
      if (!tail.includes('[DONE]')) throw new Error(`${path}: a stream was cut off`);
      firsts.push(first);
      events += chunks;
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  await pool.close();
  return { perSecond: (events / (performance.now() - started)) * 1000, firstMs: median(firsts), count: firsts.length };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Opens `count` slow streams at once, resolves with them when each has had its first chunk. `drain()` reads on. */
export async function openStreams(origin, path, headers, count, pause, seconds) {
  const pool = new Pool(origin, { connections: count });
  const body = JSON.stringify({ model: 'gpt-6-luna', stream: true, messages: MESSAGES, user: `${Math.ceil((seconds * 1000) / pause)},${pause}` });
  let begun = 0;
  let all;
  const allBegun = new Promise((resolve) => (all = resolve));
  const ends = Array.from({ length: count }, async () => {
    const answer = await pool.request({ path, method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
    if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${await answer.body.text()}`);
    let tail = '';
    let first = true;
    for await (const chunk of answer.body) {
      if (first && (begun += 1) === count) all();
      first = false;
      tail = (tail + chunk.toString('latin1')).slice(-32);
    }
    if (!tail.includes('[DONE]')) throw new Error(`${path}: a stream was cut off`);
  });
  await Promise.race([allBegun, Promise.all(ends)]);
  return { ended: Promise.all(ends).then(() => pool.close()) };
}
