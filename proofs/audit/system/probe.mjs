/**
 * Loaded into the audited processes before their own code (`--import`); no part of the product. Over a socket it tells
 * which routes Fastify has and how many requests are open, tells its memory or writes a heap snapshot after garbage
 * collections, says, holds and measures controls, and crashes.
 */
import { subscribe } from 'node:diagnostics_channel';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeHeapSnapshot } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

const [MIN_ROUNDS, STILL_ROUNDS, MAX_ROUNDS] = [6, 3, 30];
const PAUSE_MS = 50;
/** Less than this part of the least that was in use so far counts as freed. */
const SAME = 0.999;

if (isMainThread) listen(process.env.BYOK_AUDIT_PROBE);
// The thread of the watchdog, which would end a process that writes its heap for ten seconds.
else process.kill = () => true;

function listen(path) {
  delete process.env.BYOK_AUDIT_PROBE;
  const routes = [];
  subscribe('fastify.initialization', ({ fastify }) =>
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) routes.push({ method: one.toLowerCase(), url });
    }),
  );
  let open = 0;
  subscribe('http.server.request.start', ({ response }) => {
    open += 1;
    response.once('close', () => (open -= 1));
  });
  const held = [];
  const commands = {
    routes: () => routes,
    requests: () => open,
    measure: ({ texts }) => measureOnce(texts),
    say: ({ base64 }) => void process.stdout.write(Buffer.concat([Buffer.from(base64, 'base64'), Buffer.from('\n')])),
    hold: ({ base64 }) => void held.push(Buffer.from(base64, 'base64').toString('latin1')),
    heap: async ({ file }) => {
      await collectGarbage();
      writeHeapSnapshot(file);
    },
    memory: async () => {
      await collectGarbage();
      return process.memoryUsage();
    },
    crash: () => void setTimeout(() => { throw new Error('An error that nobody handles, planted by the audit.'); }, 10),
  };
  // Until several in a row free nothing more: finalizers and callbacks run between them.
  const collectGarbage = async () => {
    let [least, still] = [Infinity, 0];
    for (let round = 0; round < MAX_ROUNDS && (round < MIN_ROUNDS || still < STILL_ROUNDS); round += 1) {
      globalThis.gc();
      await sleep(PAUSE_MS);
      const { heapUsed } = process.memoryUsage();
      still = heapUsed < least * SAME ? 0 : still + 1;
      least = Math.min(least, heapUsed);
    }
  };
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    createInterface({ input: socket }).on('line', async (line) => {
      const { command, ...options } = JSON.parse(line);
      const answer = await commands[command](options);
      socket.end(`${JSON.stringify(answer ?? null)}\n`);
    });
  });
  rmSync(path, { force: true });
  server.listen(path).unref();
}

/** Has the next reading of the application's metrics show texts as labels, written as it writes its own. */
async function measureOnce(texts) {
  const { Gauge, Registry } = (await import('prom-client')).default;
  const { metrics } = Registry.prototype;
  Registry.prototype.metrics = async function () {
    Registry.prototype.metrics = metrics;
    const gauge = new Gauge({ name: 'audit_control', help: 'Must be seen.', labelNames: ['text'], registers: [this] });
    for (const text of texts) gauge.set({ text }, 1);
    const answer = await metrics.call(this);
    this.removeSingleMetric('audit_control');
    return answer;
  };
}
