/**
 * Adds to package-lock.json the optional packages of other platforms that npm left out because the registry at hand
 * did not have them; without an entry `npm ci` calls the lock file out of date. Run it after every change of
 * dependencies (an argument names another lock file). They are never installed here, so version, os and cpu are all that an entry needs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = process.argv[2] ?? join(dirname(dirname(fileURLToPath(import.meta.url))), 'package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8'));

const SYSTEMS = ['darwin', 'win32', 'linux', 'android', 'freebsd', 'netbsd', 'openbsd', 'openharmony', 'aix', 'sunos'];
const PROCESSORS = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

/** Where Node would find `name` from the package at `from`: its own folder first, then each one above. */
function isLocked(name, from) {
  for (let folder = from; ; folder = folder.slice(0, folder.lastIndexOf('/node_modules/'))) {
    if (lock.packages[`${folder}/node_modules/${name}`.replace(/^\//, '')]) return true;
    if (!folder.includes('/node_modules/')) return Boolean(lock.packages[`node_modules/${name}`]);
  }
}

const added = [];
for (const [from, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(name, from)) continue;
    const parts = name.split(/[/-]/);
    const os = parts.filter((part) => SYSTEMS.includes(part));
    const cpu = parts.filter((part) => PROCESSORS.includes(part));
    const version = range.replace(/^[\^~]/, '');
    if ((!os.length && !cpu.length) || !/^\d+\.\d+\.\d+[\w.+-]*$/.test(version)) {
      process.stderr.write(
        `${name}@${range}, wanted by ${from || 'the workspace'}, is missing and no platform's package.\n`,
      );
      process.exitCode = 1;
      continue;
    }
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(cpu.length && { cpu }),
      ...(entry.dev && { dev: true }),
      optional: true,
      ...(os.length && { os }),
    };
    added.push(name);
  }
}
if (added.length > 0) {
  const sorted = Object.entries(lock.packages).sort(([left], [right]) => left.localeCompare(right, 'en'));
  lock.packages = Object.fromEntries(sorted);
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
}
process.stdout.write(`${added.length} entries added.\n`);
const unproven = Object.entries(lock.packages).filter(([name, entry]) => name !== '' && !entry.link && !entry.integrity);
if (unproven.length > 0) {
  process.stderr.write(`Without a hash are ${unproven.map(([name]) => name).join(', ')}: take these entries out, and let npm install --package-lock-only put them back.\n`);
  process.exitCode = 1;
}
