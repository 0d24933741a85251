/** Compiles the server to dist/server and copies what tsc leaves behind (SQL, JSON). `--production` leaves the sandbox out. */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';

const production = process.argv.includes('--production');
const output = 'dist/server';
if (production) rmSync(output, { recursive: true, force: true });
const config = production ? 'backend/tsconfig.production.json' : 'backend/tsconfig.build.json';
const compiled = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', config], { stdio: 'inherit' });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
for (const assets of ['backend/src/database/migrations', 'libs/nestjs-byok/src/strategy/catalog', 'libs/providers/src']) {
  cpSync(assets, `${output}/${assets}`, { recursive: true, filter: (source) => !/\.ts$|__fixtures__/.test(source) });
}
