import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unprivilegedAccount } from './account.js';
import { locateBinaries, packageFolder } from './binaries.js';

describe("PostgreSQL's programs", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'byok-binaries-'));
    cpSync(packageFolder(), folder, { recursive: true, verbatimSymlinks: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('run for an account that cannot get to node_modules', () => {
    chmodSync(folder, 0o700);
    const account = unprivilegedAccount();
    const { postgres, initdb } = locateBinaries(account, folder);
    for (const program of [postgres, initdb]) {
      expect(spawnSync(program, ['--version'], { ...account, cwd: '/', encoding: 'utf8' }).stdout).toMatch(
        /PostgreSQL\) 18/,
      );
    }
    expect(postgres.startsWith(folder)).toBe(account === undefined);
  });

  it('have the library links that npm leaves to an install script', () => {
    const library = join(folder, 'native', 'lib');
    const links = readdirSync(library, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
    for (const { name } of links) rmSync(join(library, name));
    locateBinaries(undefined, folder);
    expect(readdirSync(library)).toEqual(expect.arrayContaining(links.map(({ name }) => name)));
    expect(links.length).toBeGreaterThan(0);
  });
});
