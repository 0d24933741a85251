import { test as base, expect, type Browser, type Page } from '@playwright/test';
import { addressOf, baseURL } from './application.js';
import { KeysScreen } from './keys-screen.js';
import { watchViolations } from './violations.js';

export { expect };

export const ACCOUNT_PASSWORD = 'account-password-of-the-e2e-run';
export const VAULT_PASSWORD = 'зелёный чайник читает по ночам';
/** Unlike any provider's key, so that a scan can't find it by chance. */
export const KEY = 'sk-sandbox-7fQ2xLw9ZrT4';

export interface Account {
  email: string;
  state: Awaited<ReturnType<Awaited<ReturnType<Browser['newContext']>>['storageState']>>;
}

interface TestFixtures {
  /** Signed in, every violation of the content security policy fails the test. */
  page: Page;
  keys: KeysScreen;
}

interface WorkerFixtures {
  /** One account for a worker; each test has a browser profile, and so a vault, of its own. */
  account: Account;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  account: [
    async ({ browser }, use, { workerIndex }) => {
      const context = await browser.newContext({ baseURL });
      const email = `e2e-${workerIndex}-${Date.now()}@school.example`;
      const answer = await context.request.post('/api/auth/register', { data: { email, password: ACCOUNT_PASSWORD } });
      expect(answer.status()).toBe(201);
      await use({ email, state: await context.storageState() });
      await context.close();
    },
    { scope: 'worker' },
  ],

  extraHTTPHeaders: async ({}, use, { testId, retry }) => use({ 'x-forwarded-for': addressOf(`${testId} ${retry}`) }),

  storageState: async ({ account }, use) => use(account.state),

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
