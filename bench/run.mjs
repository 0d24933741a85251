/**
 * `npm run bench`: the proxied path beside a bare Fastify and undici proxy, interleaved in one run.
 * Needs a build (`npm run build`). `ROUNDS` and `SECONDS` change its length. Prints a table and writes results/.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAccount, sealMany } from './lib/account.mjs';
import { median, plainLoad, streamLoad } from './lib/load.mjs';
import { start, stop, usage } from './lib/processes.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = Number(process.env.SECONDS ?? 3);
const PATH = '/api/v1/chat/completions';
const lib = new URL('lib/', import.meta.url).pathname;

const upstream = await start(`${lib}upstream.mjs`, [], {}, /port (\d+)/);
const provider = `http://127.0.0.1:${upstream.match[1]}`;
const bare = await start(`${lib}bare-proxy.mjs`, [provider], { NODE_ENV: 'production' }, /port (\d+)/);
const dataDir = mkdtempSync(join(tmpdir(), 'byok-bench-'));
const byok = await start('dist/server/backend/src/main.js', [], {
  PORT: '0',
  PROVIDERS: 'live',
  OPENAI_BASE_URL: provider,
  DATA_DIR: dataDir,
  LOG_LEVEL: 'info',
  JOB_CONCURRENCY: '1',
}, /ready: (http:\S+)/);
byok.child.stdout.resume();
const ours = byok.match[1];
const theirs = `http://127.0.0.1:${bare.match[1]}`;
const { userId, token, key } = await createAccount(ours);
const authorization = `Bearer ${token}`;
const fresh = await sealMany(ours, userId, 20_000);

const raw = { authorization, 'x-byok-openai-key': key };
const reused = { authorization, 'x-byok-openai-key': fresh[0] };
const streaming = { chunks: 200, connections: 8, seconds: SECONDS };
const firstChunk = { chunks: 3, connections: 1, seconds: Math.max(1, SECONDS / 2) };
let envelopes = 0;
const scenarios = {
  'plain, bare proxy': [bare, () => plainLoad(theirs, PATH, () => ({}), 1, SECONDS)],
  'plain, raw key': [byok, () => plainLoad(ours, PATH, () => raw, 1, SECONDS)],
  'plain, fresh envelope': [byok, () => {
    const batch = fresh.slice(1).slice(envelopes, (envelopes += Math.floor(19_000 / ROUNDS)));
    return plainLoad(ours, PATH, (index) => ({ authorization, 'x-byok-openai-key': batch[index] }), batch.length, SECONDS);
  }],
  'plain, same envelope': [byok, () => plainLoad(ours, PATH, () => reused, 1, SECONDS)],
  'stream, bare proxy': [bare, () => streamLoad(theirs, PATH, {}, streaming)],
  'stream, raw key': [byok, () => streamLoad(ours, PATH, raw, streaming)],
  'first chunk, bare proxy': [bare, () => streamLoad(theirs, PATH, {}, firstChunk)],
  'first chunk, raw key': [byok, () => streamLoad(ours, PATH, raw, firstChunk)],
};

const only = process.env.ONLY;
const measured = Object.fromEntries(Object.keys(scenarios).map((name) => [name, []]));
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [name, [server, run]] of Object.entries(scenarios)) {
    if (only && !name.includes(only)) continue;
    const before = usage(server.child.pid);
    const result = await run();
    const after = usage(server.child.pid);
    // Round 0 warms up.
    if (round > 0) measured[name].push({ ...result, cpuMs: ((after.cpu - before.cpu) * 1000) / result.count });
    process.stderr.write('.');
  }
}
process.stderr.write('\n');

const of = (name, field) => median(measured[name].map((entry) => entry[field]));
const ratio = (name, base, field) => of(name, field) / of(base, field);
const checks = [
  ['raw key: requests/s against the bare proxy', ratio('plain, raw key', 'plain, bare proxy', 'perSecond'), '>=', 0.65],
  ['raw key: CPU per request against the bare proxy', ratio('plain, raw key', 'plain, bare proxy', 'cpuMs'), '<=', 1.5],
  ['fresh envelope: requests/s against the raw key', ratio('plain, fresh envelope', 'plain, raw key', 'perSecond'), '>=', 0.5],
  ['same envelope: requests/s against the raw key', ratio('plain, same envelope', 'plain, raw key', 'perSecond'), '>=', 0.9],
  ['stream: chunks/s against the bare pipe', ratio('stream, raw key', 'stream, bare proxy', 'perSecond'), '>=', 0.8],
  ['first chunk: milliseconds added', of('first chunk, raw key', 'firstMs') - of('first chunk, bare proxy', 'firstMs'), '<=', 1.5],
];
const lines = [
  `Node ${process.version}, ${cpus().length} × ${cpus()[0].model.trim()}, ${ROUNDS} rounds of ${SECONDS} s each, medians`,
  '',
  '| scenario | per second | CPU ms each | first chunk ms |',
  '|---|---|---|---|',
  ...Object.keys(scenarios).map((name) => `| ${name} | ${of(name, 'perSecond').toFixed(0)} | ${of(name, 'cpuMs').toFixed(3)} | ${of(name, 'firstMs')?.toFixed(2) ?? ''} |`),
  '',
  '| goal | measured | wanted | |',
  '|---|---|---|---|',
  ...checks.map(([what, value, sign, bound]) => `| ${what} | ${value.toFixed(2)} | ${sign} ${bound} | ${(sign === '>=' ? value >= bound : value <= bound) ? 'met' : 'missed'} |`),
];
const report = `${lines.join('\n')}\n`;
process.stdout.write(report);
mkdirSync(new URL('results/', import.meta.url), { recursive: true });
writeFileSync(new URL('results/proxy.md', import.meta.url), `# The proxied path beside a bare proxy\n\nRepeat with \`npm run build && npm run bench\`.\n\n${report}`);
await Promise.all([stop(byok), stop(bare), stop(upstream)]);
rmSync(dataDir, { recursive: true, force: true });
process.exit(0);
