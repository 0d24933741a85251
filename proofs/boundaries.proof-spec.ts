import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Lints files that don't exist, as if each stood at its path: reads a list of them, and writes a report for each. They
 * belong to no TypeScript project, so the one rule that needs types is off for them.
 */
const LINTER = `
  import { text } from 'node:stream/consumers';
  import { ESLint } from 'eslint';
  const eslint = new ESLint({ overrideConfig: { languageOptions: { parserOptions: { projectService: false } }, rules: { 'byok/no-secret-in-text': 'off' } } });
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

const imports = (specifier: string, what = 'import { thing }') => `${what} from '${specifier}';\nexport const planted = ${what.includes('type') ? 'undefined as unknown as thing' : 'thing'};\n`;

const FORBIDDEN: readonly (readonly [what: string, path: string, specifier: string, rule: string, statement?: string])[] = [
  ['a lib that imports the backend', 'libs/providers/src/planted.ts', '../../../backend/src/access/index.js', '@nx/enforce-module-boundaries'],
  ['the backend that imports the vault', 'backend/src/gateway/planted.ts', '#vault', '@nx/enforce-module-boundaries'],
  ['the backend that imports the client', 'backend/src/gateway/planted.ts', '../../../frontend/src/main.js', 'no-restricted-imports'],
  ['the client that imports the server side of the envelope', 'frontend/src/app/planted.ts', '#transit/open', 'no-restricted-imports'],
  ['a provider that imports another', 'libs/providers/src/openai/planted.ts', '../gemini/gemini.chat.js', 'no-restricted-imports'],
  ['the Angular package that imports its host', 'libs/angular-byok/src/planted.ts', '../../../frontend/src/app/core/session/session.service.js', '@nx/enforce-module-boundaries'],
  ['the client that imports the inside of the Angular package', 'frontend/src/app/planted.ts', '../../../libs/angular-byok/src/vault/current-vault.service.js', '@nx/enforce-module-boundaries'],
  ['a vault that knows Angular', 'libs/vault/src/planted.ts', '@angular/core', 'no-restricted-imports'],
  ['an envelope opened outside nestjs-byok', 'backend/src/gateway/planted.ts', '#transit/open', 'no-restricted-imports'],
  ['the module that imports its host', 'libs/nestjs-byok/src/planted.ts', '../../../backend/src/config/index.js', 'no-restricted-imports'],
  ['the inside of the module, in its host', 'backend/src/gateway/planted.ts', '../../../libs/nestjs-byok/src/credential/credential.js', 'no-restricted-imports'],
  ['the inside of the module past its entries', 'backend/src/gateway/planted.ts', '#nestjs-byok/credential', 'no-restricted-imports'],
  ['Fastify in the module outside its entry', 'libs/nestjs-byok/src/credential/planted.ts', 'fastify', 'no-restricted-imports', 'import type { thing }'],
  ['the module in the client', 'frontend/src/app/planted.ts', '#nestjs-byok', '@nx/enforce-module-boundaries'],
  ['a room that imports one behind it', 'backend/src/database/planted.ts', '../gateway/index.js', 'rooms/order'],
  ['a type of a room behind', 'backend/src/access/planted.ts', '../auth/index.js', 'rooms/order', 'import type { thing }'],
  ['a room that is entered past its index', 'backend/src/gateway/planted.ts', '../auth/cookies.service.js', 'rooms/order'],
  ['the entrance of the own room', 'backend/src/auth/sessions/planted.ts', '../index.js', 'rooms/order'],
  ['a room without a place in the order', 'backend/src/planted/planted.ts', '../auth/index.js', 'rooms/order'],
  ['a circle between files', 'backend/src/validation/shown-name.ts', './refused-fields.js', 'rooms/no-circle'],
  ['a circle of types over several files', 'backend/src/validation/shown-name.ts', './body-validation.pipe.js', 'rooms/no-circle', 'import type { thing }'],
  ['a circle between folders of a room', 'backend/src/gateway/openai/planted.ts', '../chat/chat.route.js', 'rooms/no-folder-circle'],
  ['a circle of types between folders', 'backend/src/jobs/worker/planted.ts', '../calls/job-calls.service.js', 'rooms/no-folder-circle', 'import type { thing }'],
  ['the agent that opens envelopes', 'libs/agent/src/planted.ts', '#transit/open', 'no-restricted-imports'],
  ['the agent that knows providers', 'libs/agent/src/planted.ts', '#providers', '@nx/enforce-module-boundaries'],
  ['the server that imports the agent', 'backend/src/gateway/planted.ts', '#agent', 'no-restricted-imports'],
  ['the platform that imports what is for tests', 'backend/src/gateway/planted.ts', '#testing', 'no-restricted-imports'],
  ['a library that imports what is for tests', 'libs/redaction/src/planted.ts', '#testing', '@nx/enforce-module-boundaries'],
  ['the backend that enters a library past its entries', 'backend/src/gateway/planted.ts', '../../../libs/transit/src/seal.js', '@nx/enforce-module-boundaries'],
  ['the client that enters a library past its entries', 'frontend/src/app/planted.ts', '../../../libs/vault/src/vault.js', '@nx/enforce-module-boundaries'],
  ['contracts that import a lib', 'libs/contracts/src/planted.ts', '#redaction', '@nx/enforce-module-boundaries'],
];

const ALLOWED: readonly (readonly [path: string, specifier: string, statement?: string])[] = [
  ['backend/src/gateway/planted.ts', '#contracts'],
  ['backend/src/gateway/planted.ts', '#nestjs-byok'],
  ['backend/src/http/planted.ts', '#nestjs-byok/fastify'],
  ['libs/nestjs-byok/src/fastify/planted.ts', 'fastify', 'import type { thing }'],
  ['backend/src/gateway/planted.ts', '../auth/index.js'],
  ['backend/src/auth/sessions/planted.ts', '../cookies.service.js'],
  ['backend/src/gateway/chat/planted.ts', '../openai/openai-call.service.js'],
  ['backend/src/jobs/calls/planted.ts', '../worker/job-run.js'],
];

/** Import declarations are one way of three: an expression and a type name files as well. */
const OTHER_WAYS = FORBIDDEN.flatMap(([what, path, specifier, rule, statement]) => [
  ...(statement === undefined ? [[`${what}, by an expression`, path, rule, `export const planted = import('${specifier}');\n`] as const] : []),
  [`${what}, by a type`, path, rule, `export type Planted = import('${specifier}').Thing;\n`] as const,
]);
/** Nx's rule does not look at types. */
const SEEN = OTHER_WAYS.filter(([what, , rule]) => rule !== '@nx/enforce-module-boundaries' || !what.endsWith('a type'));

describe('the lint rules on who may import whom', () => {
  let others: string[];
  let reports: string[];
  beforeAll(() => {
    const graph = spawnSync(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'graph', '--file=.nx/graph.json'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NX_DAEMON: 'false' },
    });
    expect(`${graph.status} ${graph.stderr}`).toMatch(/^0 /);
    const planted = [...FORBIDDEN.map(([, path, specifier, , what]) => [path, specifier, what] as const), ...ALLOWED];
    reports = lintPlanted(planted.map(([path, specifier, what]) => ({ path, source: imports(specifier, what) })));
    others = lintPlanted(SEEN.map(([, path, , source]) => ({ path, source })));
  });

  it.each(FORBIDDEN)('refuse %s', (_what, path, specifier, rule) => {
    const report = reports[FORBIDDEN.findIndex((one) => one[1] === path && one[2] === specifier)];
    expect(report).toContain(rule);
    expect(report).not.toContain('will be skipped');
  });

  it.each(SEEN)('refuse %s', (what, _path, rule) => {
    expect(others[SEEN.findIndex(([one]) => one === what)]).toContain(rule === 'no-restricted-imports' ? 'imports/no-restricted-dynamic' : rule);
  });

  it.each(ALLOWED)('allow %s to import %s', (path, specifier) => {
    const report = reports[FORBIDDEN.length + ALLOWED.findIndex((one) => one[0] === path && one[1] === specifier)];
    expect(report).not.toContain('error');
  });
});

describe('the lint rule on who logs', () => {
  it('refuses a class that makes its logger, and allows a function that does', () => {
    const head = "import { Logger } from '@nestjs/common';\n";
    const [inClass, inFunction] = lintPlanted([
      { path: 'backend/src/gateway/planted.ts', source: `${head}export class Planted {\n  readonly #logger = new Logger('Planted');\n  log = (): void => this.#logger.log('x');\n}\n` },
      { path: 'backend/src/gateway/planted.ts', source: `${head}const logger = new Logger('Planted');\nexport const log = (): void => logger.log('x');\n` },
    ]);
    expect(inClass).toContain('@InjectPinoLogger');
    expect(inFunction).not.toContain('error');
  });
});

describe('the lint rule on names of limits', () => {
  it('refuses other words than MAX, MIN, TIMEOUT and REQUIRED, in programs and in tools', () => {
    const planted = ['const LONGEST_BYTES = 1;', 'const [LEAST, MOST_TRIES] = [1, 2];', 'const PATIENCE_MS = 1;', 'const NEEDED = 1;', 'const DEFAULT_MOST_TOKENS = 1;'];
    for (const path of ['backend/src/gateway/planted.ts', 'tools/planted.mjs']) {
      const reports = lintPlanted(planted.map((line) => ({ path, source: `${line}\n` })));
      expect(reports.map((report) => report.match(/names\/limit-names/g)?.length)).toEqual([1, 2, 1, 1, 1]);
    }
  });

  it('allows the words of the vocabulary, and what is no constant', () => {
    const source = "export const MAX_BYTES = 1;\nexport const MIN_BYTES = 1;\nexport const REQUIRED_HEADERS = 1;\nexport const most = 1;\nexport const TIMEOUT_MS = process.pid === 0 ? 'MOST' : '';\n";
    expect(lintPlanted([{ path: 'backend/src/gateway/planted.ts', source }])[0]).not.toContain('limit-names');
  });
});
