/** Compiles the agent to dist/agent, a folder that runs by itself beside the installed packages. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const output = join(root, 'dist/agent');
rmSync(output, { recursive: true, force: true });
const compiler = join(root, 'node_modules/typescript/bin/tsc');
const compiled = spawnSync(process.execPath, [compiler, '-p', 'libs/agent/tsconfig.program.json'], { cwd: root, stdio: 'inherit' });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
const { version, type, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const library = (name) => `./libs/${name}/src/index.js`;
const imports = { '#contracts': library('contracts'), '#transit': library('transit') };
// Written last: tools/agent.mjs takes it for the sign of a complete build.
writeFileSync(join(output, 'package.json'), JSON.stringify({ name: 'byok-agent', version, private: true, license, type, imports }, null, 2));
