/**
 * `npm run clients`: other people's clients against the built product and the emulator, each with the configuration
 * that the README gives for it and nothing else: chat, stream, tools, and the error of a wrong key.
 * `--only <names>` runs some of them; `--outputFile=<path>` writes the sums as JSON.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fingerprintOf } from '../dist/server/libs/sandbox/src/index.js';
import { CLIENTS } from './clients.mjs';
import { startAgents } from './lib/agents.mjs';
import { install } from './lib/install.mjs';
import { startProduct } from './lib/product.mjs';
import { blockOf, variablesOf } from './lib/readme.mjs';

const CHECKS = ['chat', 'stream', 'tools', 'error'];
const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: { only: { type: 'string' }, outputFile: { type: 'string' } } });

/** Keeps every client at home: no telemetry, no updates, and no way out but to this machine. */
const QUIET = {
  DO_NOT_TRACK: '1',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  NO_PROXY: '127.0.0.1,localhost',
  NO_UPDATE_NOTIFIER: '1',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  DISABLE_ERROR_REPORTING: '1',
  DISABLE_TELEMETRY: '1',
  GEMINI_TELEMETRY_ENABLED: 'false',
  LANGCHAIN_TRACING_V2: 'false',
  LANGSMITH_TRACING: 'false',
  OPENAI_AGENTS_DISABLE_TRACING: '1',
};

/** A fresh home with the client's configuration, and the variables that its README block sets. */
function prepare(client, product, behaviour, agent) {
  const home = mkdtempSync(join(tmpdir(), 'byok-client-'));
  const { origin, token } = agent ? { origin: agent.origin, token: agent.placeholder } : product;
  const block = blockOf(client.block ?? client.name, { origin, behaviour }).replace('<placeholder key>', token);
  const work = join(home, 'work');
  mkdirSync(work);
  writeFileSync(join(work, 'notes.md'), 'Tides come twice a day.\n');
  const files = { ...client.files };
  if (client.blockFile) files[client.blockFile] = block;
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  const environment = {
    PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
    HOME: home,
    TMPDIR: home,
    ...QUIET,
    ...client.environment,
    BYOK_TOKEN: token,
    ...(client.variables ? variablesOf(blockOf(client.variables, { origin, behaviour }), token) : {}),
    CLIENTS_CALLS: product.calls,
  };
  if (client.module) {
    // Where the installed packages are found from.
    const generated = join(here, '.generated');
    mkdirSync(generated, { recursive: true });
    environment.CLIENTS_MODULE = join(generated, `${client.name}-${behaviour}.mjs`);
    writeFileSync(environment.CLIENTS_MODULE, block);
  }
  return { home, work, environment };
}

/** Runs checks of a client in a process of its own. @returns an outcome for each */
async function runChecks(client, product, behaviour, checks) {
  let prepared;
  try {
    prepared = prepare(client, product, behaviour, client.agent ? await agents.of(behaviour) : undefined);
  } catch (error) {
    return checks.map((check) => ({ check, error: error.message }));
  }
  const { home, work, environment } = prepared;
  const child = spawn(process.execPath, [join(here, 'one.mjs'), client.name, ...checks], {
    cwd: work,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 150_000,
    killSignal: 'SIGKILL',
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  const outcomes = output.split('\n').flatMap((line) => (line.startsWith('@@') ? [JSON.parse(line.slice(2))] : []));
  return checks.map(
    (check) => outcomes.find((one) => one.check === check) ?? { check, error: `ended with ${code}: ${output.slice(-600)}` },
  );
}

/** Every call that reached a provider must have carried the key of the configuration. */
function strangeCalls(product, from) {
  const known = ['sk-sandbox-', 'sk-ant-sandbox-', 'sandbox-'].flatMap((start) => ['demo', 'invalid'].map((end) => fingerprintOf(start + end)));
  return product.sandbox.calls.slice(from).filter((call) => !known.includes(call.keyFingerprint)).length;
}

const checksOf = ({ checks = CHECKS }) => checks;

async function runClient(client, product) {
  const from = product.sandbox.calls.length;
  const outcomes = [
    ...(await runChecks(client, product, 'demo', checksOf(client).filter((check) => check !== 'error'))),
    ...(await runChecks(client, product, 'invalid', ['error'])),
  ];
  const strange = strangeCalls(product, from);
  if (strange > 0) outcomes.push({ check: 'key', error: `${strange} calls did not carry the configured key` });
  return { client, outcomes };
}

function report(results) {
  const rows = results.map(({ client, outcomes }) => [
    client.title,
    ...CHECKS.map((check) => {
      const outcome = outcomes.find((one) => one.check === check);
      if (outcome === undefined) return '–';
      const { error, milliseconds = 0 } = outcome;
      return error === undefined ? `ok ${(milliseconds / 1000).toFixed(1)} s` : 'FAILED';
    }),
  ]);
  const table = [['client', ...CHECKS], ...rows];
  const widths = table[0].map((_unused, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table) process.stdout.write(`${row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()}\n`);
  const all = results.flatMap(({ client, outcomes }) => outcomes.map((outcome) => ({ client, ...outcome })));
  const failed = all.filter(({ error }) => error !== undefined);
  for (const { client, check, error } of failed) process.stdout.write(`\n${client.title}, ${check}: ${error}\n`);
  const passed = all.length - failed.length;
  process.stdout.write(`\n${passed} passed, ${failed.length} failed\n`);
  if (values.outputFile) writeFileSync(values.outputFile, JSON.stringify({ passed, failed: failed.length }));
  return failed.length === 0;
}

if (!['server/backend/src/main.js', 'agent/package.json'].every((path) => existsSync(join(here, '../dist', path)))) {
  process.stderr.write('The clients need the built server and agent: run npm run build first.\n');
  process.exit(1);
}
const wanted = values.only?.split(',');
const chosen = CLIENTS.filter(({ name }) => !wanted || wanted.includes(name));
const problem = install();
if (problem) {
  report(chosen.map((client) => ({ client, outcomes: checksOf(client).map((check) => ({ check, error: `not installed: ${problem}` })) })));
  process.exit(1);
}
const product = await startProduct();
const agents = startAgents(product);
const calls = createServer((_request, response) => response.end(JSON.stringify(product.sandbox.calls))).listen(0, '127.0.0.1');
await new Promise((resolve) => calls.once('listening', resolve));
product.calls = `http://127.0.0.1:${calls.address().port}`;
const results = [];
for (const client of chosen) results.push(await runClient(client, product));
calls.close();
await agents.stop();
await product.stop();
rmSync(join(here, '.generated'), { recursive: true, force: true });
process.exit(report(results) ? 0 : 1);
