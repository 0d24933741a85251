import preset from '../jest.preset.js';

/** Files that take half a minute each, or that the proofs run twice as often: they run there alone (proofs/README.md), in CI too. */
export const SLOW =
  /((embedded-postgres|recording-bad|recording-parts)\.spec|(api-v1-fields|budgets|compose-role|gateway-bad-client|gateway-bad-provider|gateway-form-bytes|gateway-transcription|gateway-uploads|http-surface|isolation|jobs-answers|jobs-embedded|jobs-idempotency|jobs-results|jobs-rings|jobs-rules|jobs-shares|jobs-waiting|jobs-workers|names-and-paths|native-uploads|process|provider-bodies|provider-time|rate-limits|recordings-bad|recordings-parts|sdk-methods|spending-limit|transit-root|uploads-broken|watchdog)\.e2e-spec)\.ts$/;

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
