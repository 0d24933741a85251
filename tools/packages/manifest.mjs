/** What a library's package.json says once it is published: libs/NAME/package.json with names, versions and ranges put in. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const packagesFolder = `${root}dist/packages`;

const readJson = (path) => JSON.parse(readFileSync(`${root}${path}`, 'utf8'));
const { scope, names, engines } = readJson('tools/packages/names.json');
const workspace = readJson('package.json');
const installed = { ...workspace.devDependencies, ...workspace.dependencies };

/** Folders of libs that are packages, in alphabetical order. */
export const libraries = readdirSync(`${root}libs`)
  .filter((name) => existsSync(`${root}libs/${name}/package.json`))
  .sort();

/** The package's name in the registry. */
export const publishedName = (library) => names[library] ?? `${scope}/${library}`;

export const sourceManifest = (library) => readJson(`libs/${library}/package.json`);

/** `#transit/open` → `@byok/transit/open`; undefined for what is no library, or no entry of it. */
export function publishedSpecifier(specifier) {
  const [, library, entry] = /^#([a-z-]+)((?:\/[a-z-]+)*)$/.exec(specifier) ?? [];
  if (!libraries.includes(library)) return undefined;
  return sourceManifest(library).exports?.[`.${entry}`] ? `${publishedName(library)}${entry}` : undefined;
}

/** Lowest version of the same major number; of the same minor one below 1.0. */
function sameMajor(version) {
  const [major, minor] = version.split('.');
  return major === '0' ? `^0.${minor}.0` : `^${major}.0.0`;
}

/** `workspace:*` is a library of ours, in this very version; `catalog:` the version that the workspace's package.json has. */
function range(library, name, wanted, widen) {
  if (wanted === 'workspace:*') return [publishedName(name), workspace.version];
  if (wanted !== 'catalog:') return [name, wanted];
  const version = installed[name];
  if (!version) throw new Error(`libs/${library}/package.json depends on ${name}, which the workspace's package.json does not have.`);
  return [name, widen(version)];
}

/** The manifest that is published. */
export function publishedManifest(library) {
  const { private: _private, ...rest } = sourceManifest(library);
  const ranges = (field, widen) =>
    rest[field] ? { [field]: Object.fromEntries(Object.entries(rest[field]).map(([name, wanted]) => range(library, name, wanted, widen))) } : {};
  const renamed = rest.peerDependenciesMeta && {
    peerDependenciesMeta: Object.fromEntries(Object.entries(rest.peerDependenciesMeta).map(([name, meta]) => [range(library, name, rest.peerDependencies[name], String)[0], meta])),
  };
  const { name: _name, description, ...others } = rest;
  return {
    name: publishedName(library),
    version: workspace.version,
    description,
    license: workspace.license,
    engines,
    ...others,
    ...ranges('dependencies', (version) => `^${version}`),
    ...ranges('peerDependencies', sameMajor),
    ...renamed,
  };
}
