import nx from '@nx/eslint-plugin';
import angular from 'angular-eslint';
import tseslint from 'typescript-eslint';
import { limitNames } from './tools/eslint/limit-names.js';
import noSecretInText from './tools/eslint/no-secret-in-text.js';
import { cryptoOnly, insideProjects } from './tools/eslint/restricted-imports.js';
import { backendRooms } from './tools/eslint/rooms.js';

const boundaries = {
  '@nx/enforce-module-boundaries': [
    'error',
    {
      enforceBuildableLibDependency: false,
      allow: [],
      depConstraints: [
        { sourceTag: 'scope:server', onlyDependOnLibsWithTags: ['scope:server', 'scope:shared'] },
        { sourceTag: 'scope:frontend', onlyDependOnLibsWithTags: ['scope:browser', 'scope:shared'] },
        { sourceTag: 'scope:browser', onlyDependOnLibsWithTags: ['scope:browser', 'scope:shared'] },
        { sourceTag: 'scope:shared', onlyDependOnLibsWithTags: ['scope:shared'] },
        { sourceTag: 'type:contracts', onlyDependOnLibsWithTags: ['type:none'] },
        { sourceTag: 'type:transit', onlyDependOnLibsWithTags: ['type:contracts'] },
        { sourceTag: 'type:redaction', onlyDependOnLibsWithTags: ['type:contracts'] },
        { sourceTag: 'type:vault', onlyDependOnLibsWithTags: ['type:contracts'] },
        { sourceTag: 'type:angular-byok', onlyDependOnLibsWithTags: ['type:contracts', 'type:transit', 'type:vault'] },
        { sourceTag: 'type:providers', onlyDependOnLibsWithTags: ['type:contracts', 'type:redaction'] },
        { sourceTag: 'type:nestjs-byok', onlyDependOnLibsWithTags: ['type:contracts', 'type:transit', 'type:redaction', 'type:providers', 'type:sandbox'] },
        { sourceTag: 'type:receipts', onlyDependOnLibsWithTags: ['type:none'] },
        { sourceTag: 'type:agent', onlyDependOnLibsWithTags: ['type:contracts', 'type:transit'] },
        { sourceTag: 'type:sandbox', onlyDependOnLibsWithTags: ['type:contracts'] },
        { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:contracts', 'type:transit', 'type:redaction', 'type:sandbox', 'type:nestjs-byok'] },
      ],
    },
  ],
};

const LOGGER_MADE = { selector: 'ClassBody NewExpression[callee.name="Logger"]', message: 'A class has its logger injected: @InjectPinoLogger(…) logger: PinoLogger.' };
const WEAK_MAP = { selector: 'NewExpression[callee.name="WeakMap"]', message: 'A call whose objects are keys of a WeakMap outlives itself: keep a symbol on the object (docs/decisions/2026-11-30-no-weak-maps-in-a-call.md).' };

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.nx/**', '**/.angular/**', 'coverage/**', 'test-results/**', '**/playwright-report/**', 'bench/gateway/node_modules/**', 'clients/node_modules/**', 'clients/.generated/**', 'tools/packages/programs/node_modules/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommended],
    plugins: { '@nx': nx },
    rules: {
      ...boundaries,
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/no-unused-expressions': ['error', { allowShortCircuit: true, allowTernary: true }],
      'no-console': 'error',
    },
  },
  {
    // Hosts of the module as others write them: by its public entries.
    files: ['libs/nestjs-byok/src/__support__/*.ts', 'libs/nestjs-byok/src/*.spec.ts'],
    rules: { '@nx/enforce-module-boundaries': ['error', { ...boundaries['@nx/enforce-module-boundaries'][1], allowCircularSelfDependency: true }] },
  },
  { files: ['**/*.{ts,js,mjs}'], plugins: { names: { rules: { 'limit-names': limitNames } } }, rules: { 'names/limit-names': 'error' } },
  ...insideProjects,
  ...cryptoOnly,
  ...backendRooms,
  {
    files: ['backend/src/**/*.ts', 'libs/*/src/**/*.ts', 'frontend/src/**/*.ts'],
    ignores: ['**/*.spec.ts', 'libs/*/src/testing/**', '**/__support__/**', 'frontend/src/testing/**'],
    plugins: { byok: { rules: { 'no-secret-in-text': noSecretInText } } },
    languageOptions: { parserOptions: { projectService: true } },
    rules: { 'byok/no-secret-in-text': 'error' },
  },
  {
    files: ['backend/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': ['error', LOGGER_MADE],
    },
  },
  {
    files: ['backend/src/{access,auth,gateway,http,receipts,usage}/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', LOGGER_MADE, WEAK_MAP] },
  },
  {
    files: ['libs/{nestjs-byok,providers,redaction,transit}/src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/__support__/**'],
    rules: { 'no-restricted-syntax': ['error', WEAK_MAP] },
  },
  {
    files: ['backend/src/**/*.ts', 'libs/nestjs-byok/src/**/*.ts'],
    ignores: ['backend/src/config/**', 'backend/src/main.ts', 'backend/src/worker.ts', 'backend/src/database/embedded/program-environment.ts', '**/*.spec.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings come from config/ (docs/decisions/2026-11-22-one-configuration.md).' },
      ],
    },
  },
  {
    // `strategies` starts no application: it sends what a strategy made to the emulator.
    files: ['backend/test/**/*-spec.ts'],
    ignores: ['backend/test/strategies.e2e-spec.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'A plain request goes by supertest (`call`, `as` and `request` of the test application). Streams, forms and aborts, which it cannot do, go by the `fetch` of the test application.' },
      ],
    },
  },
  { files: ['frontend/**/*.ts', 'libs/angular-byok/**/*.ts'], extends: [...angular.configs.tsRecommended], processor: angular.processInlineTemplates },
  { files: ['frontend/**/*.html', 'libs/angular-byok/**/*.html'], extends: [...angular.configs.templateRecommended, ...angular.configs.templateAccessibility] },
  { files: ['**/*.{js,mjs}'], extends: [tseslint.configs.disableTypeChecked], rules: { 'no-console': 'off' } },
);
