/** `npm run agent`: builds the agent when its sources are newer than the last build, then runs it in this process. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(root, 'dist/agent/package.json');
const SOURCES = ['libs/agent', 'libs/contracts', 'libs/transit', 'tools/build-agent.mjs', 'tsconfig.base.json'];

function newest(path) {
  const found = statSync(path);
  return found.isDirectory() ? Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name)))) : found.mtimeMs;
}

function isBuilt() {
  return existsSync(built) && statSync(built).mtimeMs > Math.max(...SOURCES.map((path) => newest(join(root, path))));
}

if (!existsSync(join(root, 'node_modules/typescript'))) {
  process.stderr.write('The dependencies are not installed: run npm run agent, or node tools/bootstrap.mjs first.\n');
  process.exit(1);
}
if (!isBuilt()) {
  const { status } = spawnSync(process.execPath, [join(root, 'tools/build-agent.mjs')], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}
await import('../dist/agent/libs/agent/src/main.js');
