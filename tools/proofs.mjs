/** `npm run proofs`: proofs too slow for `npm test`, over the built application (`npm run build` first). Arguments pass on to Jest. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const REQUIRED = [
  ['the built server', ['dist/server/backend/src/main.js'], 'run npm run build first'],
  ['the built client', ['dist/client'], 'run npm run build first'],
  ['Chromium', [process.env.CHROMIUM ?? '/usr/bin/chromium'], "install Debian's package chromium"],
  ['Redis', ['/usr/bin/redis-server'], "install Debian's package redis-server"],
  ['PostgreSQL', ['/usr/lib/postgresql/*/bin/postgres'], "install Debian's package postgresql"],
  ['eSpeak NG', ['/usr/bin/espeak-ng'], "install Debian's package espeak-ng"],
  ['FFmpeg', ['/usr/bin/ffmpeg'], "install Debian's package ffmpeg"],
];
const missing = REQUIRED.filter(([, paths]) => !paths.some((path) => existsSync(path) || globSync(path).length > 0));
for (const [what, , cure] of missing) process.stderr.write(`The proofs need ${what}: ${cure}.\n`);
if (missing.length > 0) process.exit(1);

// What Node compiled once is kept: tests start threads and processes by the hundred.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/byok-tests/compiled', import.meta.url));
const jest = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];
process.env.BYOK_PROOFS = '1';
const result = spawnSync(process.execPath, [...jest, '--config', 'proofs/jest.config.js', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(result.status ?? 1);
