/** Installs the clients that the lock file names into this folder, unless they are there already. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${folder}node_modules/.byok-clients`;
const MINUTES = 4;

/** @returns what npm says when it fails; undefined when all is there */
export function install() {
  const hash = createHash('sha256').update(readFileSync(`${folder}package-lock.json`)).update(process.platform).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return undefined;
  process.stdout.write('Installing the clients …\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // Scripts of the packages stay out: their binaries lie in packages of their own.
  const parameters = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, stdout, stderr, error } = spawnSync(npm, parameters, { cwd: folder, encoding: 'utf8', timeout: MINUTES * 60_000 });
  if (status !== 0) return String(error ?? `${stdout}${stderr}`).trim();
  writeFileSync(stamp, hash);
  return undefined;
}
