import type { LaunchOptions } from '@playwright/test';
import { FOREIGN_HOST } from './application.js';

const { CHROMIUM: given } = process.env;

function launchOf(executablePath: string): { launchOptions: LaunchOptions } {
  return {
    launchOptions: {
      executablePath,
      // Where nobody has set a locale, Chromium saves a file of a name beyond ASCII as “download”.
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        `--host-resolver-rules=MAP ${FOREIGN_HOST} 127.0.0.1`,
      ],
    },
  };
}

/** Chromium's engine without the windows around it: the same pages for a third less CPU and memory. */
export const HEADLESS_SHELL = launchOf(given ?? '/usr/bin/chromium-headless-shell');

/** All of Chromium, for what the browser does beside showing a page: `test.use(WHOLE_CHROMIUM)`. */
export const WHOLE_CHROMIUM = launchOf(given ?? '/usr/bin/chromium');
