import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', 'test-results']);
const specs = globSync('**/*.spec.ts', { cwd: root, exclude: (path) => NOT_OURS.has(basename(path)) || basename(path).startsWith('.') }).concat(
  globSync(['backend/test/**/*.e2e-spec.ts', 'proofs/*.proof-spec.ts'], { cwd: root }),
);
const PAGES = ['docs/security/asvs.md', 'docs/security/attacks.md'];

interface Row {
  readonly page: string;
  readonly line: string;
  readonly cells: readonly string[];
}

/** Rows of the tables, without their heads. */
const rowsOf = (page: string): Row[] =>
  readFileSync(join(root, page), 'utf8')
    .split('\n')
    .filter((line, index, lines) => line.startsWith('|') && !line.startsWith('|---') && !lines[index + 1]?.startsWith('|---'))
    .map((line) => ({ page, line, cells: line.split('|').slice(1, -1).map((cell) => cell.trim()) }));

const namedIn = (text: string) => [...text.matchAll(/`([\w./-]+spec\.ts)` “([^”]+)”/g)].map(([, file, name]) => ({ file: file as string, name: name as string }));

/** Why a name is none of a test, or undefined. */
function missing({ file, name }: { file: string; name: string }): string | undefined {
  const found = specs.filter((path) => path === file || path.endsWith(`/${file}`));
  if (found.length !== 1) return `${file}: ${found.length} files`;
  const text = readFileSync(join(root, found[0] as string), 'utf8').replaceAll("\\'", "'");
  const begins = ["'", '"', '`'].map((quote) => `(${quote}${name}${quote},`).concat(["'", '"', '`'].map((quote) => `(\n${quote}${name}${quote},`));
  const flat = text.replace(/\(\n\s*/g, '(\n');
  const at = begins.map((begin) => flat.indexOf(begin)).find((index) => index >= 0);
  if (at === undefined) return `${file}: no test is called “${name}”`;
  return /\b(?:skip|todo|failing)(?:\.each\([^\n]*\))?$/.test(flat.slice(0, at)) ? `${file}: “${name}” is not run` : undefined;
}

describe.each(PAGES)('%s', (page) => {
  const rows = rowsOf(page);

  it('names tests that exist', () => {
    const named = rows.flatMap(({ line }) => namedIn(line));
    expect(named.length).toBeGreaterThan(40);
    expect(named.map(missing).filter((reason) => reason !== undefined)).toEqual([]);
  });

  it('has no file in a row without the name of a test in it', () => {
    const loose = rows.filter(({ line }) => (line.match(/spec\.ts`/g) ?? []).length !== namedIn(line).length);
    expect(loose.map(({ line }) => line)).toEqual([]);
  });
});

it('every tick names a test', () => {
  const bare = rowsOf('docs/security/asvs.md').filter(({ cells }) => cells[2] === '✔' && namedIn(cells[3] ?? '').length === 0);
  expect(bare.map(({ line }) => line)).toEqual([]);
  expect(rowsOf('docs/security/asvs.md').filter(({ cells }) => !['✔', '◐', '✘', '–'].includes(cells[2] ?? '')).map(({ line }) => line)).toEqual([]);
});

it('every attack names a test, and says how that was seen failing', () => {
  const bare = rowsOf('docs/security/attacks.md').filter(({ cells }) => cells.length === 3 && (namedIn(cells[1] ?? '').length === 0 || cells[2] === ''));
  expect(bare.map(({ line }) => line)).toEqual([]);
});

it('the check sees a test that is not there, twice there, or not run', () => {
  expect(missing({ file: 'named-tests.e2e-spec.ts', name: 'every tick names a test' })).toBeUndefined();
  expect(missing({ file: 'named-tests.e2e-spec.ts', name: 'nothing of the kind' })).toContain('no test');
  expect(missing({ file: 'nowhere.spec.ts', name: 'x' })).toContain('0 files');
});
