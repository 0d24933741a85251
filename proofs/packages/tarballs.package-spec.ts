import { isBuiltin } from 'node:module';
import { filesIn, importedModules, libraries, packageOf, publishedName, type Manifest } from './support/packages.js';

const isCode = (path: string) => /\.(m?js|d\.ts)$/.test(path);

/** Packages that the code of a tarball names, types included; itself and Node's own left out. */
function namedPackages(files: ReadonlyMap<string, string>, self: string): string[] {
  const named = [...files].filter(([path]) => isCode(path)).flatMap(([, text]) => importedModules(text));
  const foreign = named.filter((specifier) => !/^[./]/.test(specifier) && !isBuiltin(specifier)).map(packageOf);
  return [...new Set(foreign)].filter((name) => name !== self).sort();
}

describe.each(libraries)('the tarball of %s', (library) => {
  const files = filesIn(library);
  const manifest = JSON.parse(files.get('package.json') as string) as Manifest;
  const code = [...files].filter(([path]) => isCode(path));

  it('has a manifest to be published, a page for its readers and the licence', () => {
    expect(manifest).toMatchObject({ name: publishedName(library), type: 'module', license: 'Apache-2.0', description: expect.stringMatching(/\.$/) as string });
    expect(manifest.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(manifest.engines?.['node']).toMatch(/^>=\d+/);
    expect(manifest).not.toHaveProperty('private');
    expect(JSON.stringify(manifest)).not.toMatch(/workspace:|catalog:/);
    expect(files.get('README.md')).toContain(publishedName(library));
    expect(files.get('LICENSE')).toContain('Apache License');
  });

  it('has a file and its types behind every entry', () => {
    const entries = Object.entries(manifest.exports).filter(([entry]) => entry !== './package.json');
    expect(entries.length).toBeGreaterThan(0);
    for (const [entry, target] of entries) {
      for (const path of Object.values(target)) expect({ entry, path, exists: files.has(path.replace(/^\.\//, '')) }).toEqual({ entry, path, exists: true });
    }
  });

  it('names no project of the workspace', () => {
    expect(code.length).toBeGreaterThan(1);
    const left = code.flatMap(([path, text]) => importedModules(text).filter((specifier) => specifier.startsWith('#')).map((specifier) => `${path}: ${specifier}`));
    expect(left).toEqual([]);
    const quoted = [...files].filter(([, text]) => libraries.some((name) => new RegExp(`(['"\`])#${name}(?:/[a-z-]+)?\\1`).test(text)));
    expect(quoted.map(([path]) => path)).toEqual([]);
  });

  it('holds no source, no test and no path of the workspace', () => {
    const strange = [...files.keys()].filter((path) => /(spec|type-test)\.|__fixtures__|__support__|\.map$|(?<!\.d)\.ts$|tsconfig|project\.json/.test(path));
    expect(strange).toEqual([]);
    const paths = code.flatMap(([path, text]) => [...text.matchAll(/(?:libs|backend|frontend)\/[\w-]+\/src|sourceMappingURL|\.\.\/[\w-]+\/src\//g)].map(([found]) => `${path}: ${found}`));
    expect(paths).toEqual([]);
    const outside = code.flatMap(([path, text]) =>
      importedModules(text)
        .filter((specifier) => specifier.startsWith('.'))
        .filter((specifier) => !files.has(new URL(specifier, `file:///${path}`).pathname.slice(1)))
        .map((specifier) => `${path}: ${specifier}`),
    );
    expect(outside).toEqual([]);
  });

  it('uses what it declares, and declares what it uses', () => {
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).sort();
    // A module that is imported by a name held in a variable.
    const later = Object.keys(manifest.peerDependenciesMeta ?? {}).filter((name) => code.some(([, text]) => text.includes(`'${name}'`)));
    expect([...new Set([...namedPackages(files, manifest.name), ...later])].sort()).toEqual(declared);
  });
});
