import { test as base, expect, type Page } from '@playwright/test';
import { addressOf, baseURL } from './application.js';
import { KeysScreen } from './keys-screen.js';
import { watchViolations } from './violations.js';
import { ACCOUNT_PASSWORD, WorkerAccount } from './worker-account.js';

export { ACCOUNT_PASSWORD, expect };

export const VAULT_PASSWORD = 'зелёный чайник читает по ночам';
/** Unlike any provider's key, so that a scan can't find it by chance. */
export const KEY = 'sk-sandbox-7fQ2xLw9ZrT4';

interface TestFixtures {
  /** Signed in, every violation of the content security policy fails the test. */
  page: Page;
  keys: KeysScreen;
}

interface WorkerFixtures {
  /** One account for a worker; each test has a browser profile, and so a vault, of its own. */
  account: WorkerAccount;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  account: [
    ({ browser }, use, { workerIndex }) => WorkerAccount.with(browser, baseURL, `e2e-${workerIndex}`, use),
    { scope: 'worker' },
  ],

  extraHTTPHeaders: async ({}, use, { testId, retry }) => use({ 'x-forwarded-for': addressOf(`${testId} ${retry}`) }),

  storageState: async ({ account }, use) => use(await account.session()),

  page: async ({ page }, use) => {
    const violations = await watchViolations(page.context());
    await use(page);
    expect(violations).toEqual([]);
  },

  keys: async ({ page }, use) => use(new KeysScreen(page)),
});

/** A second tab of the same browser profile. */
export async function openTab(page: Page): Promise<KeysScreen> {
  return new KeysScreen(await page.context().newPage());
}
