import type { Page } from '@playwright/test';
import { registerAccount } from './support/accounts.js';
import { ACCOUNT_PASSWORD, KEY, VAULT_PASSWORD, expect, openTab, test } from './support/fixtures.js';

test.use({ storageState: { cookies: [], origins: [] } });

/** Sign-out and sign-in are to reach the other tabs within this time. */
const REACHES = { timeout: 1_000 };

async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Электронная почта').fill(email);
  await page.getByLabel('Пароль', { exact: true }).fill(ACCOUNT_PASSWORD);
  await page.getByRole('button', { name: 'Войти' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Меню аккаунта' }).click();
  await page.getByRole('button', { name: 'Выйти' }).click();
}

test('signing out reaches every tab, and leaves theme and language behind', async ({ page, keys }) => {
  await registerAccount(page, 'leaves');
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await page.evaluate(() => {
    localStorage.setItem('byok.theme', 'light');
    localStorage.setItem('byok.courses.somebody', '{"1":{"name":"Курс о цветах","source":"text"}}');
    sessionStorage.setItem('byok.draft.somebody.1.0', 'черновик');
  });
  const other = await openTab(page);
  await other.open();
  await signOut(page);
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(other.page).toHaveURL(/\/sign-in\?reason=elsewhere/, REACHES);
  await expect(other.page.getByText('Вы вышли из аккаунта в другой вкладке.')).toBeVisible();
  for (const tab of [page, other.page]) {
    const left = await tab.evaluate(() => [Object.keys(localStorage).filter((name) => name !== 'byok.language'), Object.keys(sessionStorage)]);
    expect(left).toEqual([['byok.theme'], []]);
  }
});

test('another account takes the page away from the tabs of the first, which can do nothing more', async ({ page, keys }) => {
  const first = await registerAccount(page, 'first');
  await keys.open();
  const other = await openTab(page);
  await other.open();
  await signOut(page);
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(other.page).toHaveURL(/\/sign-in/);
  // A third tab that nobody told: it still believes in the first account.
  await signIn(page, first);
  const stale = await openTab(page);
  await stale.page.addInitScript(() => Object.defineProperty(globalThis, 'BroadcastChannel', { value: undefined }));
  await stale.page.goto('/account');
  await expect(stale.page.getByRole('main').getByText(first)).toBeVisible();
  await other.page.goto('/account');
  await expect(other.page.getByRole('main').getByText(first)).toBeVisible();

  await signOut(page);
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(other.page).toHaveURL(/\/sign-in/, REACHES);
  const second = await registerAccount(page, 'second');
  await page.goto('/account');
  await expect(page.getByRole('main').getByText(second)).toBeVisible();

  await stale.page.getByRole('radio', { name: /Cloud\.ru/ }).click();
  await expect(stale.page.getByRole('heading', { name: 'В этом браузере вошли под другим аккаунтом. Обновите страницу' })).toBeVisible();
  await expect(stale.page.getByText(first)).toHaveCount(0);
  const me = (await (await page.request.get('/api/auth/me')).json()) as { email: string; preferences: { strategy: string } };
  expect([me.email, me.preferences.strategy]).toEqual([second, 'global']);
  await stale.page.getByRole('button', { name: 'Обновить страницу' }).click();
  await expect(stale.page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();
});

test('somebody who registers while others are open takes their pages away at once', async ({ page, keys, context }) => {
  const first = await registerAccount(page, 'open');
  await keys.open();
  const [session] = (await context.cookies()).filter(({ name }) => name === 'byok_access');
  expect(session).toBeDefined();
  // The form of a page that was open before the first one signed in.
  const entrance = await context.newPage();
  await context.clearCookies();
  await entrance.goto('/register');
  const second = `newcomer-${Date.now()}@school.example`;
  await entrance.getByLabel('Электронная почта').fill(second);
  await entrance.getByLabel('Пароль', { exact: true }).fill(ACCOUNT_PASSWORD);
  await entrance.getByRole('button', { name: 'Создать аккаунт' }).click();
  await expect(page.getByRole('heading', { name: /вошли под другим аккаунтом/ })).toBeVisible({ timeout: 5_000 });
  await expect(page.getByText(first)).toHaveCount(0);
});

test('sign-in with a living session leads to the Studio, and a tab that waits there follows the other', async ({ page, context }) => {
  const email = await registerAccount(page, 'living');
  await page.goto('/sign-in');
  await expect(page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();
  await signOut(page);
  await expect(page).toHaveURL(/\/sign-in/);
  const waiting = await context.newPage();
  await waiting.goto('/sign-in');
  await waiting.getByLabel('Электронная почта').waitFor();
  await waiting.locator('app-root[ng-version]').waitFor();
  await signIn(page, email);
  await expect(waiting.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();
});
