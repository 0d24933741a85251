/** Runs every Jest project in one go, and says what it took; arguments pass on to Jest. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// What Node compiled once is kept: tests start threads and processes by the hundred.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/byok-tests/compiled', import.meta.url));
const start = performance.now();
const result = spawnSync(
  process.execPath,
  ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
const seconds = Math.round((performance.now() - start) / 1_000);
process.stderr.write(`\nThe tests took ${Math.floor(seconds / 60)} min ${seconds % 60} s.\n`);
process.exit(result.status ?? 1);
