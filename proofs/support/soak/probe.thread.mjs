/**
 * Another caller, on a thread of its own: sends a small call every 50 ms, through the application and to a provider
 * that lives here too, so that nothing but the application can make it late. Posts its origin at first, and
 * what it saw when it is told to end.
 */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';

const EVERY_MS = 50;
const TICK_MS = 10;
const ANSWER = JSON.stringify({
  id: 'chatcmpl-probe',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-6-luna',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Here.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

const provider = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWER));
});
provider.listen(0, '127.0.0.1', () => parentPort.postMessage({ origin: `http://127.0.0.1:${provider.address().port}` }));

const seen = { calls: 0, failures: 0, worstMs: 0, times: [] };
let isRunning = true;
const ended = Promise.withResolvers();

/** The most that this thread's own timers were late by since it was last asked: the machine's doing, not the application's. */
let ownLateMs = 0;
let lastTick = performance.now();
setInterval(() => {
  ownLateMs = Math.max(ownLateMs, performance.now() - lastTick - TICK_MS);
  lastTick = performance.now();
}, TICK_MS).unref();

async function probe({ url, headers }) {
  while (isRunning) {
    await sleep(EVERY_MS);
    ownLateMs = 0;
    const started = performance.now();
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ model: 'gpt-6-luna', messages: [{ role: 'user', content: 'Hi' }] }) }).catch(() => undefined);
    if (answer?.status !== 200) seen.failures += 1;
    await answer?.text();
    const took = performance.now() - started;
    seen.calls += 1;
    seen.times.push(took);
    seen.worstMs = Math.max(seen.worstMs, took - ownLateMs);
  }
  ended.resolve();
}

parentPort.on('message', async (message) => {
  if (message !== 'end') return void probe(message);
  isRunning = false;
  await ended.promise;
  seen.times.sort((a, b) => a - b);
  const at = (share) => Math.round(seen.times[Math.floor((seen.times.length - 1) * share)] ?? 0);
  parentPort.postMessage({ calls: seen.calls, failures: seen.failures, medianMs: at(0.5), p99Ms: at(0.99), worstMs: Math.round(seen.worstMs) });
  provider.closeAllConnections();
  provider.close();
});
