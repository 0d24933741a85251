import preset from '../jest.preset.js';

// `npm test` has five minutes on two cores. What takes a quarter of a minute each runs with the proofs alone (proofs/README.md), in CI too.
const SLOW_SPECS = [
  'embedded-postgres', 'fuzz-inputs', 'recording', 'recording-bad', 'recording-formats', 'recording-parts',
];
const SLOW_E2E_SPECS = [
  'account-data', 'agent', 'api-v1-fields', 'budgets', 'canary', 'catalog', 'compose-role', 'docs', 'errors', 'every-route',
  'gateway-admission', 'gateway-bad-client', 'gateway-bad-provider', 'gateway-form-bytes', 'gateway-transcription', 'gateway-uploads',
  'http-surface', 'isolation', 'jobs-answers', 'jobs-embedded', 'jobs-idempotency', 'jobs-keys', 'jobs-results', 'jobs-rings', 'jobs-rules',
  'jobs-shares', 'jobs-waiting', 'jobs-workers', 'names-and-paths', 'native-stored', 'native-stored-sdk', 'native-uploads', 'older-data',
  'passwords', 'platform-fields', 'platform-rules', 'process', 'provider-answers', 'provider-bodies', 'provider-time', 'rate-limits',
  'receipts', 'recordings-bad', 'recordings-parts', 'sdk-difference', 'sdk-methods', 'spending-limit', 'switches', 'testing-package',
  'transit-root', 'uploads', 'uploads-broken', 'user-storage', 'validate', 'watchdog',
];

/** The paths of files of tests that `npm test` leaves to the proofs. */
export const SLOW = new RegExp(`/(?:(?:${SLOW_SPECS.join('|')})\\.spec|(?:${SLOW_E2E_SPECS.join('|')})\\.e2e-spec)\\.ts$`);

export default {
  ...preset,
  displayName: 'backend',
  rootDir: '.',
  testRegex: '\\.(spec|e2e-spec)\\.ts$',
  ...(process.env.BYOK_PROOFS === undefined ? { testPathIgnorePatterns: [SLOW.source] } : {}),
  setupFiles: ['reflect-metadata'],
  globalSetup: '<rootDir>/test/support/database-set-up.mjs',
  globalTeardown: '<rootDir>/test/support/database-tear-down.mjs',
};
