/**
 * `node bench/builds.mjs <name>=<folder> <name>=<folder> …`: what a change costs a call. Each folder holds a build (`npm run build`);
 * all take the same load in turns, and each is compared with the first within each round. V8 compiles the same code a
 * little differently in each process, so every build runs in three (`PROCESSES`), and the table says how far those of
 * one build are apart: a difference below that says nothing. `ROUNDS` and `SECONDS` change its length. Prints a table.
 */
import './lib/modern-node.mjs';
import { resolve } from 'node:path';
import { createAccount } from './lib/account.mjs';
import { median, plainLoad } from './lib/load.mjs';
import { machine } from './lib/report.mjs';
import { measure, reader } from './lib/rounds.mjs';
import { startBareProxy, startByok, startUpstream } from './lib/servers.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 10);
const SECONDS = Number(process.env.SECONDS ?? 1.5);
const PROCESSES = Number(process.env.PROCESSES ?? 3);
const ROUTES = { '/api/v1': '/api/v1/chat/completions', native: '/api/openai/v1/chat/completions' };

const builds = process.argv.slice(2).map((argument) => argument.split('='));
if (builds.length < 2 || builds.some((build) => build.length !== 2)) {
  process.stderr.write('Name two builds or more: node bench/builds.mjs now=. before=../before\n');
  process.exit(2);
}
const upstream = await startUpstream();
const bare = await startBareProxy(upstream.origin);
const scenarios = { bare: [bare, () => plainLoad(bare.origin, ROUTES['/api/v1'], () => ({}), 1, SECONDS)] };
for (let number = 1; number <= PROCESSES; number += 1) {
  for (const [name, folder] of builds) {
    const byok = await startByok(upstream.origin, [], resolve(folder));
    byok.child.stdout.resume();
    const { token, key } = await createAccount(byok.origin);
    const headers = { authorization: `Bearer ${token}`, 'x-byok-openai-key': key };
    for (const [route, path] of Object.entries(ROUTES)) scenarios[`${name}, ${route} ${number}`] = [byok, () => plainLoad(byok.origin, path, () => headers, 1, SECONDS)];
  }
}
const measured = await measure(scenarios, ROUNDS);

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** CPU of the dearest process of a scenario against the cheapest. */
const spread = {};
for (const [name] of builds) {
  for (const route of Object.keys(ROUTES)) {
    const scenario = `${name}, ${route}`;
    const processes = Array.from({ length: PROCESSES }, (_, index) => measured[`${scenario} ${index + 1}`]);
    const medians = processes.map((rounds) => median(rounds.map(({ cpuMs }) => cpuMs)));
    spread[scenario] = Math.max(...medians) / Math.min(...medians);
    measured[scenario] = processes[0].map((_, round) => ({
      cpuMs: mean(processes.map((rounds) => rounds[round].cpuMs)),
      perSecond: mean(processes.map((rounds) => rounds[round].perSecond)),
    }));
  }
}
const { of, ratio } = reader(measured);

const [[first]] = builds;
const rows = builds.flatMap(([name]) =>
  Object.keys(ROUTES).map((route) => {
    const scenario = `${name}, ${route}`;
    const against = (field) => ratio(scenario, `${first}, ${route}`, field).toFixed(2);
    return `| ${scenario} | ${of(scenario, 'cpuMs').toFixed(3)} | ${ratio(scenario, 'bare', 'cpuMs').toFixed(2)} | ${against('cpuMs')} | ${against('perSecond')} | ${spread[scenario].toFixed(2)} |`;
  }),
);
process.stdout.write(`${machine()}; ${ROUNDS} rounds of ${SECONDS} s each, ${PROCESSES} processes of each build\n\n`);
process.stdout.write([`| build | CPU ms a call | of the bare proxy's | CPU of ${first}'s | calls a second of ${first}'s | its processes apart |`, '|---|---|---|---|---|---|', ...rows, ''].join('\n'));
process.exit(0);
