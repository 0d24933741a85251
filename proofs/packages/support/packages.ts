import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The parts of a package.json that are read here. */
export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly type?: string;
  readonly license?: string;
  readonly description?: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types?: string; readonly default?: string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly bin?: Readonly<Record<string, string>>;
}

interface Packaging {
  readonly root: string;
  readonly libraries: readonly string[];
  publishedName(library: string): string;
  publishedManifest(library: string): Manifest;
}

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const { libraries, publishedName, publishedManifest } = (await import(`${root}tools/packages/manifest.mjs`)) as Packaging;
const specifiers = (await import(`${root}tools/packages/specifiers.mjs`)) as { importedModules(text: string): string[] };

/** Every module that a file names, in code or in types. */
export const importedModules = specifiers.importedModules;

/** The folder that was packed. */
export const folderOf = (library: string) => `${root}dist/packages/${library}`;
export const tarballOf = (library: string) => `${folderOf(library)}.tgz`;

/** The files of a tarball by their paths in the package. */
export function filesIn(library: string): ReadonlyMap<string, string> {
  const { status, stdout, stderr } = spawnSync('tar', ['-tzf', tarballOf(library)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`dist/packages/${library}.tgz can't be read: ${stderr}`);
  const paths = stdout.split('\n').filter((path) => path !== '').map((path) => path.replace(/^package\//, ''));
  return new Map(paths.map((path) => [path, readFileSync(`${folderOf(library)}/${path}`, 'utf8')]));
}

/** `@scope/name/entry` → `@scope/name`. */
export const packageOf = (specifier: string) => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
