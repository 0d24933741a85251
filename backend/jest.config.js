import preset from '../jest.preset.js';

export default {
  ...preset,
  displayName: 'backend',
  rootDir: '.',
  testRegex: '\\.(spec|e2e-spec)\\.ts$',
  setupFiles: ['reflect-metadata'],
  globalSetup: '<rootDir>/test/support/database-set-up.mjs',
  globalTeardown: '<rootDir>/test/support/database-tear-down.mjs',
};
