/**
 * Loaded into the audited processes before their own code (`--import`); no part of the product. Over a socket it tells
 * which routes Fastify has, tells its memory or writes a heap snapshot after a garbage collection, says and holds controls, and crashes.
 */
import { subscribe } from 'node:diagnostics_channel';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeHeapSnapshot } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

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
  const held = [];
  const commands = {
    routes: () => routes,
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
  const collectGarbage = async () => {
    for (let round = 0; round < 6; round += 1) {
      globalThis.gc();
      await sleep(50);
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
