/** Runs every Jest project in one go; arguments pass on to Jest. */
import { spawnSync } from 'node:child_process';

const result = spawnSync(
  process.execPath,
  ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exit(result.status ?? 1);
