/** Import rules inside a project, where Nx's tags don't reach. Each names the page that says why. */
import noRestrictedDynamicImports from './no-restricted-dynamic-imports.js';

const WHY = 'See docs/architecture.md, "Who may import whom".';
const PROVIDERS = ['anthropic', 'cloudru', 'gemini', 'openai'];

const NO_NODE = { regex: '^node:', message: 'Runs in browsers too.' };
const SPECS = ['**/*.spec.ts'];

function forbid(files, given, ignores = []) {
  const patterns = given.map(({ regex, message }) => ({ regex, message: `${message} ${WHY}` }));
  return {
    files,
    ignores,
    plugins: { imports: { rules: { 'no-restricted-dynamic': noRestrictedDynamicImports } } },
    rules: { 'no-restricted-imports': ['error', { patterns }], 'imports/no-restricted-dynamic': ['error', patterns] },
  };
}

export const insideProjects = [
  ...PROVIDERS.map((provider) =>
    forbid(
      [`libs/providers/src/${provider}/**/*.ts`],
      [
        {
          regex: `^\\.\\./(${PROVIDERS.filter((other) => other !== provider).join('|')})/`,
          message: 'A provider never imports another one.',
        },
      ],
      provider === 'cloudru' ? ['**'] : [],
    ),
  ),
  // ESLint takes the last matching entry alone, so each file has exactly one.
  forbid(['libs/vault/src/**/*.ts'], [{ regex: '^(@angular/|rxjs)', message: 'The vault knows no Angular.' }, NO_NODE], SPECS),
  forbid(
    ['libs/angular-byok/src/**/*.ts'],
    [NO_NODE, { regex: '(^|/)frontend/', message: 'The package gets what it needs of its host through provideByok.' }, { regex: '^#transit/open$', message: 'The client seals and never opens.' }],
    SPECS,
  ),
  forbid(['libs/transit/src/*.ts'], [{ regex: '^(dexie$|@angular/)', message: 'The envelope knows no storage and no Angular.' }, NO_NODE], SPECS),
  forbid(['libs/agent/src/**/*.ts'], [{ regex: '^#transit/open$', message: 'The agent seals and never opens.' }], [...SPECS, '**/__support__/**']),
  forbid(
    ['libs/nestjs-byok/src/**/*.ts'],
    [
      { regex: '(/backend/|/frontend/)', message: 'The module knows no application.' },
      { regex: '^(fastify|(@nestjs/|nestjs-)platform-)', message: 'Only its entry for Fastify names an adapter.' },
      { regex: '^@nestjs/swagger$', message: 'Only its entry for Swagger needs it.' },
    ],
    [...SPECS, 'libs/nestjs-byok/src/{fastify,swagger}/**', '**/__support__/**'],
  ),
  forbid(['libs/contracts/**/*.ts', 'libs/receipts/**/*.ts'], [NO_NODE], SPECS),
];

const OF_BACKEND = [
  { regex: '(^|/)frontend/', message: 'Server and client never import each other.' },
  { regex: '^#transit/open$', message: 'Only libs/nestjs-byok opens envelopes.' },
  { regex: '(/libs/nestjs-byok/|^#nestjs-byok/(?!(fastify|swagger)$))', message: 'Import #nestjs-byok, not what is inside it.' },
  { regex: '^#agent$', message: 'The agent runs on the user’s machine.' },
  { regex: '^#vault$', message: 'The vault is the browser’s.' },
];
const FOR_TESTS = { regex: '^(#testing(/|$)|#redaction/search$)', message: 'This is for tests.' };

/** Who may name a plain key's holder, and what is for tests. */
export const cryptoOnly = [
  forbid(['backend/src/**/*.ts'], [...OF_BACKEND, FOR_TESTS], SPECS),
  forbid(['backend/src/**/*.spec.ts'], OF_BACKEND),
  forbid(['frontend/**/*.ts'], [{ regex: '(/backend/|^#transit/open$|^#sandbox$|^#providers$)', message: 'Server code has no place in the client.' }], ['frontend/e2e/**']),
];
