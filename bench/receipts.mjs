/**
 * `node bench/receipts.mjs`: what signed receipts cost a call. The same build twice, with receipts and without, under
 * the same load in turns. Needs a build (`npm run build`). `ROUNDS` and `SECONDS` change its length. Prints a table and
 * writes results/receipts.md.
 */
import './lib/modern-node.mjs';
import { createAccount } from './lib/account.mjs';
import { plainLoad, streamLoad } from './lib/load.mjs';
import { stop } from './lib/processes.mjs';
import { goalTable, machine, publish, scenarioTable } from './lib/report.mjs';
import { measure, reader } from './lib/rounds.mjs';
import { startByok, startUpstream } from './lib/servers.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 7);
const SECONDS = Number(process.env.SECONDS ?? 3);
/** As many as one address may register in a minute. */
const USERS = 8;
const PATH = '/api/v1/chat/completions';

const upstream = await startUpstream();

async function startServer(options) {
  const server = await startByok(upstream.origin, options);
  server.child.stdout.resume();
  const accounts = [];
  for (let index = 0; index < USERS; index += 1) accounts.push(await createAccount(server.origin));
  return { server, headers: accounts.map(({ token, key }) => ({ authorization: `Bearer ${token}`, 'x-byok-openai-key': key })) };
}

const servers = { without: await startServer(['--import', new URL('./lib/without-receipts.mjs', import.meta.url).href]), with: await startServer([]) };

async function hasReceipts({ server, headers }) {
  const body = JSON.stringify({ model: 'gpt-6-luna', messages: [{ role: 'user', content: 'Hi' }] });
  const answer = await fetch(server.origin + PATH, { method: 'POST', headers: { 'content-type': 'application/json', ...headers[0] }, body });
  return answer.headers.has('x-byok-receipt-id');
}
if ((await hasReceipts(servers.without)) || !(await hasReceipts(servers.with))) throw new Error('The two servers are not what they should be: build anew.');

const scenarios = {};
for (const [name, { server, headers }] of Object.entries(servers)) {
  scenarios[`plain, one user, ${name}`] = [server, () => plainLoad(server.origin, PATH, () => headers[0], 1, SECONDS)];
  scenarios[`plain, ${USERS} users, ${name}`] = [server, () => plainLoad(server.origin, PATH, (index) => headers[index], USERS, SECONDS)];
  scenarios[`stream, ${name}`] = [server, () => streamLoad(server.origin, PATH, headers[0], { chunks: 200, connections: 8, seconds: SECONDS })];
}
const measured = await measure(scenarios, ROUNDS);
const { of, ratio } = reader(measured);
const goal = (what) => [`${what}: CPU per call against that without receipts`, ratio(`${what}, with`, `${what}, without`, 'cpuMs'), '<=', 1.05];
publish('receipts', 'What signed receipts cost', [
  'Repeat with `npm run build && node bench/receipts.mjs`.',
  '',
  `${machine()}; ${ROUNDS} rounds of ${SECONDS} s each, medians; the writing into the database is the server's, PostgreSQL's own work is not counted`,
  '',
  ...scenarioTable(Object.keys(measured), of),
  '',
  ...goalTable([goal('plain, one user'), goal(`plain, ${USERS} users`), goal('stream')]),
]);
await Promise.all([...Object.values(servers).map(({ server }) => stop(server)), stop(upstream)]);
process.exit(0);
