/**
 * `node bench/intake.mjs [tree]`: a small call of one user beside another caller who sends the worst that he may. Needs a
 * build of the tree, by default this one. `SECONDS` sets how long each attack lasts, `ONLY` which of them, as a regular
 * expression; with `WORK=jobs` the one user makes an outline after the other over the emulator instead of calls. Prints
 * a table for docs/security/intake.md and docs/security/attacks.md.
 */
import './lib/modern-node.mjs';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NODE_OPTIONS } from '../tools/node-options.mjs';
import { createAccount } from './lib/account.mjs';
import { start, stop, usage } from './lib/processes.mjs';
import { startUpstream } from './lib/servers.mjs';

const tree = resolve(process.argv[2] ?? '.');
const SECONDS = Number(process.env.SECONDS ?? 8);
const ATTACKER = new URL('lib/attacker.mjs', import.meta.url).pathname;
const TIMEOUT_MS = 20_000;
const LOOK_MS = 20;
const isOfJobs = process.env.WORK === 'jobs';
const TRANSCRIPT = 'Today we speak about bees, their hives and their winter. '.repeat(20);

async function small(origin, { token, key }) {
  const begun = performance.now();
  const response = await fetch(`${origin}/api/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'x-byok-openai-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-6-luna', messages: [{ role: 'user', content: 'Hi' }] }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.text();
  if (response.status !== 200) throw new Error(`The small call got ${response.status}.`);
  return performance.now() - begun;
}

/** One job, from its submission to its end. */
async function outline(origin, { token, key }) {
  const begun = performance.now();
  const headers = { authorization: `Bearer ${token}`, 'x-byok-openai-key': key, 'content-type': 'application/json' };
  const submitted = await fetch(`${origin}/api/jobs`, { method: 'POST', headers, body: JSON.stringify({ type: 'outline', transcript: TRANSCRIPT }) });
  const { id } = await submitted.json();
  if (submitted.status !== 202) throw new Error(`The job got ${submitted.status}.`);
  for (;;) {
    const { status } = await (await fetch(`${origin}/api/jobs/${id}`, { headers })).json();
    if (status === 'completed') return performance.now() - begun;
    if (status === 'failed' || performance.now() - begun > TIMEOUT_MS) throw new Error(`The job is ${status}.`);
    await sleep(LOOK_MS);
  }
}

const work = isOfJobs ? outline : small;

async function measure(attack, upstream) {
  const dataDir = mkdtempSync(join(tmpdir(), 'byok-bench-'));
  const environment = { PORT: '0', ...(isOfJobs ? { PROVIDERS: 'sandbox' } : { PROVIDERS: 'live', OPENAI_BASE_URL: upstream.origin, OPENAI_API_KEY: 'sk-bench-platform-0123456789' }), DATA_DIR: dataDir, LOG_LEVEL: 'error', ...(isOfJobs ? {} : { JOB_CONCURRENCY: '1' }) };
  const byok = await start(join(tree, 'dist/server/backend/src/main.js'), [], environment, /ready: (http:\S+)/, NODE_OPTIONS);
  byok.child.stdout.resume();
  const origin = byok.match[1];
  const honest = await createAccount(origin);
  const other = await createAccount(origin);
  for (let warm = 0; warm < (isOfJobs ? 5 : 200); warm += 1) await work(origin, honest);
  const attacker = await start(ATTACKER, [attack, origin, other.token], {}, /ready/);
  const times = [];
  let failed = 0;
  let resident = 0;
  const end = performance.now() + SECONDS * 1000;
  while (performance.now() < end) {
    await work(origin, honest).then((time) => times.push(time), () => (failed += 1));
    resident = Math.max(resident, usage(byok.child.pid).resident);
    await sleep(10);
  }
  await stop(attacker);
  await stop(byok).catch(() => undefined);
  rmSync(dataDir, { recursive: true, force: true });
  times.sort((one, another) => one - another);
  const at = (share) => (times.length === 0 ? '–' : times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(0));
  process.stdout.write(`| ${attack} | ${(times.length / SECONDS).toFixed(isOfJobs ? 1 : 0)} | ${at(0.5)} | ${at(0.95)} | ${at(1)} | ${failed} | ${(resident / 1024 ** 2).toFixed(0)} |\n`);
}

const attacks = spawnSync(process.execPath, [ATTACKER, '--list', 'http://x'], { encoding: 'utf8' }).stdout.trim().split('\n');
const upstream = await startUpstream();
process.stdout.write(`| beside | ${isOfJobs ? 'jobs' : 'calls'} a second | median, ms | 95 %, ms | longest, ms | failed | resident, MiB |\n|---|---|---|---|---|---|---|\n`);
for (const attack of attacks.filter((name) => process.env.ONLY === undefined || new RegExp(process.env.ONLY).test(name))) await measure(attack, upstream);
await stop(upstream);
process.exit(0);
