import { defineConfig } from '@playwright/test';
import base from '../playwright.config.js';

/** `npm run screens`: pictures to look at, no tests. They go to `screens/` of the repository, which git ignores. */
export default defineConfig({
  ...base,
  testDir: '.',
  testMatch: process.env['START_PICTURES'] ? 'start-pictures.ts' : process.env['LAYOUT'] ? 'layout.ts' : 'contact-sheets.ts',
  globalTeardown: '../support/remove-data.ts',
  timeout: 600_000,
  reporter: [['list']],
});
