import { defineConfig } from '@playwright/test';
import { ADMIN, addressOf, baseURL, dataDirectory, port, root } from './support/application.js';
import { HEADLESS_SHELL } from './support/browsers.js';

/**
 * The built application (`npm run build` first) in the engine of Debian's Chromium, with the providers' emulator and a database
 * of its own. Each test comes from an address of its own: registrations are limited per minute and address.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: `${root}/test-results`,
  globalTeardown: './support/remove-data.ts',
  fullyParallel: false,
  // One more than cores: tests also wait, for courses and for clocks.
  workers: 3,
  // Only to end what hangs: a slow machine takes four times as long as a quick one.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: `${root}/.ci/results/e2e.json` }]],
  use: {
    baseURL,
    locale: 'ru-RU',
    extraHTTPHeaders: { 'x-forwarded-for': addressOf(`worker ${process.env['TEST_WORKER_INDEX'] ?? ''}`) },
    trace: 'off',
    // It fetches the whole client in the background; offline.spec.ts tries it.
    serviceWorkers: 'block',
    ...HEADLESS_SHELL,
  },
  webServer: {
    command: 'node dist/server/backend/src/main.js',
    cwd: root,
    url: `${baseURL}/api/health/ready`,
    timeout: 120_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
    env: {
      PATH: `${root}/node_modules/.bin:${process.env['PATH'] ?? ''}`,
      NODE_ENV: 'development',
      PROVIDERS: 'sandbox',
      DATA_DIR: dataDirectory,
      PORT: String(port),
      HOST: '127.0.0.1',
      PUBLIC_URL: baseURL,
      TRUSTED_PROXIES: '127.0.0.1',
      LOG_LEVEL: 'warn',
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
    },
  },
});
