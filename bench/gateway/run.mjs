/**
 * `node bench/gateway/run.mjs`: BYOK with all that it does beside a direct call, a bare Fastify and undici proxy
 * and Portkey's gateway, interleaved in one run. Needs `npm run build` and `npm ci --ignore-scripts` in this folder.
 * `ROUNDS`, `SECONDS` and `STREAMS` change its size. Prints a table and writes bench/results/gateway.md.
 */
import '../lib/modern-node.mjs';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAccount } from '../lib/account.mjs';
import { openStreams, plainLoad, streamLoad } from '../lib/load.mjs';
import { settle, start, stop, usage } from '../lib/processes.mjs';
import { goalTable, machine, publish, scenarioTable } from '../lib/report.mjs';
import { measure, reader } from '../lib/rounds.mjs';
import { startBareProxy, startByok, startUpstream } from '../lib/servers.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = Number(process.env.SECONDS ?? 3);
const STREAMS = Number(process.env.STREAMS ?? 500);
/** Milliseconds between the chunks of a slow stream, and seconds that it lasts. */
const SLOW = { pause: 250, seconds: 10 };
const MIB = 2 ** 20;
const here = new URL('.', import.meta.url);
const versionOf = (url) => JSON.parse(readFileSync(url, 'utf8')).version;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startPortkey() {
  const port = await freePort();
  const script = new URL('node_modules/@portkey-ai/gateway/build/start-server.js', here).pathname;
  const server = await start(script, [`--port=${port}`, '--headless'], { NODE_ENV: 'production' }, /Ready for connections/);
  return { ...server, origin: `http://127.0.0.1:${port}` };
}

const upstream = await startUpstream();
const bare = await startBareProxy(upstream.origin);
const byok = await startByok(upstream.origin);
const portkey = await startPortkey();
for (const { child } of [byok, portkey]) child.stdout.resume();
const { token, key } = await createAccount(byok.origin);

/** Everybody's way to the same upstream: server, origin, path, headers. */
const ways = {
  direct: { origin: upstream.origin, path: '/v1/chat/completions', headers: { authorization: `Bearer ${key}` } },
  'bare proxy': { ...bare, path: '/api/v1/chat/completions', headers: {} },
  BYOK: { ...byok, path: '/api/v1/chat/completions', headers: { authorization: `Bearer ${token}`, 'x-byok-openai-key': key } },
  'BYOK, native route': { ...byok, path: '/api/openai/v1/chat/completions', headers: { authorization: `Bearer ${token}`, 'x-byok-openai-key': key } },
  Portkey: {
    ...portkey,
    path: '/v1/chat/completions',
    headers: { authorization: `Bearer ${key}`, 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `${upstream.origin}/v1` },
  },
};

const streaming = { chunks: 200, connections: 8, seconds: SECONDS };
const firstChunk = { chunks: 200, connections: 1, seconds: SECONDS };
const scenarios = {};
const add = (kind, run) => {
  for (const [name, way] of Object.entries(ways)) scenarios[`${kind}, ${name}`] = [way.child && way, () => run(way)];
};
add('plain', ({ origin, path, headers }) => plainLoad(origin, path, () => headers, 1, SECONDS));
add('stream', ({ origin, path, headers }) => streamLoad(origin, path, headers, streaming));
add('first chunk', ({ origin, path, headers }) => streamLoad(origin, path, headers, firstChunk));
const measured = await measure(scenarios, ROUNDS);

/** Memory that many slow streams take: the most that was seen while all were open, and what garbage collection leaves of it. */
async function slowStreams({ child, origin, path, headers }) {
  const open = () => openStreams(origin, path, headers, STREAMS, SLOW.pause, SLOW.seconds);
  // Once for the code and the connections that every later run has.
  await (await openStreams(origin, path, headers, 8, SLOW.pause, 1)).ended;
  const before = await settle({ child });
  const streams = await open();
  let peak = 0;
  for (let second = 0; second < SLOW.seconds - 4; second += 1) {
    await sleep(1000);
    peak = Math.max(peak, usage(child.pid).resident);
  }
  const during = await settle({ child });
  await streams.ended;
  return { before: before.resident / MIB, peak: (peak - before.resident) / MIB, settled: (during.resident - before.resident) / MIB };
}
const memory = {};
for (const name of ['bare proxy', 'BYOK', 'Portkey']) memory[name] = await slowStreams(ways[name]);

const { of, ratio, added } = reader(measured);
const cpuGoal = (name) => ratio(`plain, ${name}`, 'plain, bare proxy', 'cpuMs');
const modules = (name) => new URL(`node_modules/${name}/package.json`, here);
publish('gateway', 'BYOK beside other gateways', [
  'Repeat with `npm run build && npm ci --ignore-scripts --prefix bench/gateway && node bench/gateway/run.mjs`.',
  '',
  'The same load goes to an upstream that answers at once: directly, through a bare Fastify and undici proxy, through BYOK with a raw key (authentication, receipts, redaction, request log, metrics and usage records on, as they are by default), and through Portkey. Upstream, load and each server are processes of their own; all share the machine. Comparisons are made within each round, then the median is taken; CPU is user and system time of the server from `/proc`. BYOK runs with the options of `npm start` (`tools/node-options.mjs`), the others with Node\'s own; `NODE_OPTIONS` gives all the same.',
  '',
  `${machine()}; Fastify ${versionOf(new URL('../../node_modules/fastify/package.json', here))}, undici ${versionOf(new URL('../../node_modules/undici/package.json', here))}, Portkey ${versionOf(modules('@portkey-ai/gateway'))} with hono ${versionOf(modules('hono'))} and @hono/node-server ${versionOf(modules('@hono/node-server'))}; ${ROUNDS} rounds of ${SECONDS} s each`,
  '',
  ...scenarioTable(Object.keys(measured), of),
  '',
  'Plain scenarios count requests, the others chunks; their CPU is for a request or a whole stream of 200 chunks. Portkey waits 25 ms before a stream\'s first chunk by design.',
  '',
  `Memory of ${STREAMS} slow streams, a chunk each ${SLOW.pause} ms, in MiB of the server's resident size:`,
  '',
  '| server | before | most while open | after garbage collection, still open |',
  '|---|---|---|---|',
  ...Object.entries(memory).map(([name, { before, peak, settled }]) => `| ${name} | ${before.toFixed(0)} | + ${peak.toFixed(1)} | + ${settled.toFixed(1)} |`),
  '',
  ...goalTable([
    ["requests/s against Portkey's", ratio('plain, BYOK', 'plain, Portkey', 'perSecond'), '>=', 5],
    ["requests/s against Portkey's, native route", ratio('plain, BYOK, native route', 'plain, Portkey', 'perSecond'), '>=', 5],
    ["CPU per request against the bare proxy's", cpuGoal('BYOK'), '<=', 1.5],
    ["CPU per request against the bare proxy's, native route", cpuGoal('BYOK, native route'), '<=', 1.5],
    ['stream: chunks/s against the bare pipe', ratio('stream, BYOK', 'stream, bare proxy', 'perSecond'), '>=', 0.8],
    ['stream: chunks/s against the bare pipe, native route', ratio('stream, BYOK, native route', 'stream, bare proxy', 'perSecond'), '>=', 0.8],
    ['first chunk: milliseconds added to a direct call', added('first chunk, BYOK', 'first chunk, direct', 'firstMs'), '<=', 1.5],
    [`MiB more with ${STREAMS} slow streams`, memory['BYOK'].peak, '<=', 80],
  ]),
]);
await Promise.all([upstream, bare, byok, portkey].map(stop));
process.exit(0);
