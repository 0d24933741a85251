/**
 * `node bench/garbage.mjs <name>=<folder> …`: how much of each call outlives V8's young generation, though the call is
 * over: what does is swept late, all at once, and copied twice before. Each folder holds a build. `SECONDS` changes the
 * load's length. Prints a table.
 */
import './lib/modern-node.mjs';
import { resolve } from 'node:path';
import { createAccount } from './lib/account.mjs';
import { plainLoad } from './lib/load.mjs';
import { stop, usage } from './lib/processes.mjs';
import { machine } from './lib/report.mjs';
import { startByok, startUpstream } from './lib/servers.mjs';

const SECONDS = Number(process.env.SECONDS ?? 4);
const PATH = '/api/v1/chat/completions';
/** A line of `--trace-gc`: kind, MB behind it, milliseconds. */
const LINE = /ms: (Scavenge|Mark-Compact).*? -> ([\d.]+) \(.*?MB, (?:pooled: \S+ MB, )?([\d.]+) \//;

async function measure(upstream, folder) {
  const byok = await startByok(upstream.origin, ['--trace-gc'], resolve(folder));
  let output = '';
  byok.child.stdout.on('data', (chunk) => (output += chunk));
  const { token, key } = await createAccount(byok.origin);
  const load = (seconds) => plainLoad(byok.origin, PATH, () => ({ authorization: `Bearer ${token}`, 'x-byok-openai-key': key }), 1, seconds);
  await load(3);
  output = '';
  const before = usage(byok.child.pid).cpu;
  const { count } = await load(SECONDS);
  const cpu = usage(byok.child.pid).cpu - before;
  const sweeps = output.split('\n').flatMap((line) => {
    const [, kind, megabytes, milliseconds] = LINE.exec(line) ?? [];
    return kind === undefined ? [] : [{ kind, megabytes: Number(megabytes), milliseconds: Number(milliseconds) }];
  });
  await stop(byok);
  const young = sweeps.filter(({ kind }) => kind === 'Scavenge');
  const grown = young.slice(1).reduce((sum, { megabytes }, index) => sum + Math.max(0, megabytes - young[index].megabytes), 0);
  const spent = sweeps.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return [(grown * 1024) / count, (spent * 1000) / count, (cpu * 1e6) / count];
}

const builds = process.argv.slice(2).map((argument) => argument.split('='));
if (builds.length === 0 || builds.some((build) => build.length !== 2)) {
  process.stderr.write('Name builds: node bench/garbage.mjs now=. before=../before\n');
  process.exit(2);
}
const upstream = await startUpstream();
process.stdout.write(`${machine()}; ${SECONDS} s each\n\n| build | KB a call that outlive the young generation | µs of garbage collection a call | µs of CPU a call |\n|---|---|---|---|\n`);
for (const [name, folder] of builds) {
  const [kilobytes, collection, cpu] = await measure(upstream, folder);
  process.stdout.write(`| ${name} | ${kilobytes.toFixed(1)} | ${collection.toFixed(1)} | ${cpu.toFixed(0)} |\n`);
}
await stop(upstream);
process.exit(0);
