import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Lints a file that doesn't exist, as if it stood at `path`. */
function lintPlanted(path: string, source: string): string {
  const result = spawnSync(process.execPath, ['node_modules/eslint/bin/eslint.js', '--stdin', '--stdin-filename', path], {
    cwd: root,
    input: source,
    encoding: 'utf8',
  });
  return result.stdout + result.stderr;
}

const imports = (specifier: string) => `import { thing } from '${specifier}';\nexport const planted = thing;\n`;

describe('the lint rules on who may import whom', () => {
  beforeAll(() => {
    const graph = spawnSync(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'graph', '--file=.nx/graph.json'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NX_DAEMON: 'false' },
    });
    expect(`${graph.status} ${graph.stderr}`).toMatch(/^0 /);
  });

  it.each([
    ['a lib that imports the backend', 'libs/providers/src/planted.ts', '../../../backend/src/byok/index.js', '@nx/enforce-module-boundaries'],
    ['the backend that imports the vault', 'backend/src/gateway/planted.ts', '#vault', '@nx/enforce-module-boundaries'],
    ['the backend that imports the client', 'backend/src/gateway/planted.ts', '../../../frontend/src/main.js', 'no-restricted-imports'],
    ['the client that imports the server side of the envelope', 'frontend/src/app/planted.ts', '#transit/open', 'no-restricted-imports'],
    ['a provider that imports another', 'libs/providers/src/openai/planted.ts', '../gemini/gemini.chat.js', 'no-restricted-imports'],
    ['a vault that knows Angular', 'libs/vault/src/planted.ts', '@angular/core', 'no-restricted-imports'],
    ['an envelope opened outside byok', 'backend/src/gateway/planted.ts', '#transit/open', 'no-restricted-imports'],
    ['contracts that import a lib', 'libs/contracts/src/planted.ts', '#redaction', '@nx/enforce-module-boundaries'],
  ])('refuse %s', (_what, path, specifier, rule) => {
    const report = lintPlanted(path, imports(specifier));
    expect(report).toContain(rule);
    expect(report).not.toContain('will be skipped');
  });

  it('allow what the design allows', () => {
    expect(lintPlanted('backend/src/gateway/planted.ts', imports('#contracts'))).not.toContain('error');
  });
});
