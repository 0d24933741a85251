import nx from '@nx/eslint-plugin';
import angular from 'angular-eslint';
import tseslint from 'typescript-eslint';
import { cryptoOnly, insideProjects } from './tools/eslint/restricted-imports.js';

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
        { sourceTag: 'type:providers', onlyDependOnLibsWithTags: ['type:contracts', 'type:redaction'] },
        { sourceTag: 'type:sandbox', onlyDependOnLibsWithTags: ['type:contracts'] },
      ],
    },
  ],
};

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.nx/**', '**/.angular/**', 'coverage/**', 'test-results/**', '**/playwright-report/**', 'bench/gateway/node_modules/**'] },
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
  ...insideProjects,
  ...cryptoOnly,
  {
    files: ['backend/src/**/*.ts'],
    ignores: ['backend/src/config/**', 'backend/src/main.ts', 'backend/src/worker.ts', 'backend/src/database/embedded/program-environment.ts', '**/*.spec.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings come from config/ (docs/decisions/2026-11-22-one-configuration.md).' },
      ],
    },
  },
  { files: ['frontend/**/*.ts'], extends: [...angular.configs.tsRecommended], processor: angular.processInlineTemplates },
  { files: ['frontend/**/*.html'], extends: [...angular.configs.templateRecommended, ...angular.configs.templateAccessibility] },
  { files: ['**/*.{js,mjs}'], extends: [tseslint.configs.disableTypeChecked], rules: { 'no-console': 'off' } },
);
