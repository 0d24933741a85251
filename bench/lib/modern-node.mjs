/** Runs the script again with the workspace's own Node when this one is too old. Import it first. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

if (Number(process.versions.node.split('.')[0]) < 24) {
  const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
  process.exit(spawnSync(node, process.argv.slice(1), { stdio: 'inherit' }).status ?? 1);
}
