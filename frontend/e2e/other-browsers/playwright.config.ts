import { defineConfig } from '@playwright/test';
import { root } from '../support/application.js';
import base from '../playwright.config.js';

/** `npm run browsers`: what matters most, in Debian's Firefox and WebKit. Playwright runs the tests and the server only. */
export default defineConfig({
  ...base,
  testDir: '.',
  testMatch: 'vault-and-course.ts',
  globalTeardown: '../support/remove-data.ts',
  timeout: 90_000,
  workers: 1,
  reporter: [['list'], ['json', { outputFile: `${root}/.ci/results/browsers.json` }]],
});
