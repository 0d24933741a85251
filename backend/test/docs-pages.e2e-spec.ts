import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CODE_STATUS } from '#contracts';
import { configurationTable } from './support/configuration-table.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', 'test-results', 'playwright-report']);
const files = globSync('**/*', { cwd: root, exclude: (path) => NOT_OURS.has(basename(path)) || basename(path).startsWith('.') });
const listed = (...extensions: string[]) => files.filter((path) => extensions.includes(extname(path))).sort();

const pages = listed('.md');

/** Names of a page's headings, as GitHub makes them. */
const anchors = (path: string) =>
  [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => (heading as string).toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));

describe('the pages', () => {
  it('are there', () => {
    for (const page of ['README.md', 'CHANGELOG.md', 'LICENSE', 'docs/architecture.md', 'docs/operations.md', 'docs/api-errors.md', 'docs/security/asvs.md']) {
      expect({ page, exists: existsSync(join(root, page)) }).toEqual({ page, exists: true });
    }
    expect(pages.length).toBeGreaterThan(20);
  });

  it.each(pages)('%s links to what exists', (page) => {
    const text = read(page).replace(/^```[\s\S]*?^```/gm, '');
    const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target]) => target as string)
      .filter((target) => !/^(https?:|mailto:)/.test(target))
      .filter((target) => {
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : join(dirname(page), decodeURIComponent(path));
        if (!existsSync(join(root, file))) return true;
        return anchor !== undefined && file.endsWith('.md') && !anchors(file).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  it('that the code names exist', () => {
    const sources = listed('.ts', '.js', '.mjs', '.json').filter((path) => !path.startsWith('package-lock'));
    const missing = sources.flatMap((path) =>
      [...read(path).matchAll(/\bdocs\/[\w/-]+\.md\b/g)].filter(([named]) => !existsSync(join(root, named))).map(([named]) => `${path}: ${named}`),
    );
    expect(missing).toEqual([]);
  });

  it('name no machine of the authors', () => {
    for (const page of pages) expect({ page, text: read(page) }).toMatchObject({ text: expect.not.stringMatching(/(?<!\w)\/(?:work|root|home)\/\w/) as string });
  });
});

describe('the README', () => {
  const readme = read('README.md');

  it('lists every setting as the application reads it', () => {
    const table = /^\| variable \|[\s\S]*?(?=\n\n)/m.exec(readme)?.[0];
    expect(table).toBe(configurationTable());
  });

  it('has a licence, a changelog with this version, and pictures', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(read('LICENSE')).toContain('Apache License');
    expect(read('CHANGELOG.md')).toContain(version);
    expect(readme).toMatch(/!\[[^\]]{20,}\]\(docs\/images\//);
  });

  it('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const [, name] of readme.matchAll(/npm (?:run )?(start|test|lint|types|build|e2e|bench)\b/g)) expect(scripts).toHaveProperty(name as string);
  });
});

describe('the page on applications of other people', () => {
  const page = read('docs/own-application.md');
  const rows = [...page.matchAll(/^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)].map((cells) => cells.slice(1));

  it('is found from the README, and leads to a page for each reader with the test that runs its code', () => {
    expect(read('README.md')).toContain('(docs/own-application.md)');
    for (const target of ['../libs/nestjs-byok/README.md', '../libs/angular-byok/README.md', 'testing.md', 'agent.md']) {
      const [, , tests = ''] = rows.find(([, reads]) => reads?.includes(`(${target})`)) ?? [];
      expect(tests).toMatch(/\.package-spec\.ts|npm run clients/);
    }
    for (const [named] of page.matchAll(/[\w-]+\.package-spec\.ts/g)) expect(existsSync(join(root, 'proofs/packages', named))).toBe(true);
  });

  it.each(['TLS', 'CSP', 'sign-in', 'rate limits'])('says of %s what the module does and what the application must do', (what) => {
    const [, module = '', application = ''] = rows.find(([first]) => first === what) ?? [];
    expect(module.length).toBeGreaterThan(30);
    expect(application.length).toBeGreaterThan(30);
  });
});

describe('the page of errors', () => {
  it('has every code with its status, and no other', () => {
    const rows = [...read('docs/api-errors.md').matchAll(/^\| `(\w+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [code, Number(status)]);
    expect(Object.fromEntries(rows)).toEqual(CODE_STATUS);
    expect(rows).toHaveLength(Object.keys(CODE_STATUS).length);
  });
});

describe('the page of a call, file by file', () => {
  const page = read('docs/a-call-file-by-file.md');
  const [steps = '', rest = ''] = page.split('## All files that run');
  const rows = steps.split('\n').filter((line) => /^\| \d+ \|/.test(line));
  const named = new Set(rows.flatMap((row) => [...row.matchAll(/`([\w/.-]+\.ts)`/g)].map(([, path]) => path as string)));

  it('names files that exist', () => {
    const all = [...page.matchAll(/`([\w/.-]+\/[\w.-]+\.ts)`/g)].map(([, path]) => path as string);
    const whole = (path: string) => (path.startsWith('nestjs-byok/') ? path.replace('nestjs-byok/', 'libs/nestjs-byok/src/') : `backend/src/${path}`);
    expect(all.length).toBeGreaterThan(named.size);
    expect(all.filter((path) => !existsSync(join(root, whole(path))))).toEqual([]);
  });

  it('counts its steps and files right, and the files that run by their folders', () => {
    const [, stepCount, fileCount] = /: (\d+) steps in (\d+) files/.exec(steps) ?? [];
    expect([rows.length, named.size]).toEqual([Number(stepCount), Number(fileCount)]);
    const [, before, behind] = /: (\d+) before the answer, (\d+) behind it/.exec(rest) ?? [];
    const counts = [...rest.matchAll(/^\| (.+?) \| (\d+) \|/gm)].map(([, folder, count]) => ({ isBehind: folder === 'behind the answer', count: Number(count) }));
    const sum = (isBehind: boolean) => counts.filter((row) => row.isBehind === isBehind).reduce((total, { count }) => total + count, 0);
    expect([sum(false), sum(true)]).toEqual([Number(before), Number(behind)]);
  });
});
