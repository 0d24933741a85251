import { existsSync, globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

interface SourceManifest {
  readonly name: string;
  readonly private: boolean;
  readonly type: string;
  readonly description: string;
  readonly exports: Readonly<Record<string, string | { readonly types?: string; readonly default?: string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const { libraries, publishedManifest } = (await import(new URL('tools/packages/manifest.mjs', root).href)) as {
  libraries: readonly string[];
  publishedManifest(library: string): SourceManifest;
};
const { compilerOptions } = JSON.parse(read('tsconfig.base.json')) as { compilerOptions: { paths: Record<string, readonly string[]> } };
const manifestOf = (library: string) => JSON.parse(read(`libs/${library}/package.json`)) as SourceManifest;

/** Source files that a package is built from. */
const shipped = (library: string) =>
  globSync(`libs/${library}/**/*.ts`, { cwd: root, exclude: ['**/node_modules/**', '**/__fixtures__/**', '**/__support__/**', 'libs/providers/src/testing/**'] }).filter(
    (path) => !/\.(spec|type-test)\.ts$/.test(path),
  );

/** Packages that a library imports: our own by their folder, others by their name. */
function imported(library: string): string[] {
  const named = shipped(library).flatMap((path) =>
    [...read(path).matchAll(/(?:^(?:import|export|\})[^'\n]* from |^import |\bimport\()'([^'.][^']*)'/gm)].map(([, specifier]) => specifier as string),
  );
  const packages = named
    .filter((specifier) => !isBuiltin(specifier))
    .map((specifier) => (specifier.startsWith('#') ? specifier.slice(1).split('/', 1) : specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1)).join('/'));
  return [...new Set(packages)].filter((name) => name !== library).sort();
}

describe('the libraries as packages', () => {
  it('are all the libraries of the workspace', () => {
    const folders = globSync('libs/*/src/index.ts', { cwd: root }).map((path) => path.split('/')[1] as string);
    expect(libraries.length).toBeGreaterThan(6);
    expect(libraries).toEqual(expect.arrayContaining(folders));
  });

  it.each(libraries)('%s can only be published through its build', (library) => {
    expect(manifestOf(library)).toMatchObject({ name: library, private: true, type: 'module', description: expect.stringMatching(/\.$/) as string });
    expect(existsSync(new URL(`libs/${library}/README.md`, root))).toBe(true);
    expect(JSON.stringify(publishedManifest(library))).not.toMatch(/workspace:|catalog:|"private"/);
  });

  it.each(libraries)('%s declares what it imports, and imports what it declares', (library) => {
    const { dependencies, peerDependencies, peerDependenciesMeta } = manifestOf(library);
    // A module that is imported by a name held in a variable.
    const later = Object.keys(peerDependenciesMeta ?? {}).filter((name) => shipped(library).some((path) => read(path).includes(`'#${name}'`)));
    expect([...new Set([...imported(library), ...later])].sort()).toEqual(Object.keys({ ...dependencies, ...peerDependencies }).sort());
  });

  it.each(libraries)('%s offers the entries that the workspace imports', (library) => {
    const entries = Object.keys(compilerOptions.paths)
      .filter((name) => name === `#${library}` || name.startsWith(`#${library}/`))
      .map((name) => `.${name.slice(library.length + 1)}`);
    const offered = Object.entries(manifestOf(library).exports).filter(([, target]) => typeof target === 'object' && target.types !== undefined);
    expect(offered.map(([entry]) => entry).sort()).toEqual(entries.sort());
  });

  // When a difference is meant, `npm run packages:check -- --update-api` writes the pages anew.
  it.each(libraries)('%s offers by name what its page in docs/api says', (library) => {
    const page = read(`docs/api/${library}.api.md`);
    const onPage = [...page.matchAll(/^export (?:declare )?(?:abstract )?(?:class|const|function|interface|type|enum) (\w+)|^export \{ (?:\w+ as )?(\w+) \}/gm)].map(([, name, renamed]) => name ?? (renamed as string));
    const statements = [...read(`libs/${library}/src/index.ts`).matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names]) => (names as string).split(','));
    const inIndex = statements.map((name) => name.trim().replace(/^type /, '').replace(/^.* as /, '')).filter((name) => name !== '');
    expect([...new Set(inIndex)].sort()).toEqual([...new Set(onPage)].sort());
  });
});
