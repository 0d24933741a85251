/** Puts publint, attw and API Extractor into a folder of their own, unless they are there already. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const programs = fileURLToPath(new URL('programs/', import.meta.url));
const stamp = `${programs}node_modules/.byok-programs`;

export function installPrograms() {
  const hash = createHash('sha256').update(readFileSync(`${programs}package-lock.json`)).update(process.platform).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, error } = spawnSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: programs, stdio: 'inherit' });
  if (status !== 0) throw error ?? new Error(`npm ci in tools/packages/programs ended with ${status}.`);
  writeFileSync(stamp, hash);
}
