/** `node tools/package.mjs NAME`: builds libs/NAME into dist/packages/NAME and packs it as dist/packages/NAME.tgz. How: docs/packages.md. */
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkPackages } from './packages/link-packages.mjs';
import { libraries, packagesFolder, publishedManifest, root, sourceManifest } from './packages/manifest.mjs';
import { withPublishedNames, withPublishedNamesInPage } from './packages/specifiers.mjs';

const [library] = process.argv.slice(2);
if (!libraries.includes(library)) throw new Error(`Say which library: ${libraries.join(', ')}.`);
const source = join(root, 'libs', library);
const output = join(packagesFolder, library);
const config = join(source, 'tsconfig.build.json');
/** Angular's leaves to the application what depends on its version (`compilationMode: partial`). */
const compiler = readFileSync(config, 'utf8').includes('angularCompilerOptions') ? ['tools/packages/compile-angular.mjs'] : ['node_modules/typescript/bin/tsc', '-p'];

/** What the program reads beside its code, and what else the manifest says is in the package. */
function copyData() {
  for (const path of globSync('src/**/*.json', { cwd: source, exclude: ['**/__fixtures__/**'] })) {
    cpSync(join(source, path), join(output, path.replace(/^src/, 'dist')));
  }
  for (const folder of sourceManifest(library).files.filter((name) => name !== 'dist')) cpSync(join(source, folder), join(output, folder), { recursive: true });
}

function build() {
  rmSync(output, { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, [...compiler, config], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  copyData();
}

function finish() {
  for (const path of globSync('**/*.{js,mjs,d.ts}', { cwd: output })) {
    const file = join(output, path);
    writeFileSync(file, withPublishedNames(readFileSync(file, 'utf8'), path));
  }
  writeFileSync(join(output, 'package.json'), `${JSON.stringify(publishedManifest(library), null, 2)}\n`);
  writeFileSync(join(output, 'README.md'), withPublishedNamesInPage(readFileSync(join(source, 'README.md'), 'utf8'), `libs/${library}/README.md`));
  cpSync(join(root, 'LICENSE'), join(output, 'LICENSE'));
}

function pack() {
  mkdirSync(packagesFolder, { recursive: true });
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, stdout, stderr } = spawnSync(npm, ['pack', '--json', '--ignore-scripts', '--pack-destination', packagesFolder], { cwd: output, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
  const [{ filename, size, entryCount }] = Object.values(JSON.parse(stdout));
  renameSync(join(packagesFolder, filename), join(packagesFolder, `${library}.tgz`));
  process.stdout.write(`dist/packages/${library}.tgz: ${entryCount} files, ${Math.ceil(size / 1000)} kB\n`);
}

linkPackages();
build();
finish();
pack();
