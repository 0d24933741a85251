import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Entry {
  readonly link?: boolean;
  readonly integrity?: string;
  readonly resolved?: string;
}

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', 'tmp', 'test-results', '.git', '.nx', '.angular']);
const filesLike = (...patterns: string[]) => globSync(patterns, { cwd: fileURLToPath(root), exclude: (path) => NOT_OURS.has(basename(path)) }).sort();

/** Each installs what is used here: the workspace, other clients, programs that look at the packages, benches. */
const LOCKS = filesLike('**/package-lock.json');
const entriesOf = (lock: string) => (JSON.parse(read(lock)) as { packages: Record<string, Entry> }).packages;
/** Whatever installs, or tells somebody how to. */
const TEXTS = filesLike('{bench,clients,docker,proofs,tools}/**/{Dockerfile,*.mjs,*.md}', 'docs/*.md', 'README.md', '.github/workflows/*.yml', '.ci/run');
/** A call of npm, a line of a shell, or a command in a text; not the words about one. */
const INSTALLS = /\['(?:ci|install)',|RUN npm ci|&& npm ci|run: npm ci|^\s*npm ci|\bby hand: `npm ci/;

describe('what is installed', () => {
  it.each(LOCKS)('has a hash for every entry of %s, and no address of a registry', (lock) => {
    const entries = Object.entries(entriesOf(lock)).filter(([name, { link }]) => name !== '' && link !== true);
    expect(entries.length).toBeGreaterThan(lock === 'package-lock.json' ? 1_000 : 50);
    expect(entries.filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '')).map(([name]) => name)).toEqual([]);
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name)).toEqual([]);
  });

  it('runs no script of a dependency, one of which would report the installation', () => {
    const installs = TEXTS.flatMap((file) => read(file).split('\n').filter((line) => INSTALLS.test(line)).map((line) => `${file}: ${line.trim()}`));
    for (const file of ['tools/bootstrap.mjs', 'docker/Dockerfile', 'clients/lib/install.mjs', 'tools/packages/install-programs.mjs', 'docs/operations.md']) {
      expect(installs.filter((line) => line.startsWith(file))).not.toEqual([]);
    }
    expect(installs.filter((line) => !line.includes('--ignore-scripts'))).toEqual([]);
    // For whoever installs by hand.
    expect((JSON.parse(read('package.json')) as { scarfSettings?: unknown }).scarfSettings).toEqual({ enabled: false });
  });
});
