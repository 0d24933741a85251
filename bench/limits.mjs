/**
 * `node bench/limits.mjs`: what a spending limit costs a call, side by side in one run: the same server, the same load,
 * an account without a limit and one with limits that are never reached. Needs a build (`npm run build`). `ROUNDS` and
 * `SECONDS` change its length. Prints a table and writes results/limits.md.
 */
import './lib/modern-node.mjs';
import { createAccount } from './lib/account.mjs';
import { plainLoad, streamLoad } from './lib/load.mjs';
import { stop } from './lib/processes.mjs';
import { goalTable, machine, publish, scenarioTable } from './lib/report.mjs';
import { measure, reader } from './lib/rounds.mjs';
import { startByok, startUpstream } from './lib/servers.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = Number(process.env.SECONDS ?? 3);
const PATH = '/api/v1/chat/completions';
const AMPLE = { rubPerDay: 1_000_000_000, rubPerMonth: 1_000_000_000 };

const upstream = await startUpstream();
const byok = await startByok(upstream.origin);
byok.child.stdout.resume();
const headersOf = ({ token, key }) => ({ authorization: `Bearer ${token}`, 'x-byok-openai-key': key });
const free = await createAccount(byok.origin);
const limited = await createAccount(byok.origin);
const set = await fetch(`${byok.origin}/api/me/spending-limit`, { method: 'PUT', headers: { ...limited.session, 'content-type': 'application/json' }, body: JSON.stringify(AMPLE) });
if (!set.ok) throw new Error(`The limit was not set: ${set.status} ${await set.text()}`);

const plain = (account) => plainLoad(byok.origin, PATH, () => headersOf(account), 1, SECONDS);
const stream = (account) => streamLoad(byok.origin, PATH, headersOf(account), { chunks: 200, connections: 8, seconds: SECONDS });
const measured = await measure(
  {
    'plain, no limit': [byok, () => plain(free)],
    'plain, with a limit': [byok, () => plain(limited)],
    'stream, no limit': [byok, () => stream(free)],
    'stream, with a limit': [byok, () => stream(limited)],
  },
  ROUNDS,
);
const { of, ratio } = reader(measured);
publish('limits', 'What a spending limit costs a call', [
  'Repeat with `npm run build && node bench/limits.mjs`.',
  '',
  'Two accounts call through one server with an own key, an upstream that answers at once behind it. One has no spending limit; the other has limits for day and month that are never reached, so that each call is read, priced, set aside in the database and settled. CPU is user and system time of the server from `/proc`; the database\'s is not in it.',
  '',
  `${machine()}; ${ROUNDS} rounds of ${SECONDS} s each`,
  '',
  ...scenarioTable(Object.keys(measured), of),
  '',
  ...goalTable([
    ['CPU per call with a limit against without', ratio('plain, with a limit', 'plain, no limit', 'cpuMs'), '<=', 1.05],
    ['CPU per stream with a limit against without', ratio('stream, with a limit', 'stream, no limit', 'cpuMs'), '<=', 1.05],
  ]),
]);
await Promise.all([upstream, byok].map(stop));
process.exit(0);
