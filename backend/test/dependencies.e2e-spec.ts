import { existsSync, readFileSync, readdirSync } from 'node:fs';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

describe('what is installed', () => {
  it('has a hash for every entry of the lock file, and no address of a registry', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { link?: boolean; integrity?: string; resolved?: string }> };
    const entries = Object.entries(packages).filter(([name, { link }]) => name !== '' && link !== true);
    expect(entries.length).toBeGreaterThan(1_000);
    expect(entries.filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '')).map(([name]) => name)).toEqual([]);
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name)).toEqual([]);
  });

  it('runs no script of a dependency, one of which would report the installation', () => {
    const workflows = new URL('.github/workflows/', root);
    const files = ['tools/bootstrap.mjs', 'docker/Dockerfile', ...(existsSync(workflows) ? readdirSync(workflows).map((name) => `.github/workflows/${name}`) : [])];
    const installs = files.flatMap((file) => read(file).split('\n').filter((line) => /npm (?:ci|install) -|\['ci',/.test(line)));
    expect(installs.length).toBeGreaterThan(1);
    for (const line of installs) expect(line).toContain('--ignore-scripts');
    // For whoever installs by hand.
    expect((JSON.parse(read('package.json')) as { scarfSettings?: unknown }).scarfSettings).toEqual({ enabled: false });
  });
});
