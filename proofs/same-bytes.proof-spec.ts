import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** What the bundler tells of its work, for our tools alone: in the order in which its threads came to it. */
const REPORTS = new Set(['client/browser-stats.json']);
/** What is made, or belongs to one checkout. */
const NOT_SOURCE = new Set(['node_modules', 'dist', '.nx', '.git', '.ci', 'tmp', 'coverage', 'test-results', 'playwright-report', '.angular', 'data']);

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A copy of the sources with the same dependencies (hard links: builds don't write there), in a folder of another name and depth. */
function copy(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  folders.push(folder);
  const target = join(folder, prefix, 'project');
  for (const name of readdirSync(ROOT)) if (!NOT_SOURCE.has(name)) cpSync(join(ROOT, name), join(target, name), { recursive: true });
  const isSameDisk = statSync(folder).dev === statSync(join(ROOT, 'node_modules')).dev;
  execFileSync('cp', [isSameDisk ? '-al' : '-a', join(ROOT, 'node_modules'), join(target, 'node_modules')]);
  return target;
}

function build(folder: string): ReadonlyMap<string, string> {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'build', '--skip-nx-cache'], { cwd: folder, encoding: 'utf8', timeout: 280_000 });
  if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
  const output = join(folder, 'dist');
  const names = readdirSync(output, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(output, name)).isFile() && !REPORTS.has(name));
  return new Map(names.sort().map((name) => [name, createHash('sha256').update(readFileSync(join(output, name))).digest('hex')]));
}

it('npm run build makes the same bytes from the same sources, wherever they lie', () => {
  // Both before the first build, which takes long enough for somebody to change a source.
  const copies = [copy('byok-one-'), copy('byok-another-place-')];
  const [first, second] = copies.map(build) as [ReadonlyMap<string, string>, ReadonlyMap<string, string>];
  expect(first.size).toBeGreaterThan(500);
  expect([...second.keys()]).toEqual([...first.keys()]);
  expect([...first].filter(([name, digest]) => second.get(name) !== digest).map(([name]) => name)).toEqual([]);
});
