import { defineConfig } from '@playwright/test';
import { ADMIN, FOREIGN_HOST, addressOf, baseURL, dataDirectory, port, root } from './support/application.js';

/**
 * The built application (`npm run build` first) in Debian's Chromium, with the providers' emulator and a database
 * of its own. Each test comes from an address of its own: registrations are limited per minute and address.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: `${root}/test-results`,
  globalTeardown: './support/remove-data.ts',
  fullyParallel: false,
  workers: 2,
  // Only to end what hangs: a test of half a minute takes twice as long on a slow machine.
  timeout: 120_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: `${root}/.ci/results/e2e.json` }]],
  use: {
    baseURL,
    locale: 'ru-RU',
    extraHTTPHeaders: { 'x-forwarded-for': addressOf(`worker ${process.env['TEST_WORKER_INDEX'] ?? ''}`) },
    trace: 'off',
    // It fetches the whole client in the background; offline.spec.ts tries it.
    serviceWorkers: 'block',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      // Where nobody has set a locale, Chromium saves a file of a name beyond ASCII as “download”.
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        `--host-resolver-rules=MAP ${FOREIGN_HOST} 127.0.0.1`,
      ],
    },
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
