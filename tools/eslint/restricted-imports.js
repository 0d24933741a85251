/** Import rules inside a project, where Nx's tags don't reach. Each names the page that says why. */

const WHY = 'See docs/architecture.md, "Who may import whom".';
const PROVIDERS = ['anthropic', 'cloudru', 'gemini', 'openai'];

const NO_NODE = { regex: '^node:', message: 'Runs in browsers too.' };
const SPECS = ['**/*.spec.ts'];

function forbid(files, patterns, ignores = []) {
  return {
    files,
    ignores,
    rules: { 'no-restricted-imports': ['error', { patterns: patterns.map(({ message, ...what }) => ({ ...what, message: `${message} ${WHY}` })) }] },
  };
}

export const insideProjects = [
  ...PROVIDERS.map((provider) =>
    forbid(
      [`libs/providers/src/${provider}/**/*.ts`],
      [
        {
          group: PROVIDERS.filter((other) => other !== provider).map((other) => `../${other}/**`),
          message: 'A provider never imports another one.',
        },
      ],
      provider === 'cloudru' ? ['**'] : [],
    ),
  ),
  // ESLint takes the last matching entry alone, so each file has exactly one.
  forbid(['libs/vault/src/**/*.ts'], [{ regex: '^(@angular/|rxjs)', message: 'The vault knows no Angular.' }, NO_NODE], SPECS),
  forbid(['libs/transit/src/*.ts'], [{ regex: '^(dexie$|@angular/)', message: 'The envelope knows no storage and no Angular.' }, NO_NODE], SPECS),
  forbid(['libs/contracts/**/*.ts'], [NO_NODE], SPECS),
];

/** Who may name a plain key's holder. */
export const cryptoOnly = [
  forbid(
    ['backend/src/**/*.ts'],
    [
      { group: ['**/frontend/**'], message: 'Server and client never import each other.' },
      { regex: '^#transit/open$', message: 'Only backend/src/byok opens envelopes.' },
      { regex: '^#vault$', message: 'The vault is the browser’s.' },
    ],
    ['backend/src/byok/**'],
  ),
  forbid(['frontend/**/*.ts'], [{ regex: '(/backend/|^#transit/open$|^#sandbox$|^#providers$)', message: 'Server code has no place in the client.' }], ['frontend/e2e/**']),
];
