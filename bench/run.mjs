/**
 * `npm run bench`: the proxied path beside a bare Fastify and undici proxy, interleaved in one run.
 * Needs a build (`npm run build`). `ROUNDS` and `SECONDS` change its length. Prints a table and writes results/.
 */
import './lib/modern-node.mjs';
import { createAccount, sealMany } from './lib/account.mjs';
import { plainLoad, streamLoad } from './lib/load.mjs';
import { stop } from './lib/processes.mjs';
import { goalTable, machine, publish, scenarioTable } from './lib/report.mjs';
import { measure, reader } from './lib/rounds.mjs';
import { startBareProxy, startByok, startUpstream } from './lib/servers.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = Number(process.env.SECONDS ?? 3);
const PATH = '/api/v1/chat/completions';

const upstream = await startUpstream();
const bare = await startBareProxy(upstream.origin);
const byok = await startByok(upstream.origin);
byok.child.stdout.resume();
const { userId, token, key } = await createAccount(byok.origin);
const authorization = `Bearer ${token}`;
const fresh = await sealMany(byok.origin, userId, 20_000);

const raw = { authorization, 'x-byok-openai-key': key };
const reused = { authorization, 'x-byok-openai-key': fresh[0] };
const streaming = { chunks: 200, connections: 8, seconds: SECONDS };
const firstChunk = { chunks: 3, connections: 1, seconds: Math.max(1, SECONDS / 2) };
let envelopes = 1;
const freshLoad = () => {
  const batch = fresh.slice(envelopes, (envelopes += Math.floor(19_000 / (ROUNDS + 1))));
  return plainLoad(byok.origin, PATH, (index) => ({ authorization, 'x-byok-openai-key': batch[index] }), batch.length, SECONDS);
};
const measured = await measure(
  {
    'plain, bare proxy': [bare, () => plainLoad(bare.origin, PATH, () => ({}), 1, SECONDS)],
    'plain, raw key': [byok, () => plainLoad(byok.origin, PATH, () => raw, 1, SECONDS)],
    'plain, fresh envelope': [byok, freshLoad],
    'plain, same envelope': [byok, () => plainLoad(byok.origin, PATH, () => reused, 1, SECONDS)],
    'stream, bare proxy': [bare, () => streamLoad(bare.origin, PATH, {}, streaming)],
    'stream, raw key': [byok, () => streamLoad(byok.origin, PATH, raw, streaming)],
    'first chunk, bare proxy': [bare, () => streamLoad(bare.origin, PATH, {}, firstChunk)],
    'first chunk, raw key': [byok, () => streamLoad(byok.origin, PATH, raw, firstChunk)],
  },
  ROUNDS,
);

const { of, ratio, added } = reader(measured);
publish('proxy', 'The proxied path beside a bare proxy', [
  'Repeat with `npm run build && npm run bench`.',
  '',
  `${machine()}; ${ROUNDS} rounds of ${SECONDS} s each, medians`,
  '',
  ...scenarioTable(Object.keys(measured), of),
  '',
  ...goalTable([
    ['raw key: requests/s against the bare proxy', ratio('plain, raw key', 'plain, bare proxy', 'perSecond'), '>=', 0.65],
    ['raw key: CPU per request against the bare proxy', ratio('plain, raw key', 'plain, bare proxy', 'cpuMs'), '<=', 1.5],
    ['fresh envelope: requests/s against the bare proxy', ratio('plain, fresh envelope', 'plain, bare proxy', 'perSecond'), '>=', 0.325],
    ['same envelope: requests/s against the raw key', ratio('plain, same envelope', 'plain, raw key', 'perSecond'), '>=', 0.9],
    ['stream: chunks/s against the bare pipe', ratio('stream, raw key', 'stream, bare proxy', 'perSecond'), '>=', 0.8],
    ['first chunk: milliseconds added', added('first chunk, raw key', 'first chunk, bare proxy', 'firstMs'), '<=', 1.5],
  ]),
]);
await Promise.all([stop(byok), stop(bare), stop(upstream)]);
process.exit(0);
