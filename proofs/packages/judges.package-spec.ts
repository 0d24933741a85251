import { spawnSync } from 'node:child_process';
import { folderOf, libraries, publishedManifest, root, tarballOf } from './support/packages.js';

/** Runs a program of tools/packages. */
function judge(program: string, ...parameters: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${root}tools/packages/${program}`, ...parameters], { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  return { status, said: `${stdout}${stderr}` };
}

describe('the packages', () => {
  it('offer what docs/api says', () => {
    const update = process.env['BYOK_UPDATE_API'] === '1' ? ['--update'] : [];
    expect(judge('api-reports.mjs', ...update)).toEqual({ status: 0, said: '' });
  });
});

describe.each(libraries)('the package %s', (library) => {
  it('is in order for publint, down to its suggestions', () => {
    expect(judge('programs/node_modules/publint/src/cli.js', 'run', folderOf(library), '--strict', '--pack', 'npm')).toEqual({ status: 0, said: expect.stringMatching(/All good!\s*$/) as string });
  });

  it('has types that resolve, for attw', () => {
    const untyped = Object.entries(publishedManifest(library).exports).flatMap(([entry, target]) => (typeof target === 'object' && target.types === undefined ? [entry.slice(2)] : []));
    const excluded = untyped.length === 0 ? [] : ['--exclude-entrypoints', ...untyped];
    expect(judge('programs/node_modules/@arethetypeswrong/cli/dist/index.js', tarballOf(library), '--profile', 'esm-only', ...excluded)).toEqual({ status: 0, said: expect.stringContaining('🟢 (ESM)') as string });
  });
});
