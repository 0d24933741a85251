/**
 * `npm run packages:check`: packs every library and tries the packages as other people will, in fresh folders outside
 * the workspace. Needs npm's registry. Arguments pass on to Jest; `--update-api` writes docs/api anew.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { installPrograms } from './packages/install-programs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

function run(parameters) {
  const { status, error } = spawnSync(process.execPath, parameters, { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

const parameters = process.argv.slice(2).filter((parameter) => parameter !== '--update-api');
if (parameters.length < process.argv.length - 2) process.env.BYOK_UPDATE_API = '1';
installPrograms();
run(['node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'package']);
const jest = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];
run([...jest, '--config', 'proofs/packages/jest.config.js', ...parameters]);
