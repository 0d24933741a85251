/** Makes Nx's project graph, without which the boundary rule silently skips, then runs ESLint. Arguments pass on. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = (script, parameters, options) =>
  spawnSync(process.execPath, [join(root, 'node_modules', script), ...parameters], { cwd: root, encoding: 'utf8', ...options });

const graph = node('nx/dist/bin/nx.js', ['graph', '--file=.nx/graph.json'], { env: { ...process.env, NX_DAEMON: 'false' } });
if (graph.status !== 0) {
  process.stderr.write(`${graph.stdout}${graph.stderr}\nThe project graph could not be made; the boundaries were not checked.\n`);
  process.exit(1);
}
const files = process.argv.slice(2);
const lint = node('eslint/bin/eslint.js', [...(files.length > 0 ? files : ['.']), '--max-warnings', '0'], { input: undefined, stdio: ['inherit', 'pipe', 'pipe'] });
process.stdout.write(lint.stdout);
process.stderr.write(lint.stderr);
if (/The rule will be skipped/.test(lint.stdout + lint.stderr)) {
  process.stderr.write('The boundary rule was skipped: the project graph was not found.\n');
  process.exit(1);
}
process.exit(lint.status ?? 1);
