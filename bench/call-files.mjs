/**
 * `node bench/call-files.mjs`: our files with code that runs for one warmed chat call under a user's own key, before
 * its answer and behind it, as V8's precise coverage sees them. Needs `npm run build`. The list stands in
 * docs/a-call-file-by-file.md.
 */
import './lib/modern-node.mjs';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAccount } from './lib/account.mjs';
import { stop } from './lib/processes.mjs';
import { startUpstream } from './lib/servers.mjs';

const upstream = await startUpstream();
const dataDir = mkdtempSync(join(tmpdir(), 'byok-call-files-'));
process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }));
const environment = { ...process.env, PORT: '0', PROVIDERS: 'live', OPENAI_BASE_URL: upstream.origin, DATA_DIR: dataDir, LOG_LEVEL: 'info' };
const child = spawn(process.execPath, ['--inspect=0', 'dist/server/backend/src/main.js'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
process.on('exit', () => child.kill('SIGKILL'));

let output = '';
const [inspector, origin] = await new Promise((resolve, reject) => {
  const look = (chunk) => {
    output += chunk;
    const [debug, ready] = [/ws:\/\/\S+/.exec(output), /ready: (http:\S+)/.exec(output)];
    if (debug && ready) resolve([debug[0], ready[1]]);
  };
  child.stdout.on('data', look);
  child.stderr.on('data', look);
  child.once('exit', () => reject(new Error(output)));
});

const { token, key } = await createAccount(origin);
const headers = { authorization: `Bearer ${token}`, 'x-byok-openai-key': key, 'content-type': 'application/json' };
const body = JSON.stringify({ model: 'gpt-6-luna', messages: [{ role: 'user', content: 'Hello' }] });
async function call() {
  const response = await fetch(`${origin}/api/v1/chat/completions`, { method: 'POST', headers, body });
  const text = await response.text();
  if (response.status !== 200) throw new Error(text);
}

const socket = new WebSocket(inspector);
await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
let id = 0;
function ask(method, params = {}) {
  id += 1;
  const answered = new Promise((resolve) => (socket.onmessage = ({ data }) => resolve(JSON.parse(data).result)));
  socket.send(JSON.stringify({ id, method, params }));
  return answered;
}
/** Our files of which a function ran since this was asked last. */
async function filesThatRan() {
  const { result } = await ask('Profiler.takePreciseCoverage');
  const ours = result.filter(({ url, functions }) => url.includes('/dist/server/') && functions.some(({ ranges }) => ranges[0].count > 0));
  return ours.map(({ url }) => url.split('/dist/server/')[1].replace(/\.js$/, '.ts')).sort();
}

await ask('Profiler.enable');
await ask('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
for (let warm = 0; warm < 5; warm += 1) await call();
await sleep(2000);
await filesThatRan();
await sleep(3000);
// What runs without any call, and the look-up of the caller, which is remembered for five seconds.
const idle = new Set(await filesThatRan());
await call();
await sleep(20);
await filesThatRan();
await call();
const before = (await filesThatRan()).filter((file) => !idle.has(file));
await sleep(2500);
const behind = (await filesThatRan()).filter((file) => !idle.has(file) && !before.includes(file));
const FOLDERS = [
  ['`http`, `http/intake`, `validation`', /^backend\/src\/(http|validation)\//],
  ['`access`, `auth`', /^backend\/src\/(access|auth)\//],
  ['`nestjs-byok/strategy`', /^libs\/nestjs-byok\/src\/strategy\//],
  ['the rest of `nestjs-byok`', /^libs\/nestjs-byok\//],
  ['`gateway`', /^backend\/src\/gateway\//],
  ['other `libs`', /^libs\//],
  ['other rooms', /./],
];
/** The rows of the page's second table: each file counts in the first folder that has it. */
function byFolder(files) {
  const folderOf = (file) => FOLDERS.find(([, pattern]) => pattern.test(file))?.[0];
  return FOLDERS.map(([name]) => [name, files.filter((file) => folderOf(file) === name).length]).filter(([, count]) => count > 0);
}
const table = [...byFolder(before), ['behind the answer', behind.length]].map(([name, count]) => `| ${name} | ${count} |`);
console.log([`before the answer: ${before.length}`, ...before, '', `behind it: ${behind.length}`, ...behind, '', ...table].join('\n'));
socket.close();
child.removeAllListeners('exit');
child.kill('SIGTERM');
await stop(upstream);
process.exit(0);
