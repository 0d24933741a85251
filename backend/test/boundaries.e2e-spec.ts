import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Lints files that don't exist, as if each stood at its path: reads a list of them, and writes a report for each. */
const LINTER = `
  import { text } from 'node:stream/consumers';
  import { ESLint } from 'eslint';
  const eslint = new ESLint();
  const { format } = await eslint.loadFormatter('stylish');
  const reports = [];
  for (const { path, source } of JSON.parse(await text(process.stdin))) reports.push(await format(await eslint.lintText(source, { filePath: path })));
  process.stdout.write('\\n' + JSON.stringify(reports));
`;

/** The report on each; with whatever the linter says beside them. */
function lintPlanted(files: readonly { path: string; source: string }[]): string[] {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', LINTER], { cwd: root, input: JSON.stringify(files), encoding: 'utf8' });
  const beside = stdout.slice(0, stdout.lastIndexOf('\n')) + stderr;
  return (JSON.parse(stdout.slice(stdout.lastIndexOf('\n'))) as string[]).map((report) => report + beside);
}

const imports = (specifier: string) => `import { thing } from '${specifier}';\nexport const planted = thing;\n`;

const FORBIDDEN = [
  ['a lib that imports the backend', 'libs/providers/src/planted.ts', '../../../backend/src/byok/index.js', '@nx/enforce-module-boundaries'],
  ['the backend that imports the vault', 'backend/src/gateway/planted.ts', '#vault', '@nx/enforce-module-boundaries'],
  ['the backend that imports the client', 'backend/src/gateway/planted.ts', '../../../frontend/src/main.js', 'no-restricted-imports'],
  ['the client that imports the server side of the envelope', 'frontend/src/app/planted.ts', '#transit/open', 'no-restricted-imports'],
  ['a provider that imports another', 'libs/providers/src/openai/planted.ts', '../gemini/gemini.chat.js', 'no-restricted-imports'],
  ['a vault that knows Angular', 'libs/vault/src/planted.ts', '@angular/core', 'no-restricted-imports'],
  ['an envelope opened outside byok', 'backend/src/gateway/planted.ts', '#transit/open', 'no-restricted-imports'],
  ['contracts that import a lib', 'libs/contracts/src/planted.ts', '#redaction', '@nx/enforce-module-boundaries'],
] as const;

describe('the lint rules on who may import whom', () => {
  let reports: string[];
  beforeAll(() => {
    const graph = spawnSync(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'graph', '--file=.nx/graph.json'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NX_DAEMON: 'false' },
    });
    expect(`${graph.status} ${graph.stderr}`).toMatch(/^0 /);
    const planted = [...FORBIDDEN.map(([, path, specifier]) => [path, specifier] as const), ['backend/src/gateway/planted.ts', '#contracts'] as const];
    reports = lintPlanted(planted.map(([path, specifier]) => ({ path, source: imports(specifier) })));
  });

  it.each(FORBIDDEN)('refuse %s', (_what, path, specifier, rule) => {
    const report = reports[FORBIDDEN.findIndex((one) => one[1] === path && one[2] === specifier)];
    expect(report).toContain(rule);
    expect(report).not.toContain('will be skipped');
  });

  it('allow what the design allows', () => {
    expect(reports.at(-1)).not.toContain('error');
  });
});
