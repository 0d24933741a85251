import { readFileSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';
import { registerAccount, signInTo } from './support/accounts.js';
import { ADMIN, baseURL } from './support/application.js';
import { expectAccessible } from './support/accessible.js';
import { ACCOUNT_PASSWORD, VAULT_PASSWORD, expect, test } from './support/fixtures.js';

test.use({ storageState: { cookies: [], origins: [] } });

async function asAdministrator(browser: Browser, locale = 'ru-RU'): Promise<Page> {
  const context = await browser.newContext({ baseURL, locale, storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await signInTo(page, ADMIN);
  await page.goto('/admin/users');
  return page;
}

test('the password is changed with the keyboard alone; other browsers must sign in again', async ({ page, browser }) => {
  const email = await registerAccount(page, 'changes');
  const elsewhere = await (await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } })).newPage();
  await signInTo(elsewhere, { email, password: ACCOUNT_PASSWORD });
  await page.goto('/account');
  await page.getByText('Сменить пароль', { exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Текущий пароль').fill('не тот пароль, что был');
  await page.getByLabel('Новый пароль', { exact: true }).fill('совсем другой пароль');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Это не пароль вашего аккаунта')).toBeVisible();
  await expectAccessible(page, 'wrong password');
  await page.getByLabel('Текущий пароль').fill(ACCOUNT_PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Пароль изменён')).toBeVisible();
  expect((await elsewhere.request.get('/api/auth/me')).status()).toBe(401);
  expect((await page.request.get('/api/auth/me')).status()).toBe(200);
  await elsewhere.context().close();
});

test('what the server keeps comes as a file', async ({ page }) => {
  const email = await registerAccount(page, 'exports');
  await page.goto('/account');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Скачать мои данные' }).click()]);
  expect(download.suggestedFilename()).toBe('byok-account.json');
  const content = JSON.parse(readFileSync(await download.path(), 'utf8')) as { account: { email: string }[] };
  expect(content.account[0]?.email).toBe(email);
});

test('a deleted account is gone, and so is its vault', async ({ page, keys }) => {
  const email = await registerAccount(page, 'deletes');
  await keys.createVault(VAULT_PASSWORD);
  await page.goto('/account');
  await page.getByText('Удалить аккаунт', { exact: true }).first().click();
  await page.getByRole('textbox', { name: 'Пароль аккаунта' }).fill(ACCOUNT_PASSWORD);
  await page.getByRole('button', { name: 'Удалить аккаунт' }).click();
  await page.getByRole('button', { name: 'Удалить навсегда' }).click();
  await expect(page.getByText('Аккаунт удалён со всем, что в нём было.')).toBeVisible();
  const databases = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  expect(databases).toEqual([]);
  expect((await page.request.post('/api/auth/login', { data: { email, password: ACCOUNT_PASSWORD } })).status()).toBe(401);
});

test('a forgotten password: words at sign-in, a link from the administrator, once', async ({ page, browser }) => {
  const email = await registerAccount(page, 'forgets');
  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.getByText('Забыли пароль?').click();
  await expect(page.getByText('Администратор пришлёт ссылку')).toContainText('напишите администратору');
  const administrator = await asAdministrator(browser);
  await administrator.getByLabel('Найти по почте').fill(email);
  await expect(administrator.getByText('Найдено: 1')).toBeVisible();
  await expect(administrator.getByRole('listitem').filter({ hasText: email })).toContainText(/с \d+ .* ·\s+заходил\(а\) \d+/);
  await administrator.getByRole('button', { name: `Ссылка для нового пароля: ${email}` }).click();
  const link = (await administrator.locator('byok-shown-once code').textContent()) ?? '';
  await page.goto(link);
  await page.getByLabel('Пароль', { exact: true }).fill('пароль по новой ссылке');
  await page.getByRole('button', { name: 'Сохранить пароль' }).click();
  await expect(page.getByText('Сохранено.')).toBeVisible();
  expect((await page.request.post('/api/auth/login', { data: { email, password: 'пароль по новой ссылке' } })).status()).toBe(200);
  await administrator.context().close();
});

test('an administrator locks an account and lets it in again', async ({ page, browser }) => {
  const email = await registerAccount(page, 'locked');
  const administrator = await asAdministrator(browser);
  await administrator.getByLabel('Найти по почте').fill(email);
  await administrator.getByRole('button', { name: `Заблокировать ${email}` }).click();
  await administrator.getByRole('button', { name: 'Заблокировать', exact: true }).last().click();
  await expect(administrator.getByText('Заблокирован', { exact: true })).toBeVisible();
  await expectAccessible(administrator, 'locked account');
  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.getByLabel('Электронная почта').fill(email);
  await page.getByLabel('Пароль', { exact: true }).fill(ACCOUNT_PASSWORD);
  await page.getByRole('button', { name: 'Войти' }).click();
  await expect(page.getByText('Аккаунт заблокирован')).toBeVisible();
  await administrator.getByRole('button', { name: `Разблокировать ${email}` }).click();
  await expect(administrator.getByText('Заблокирован', { exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Войти' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();
  await administrator.context().close();
});

test('invitations are made, used once and taken back, in English too', async ({ page, browser }) => {
  const administrator = await asAdministrator(browser, 'en-US');
  await administrator.getByRole('link', { name: 'Invitations' }).click();
  const email = `invited-${Date.now()}@school.example`;
  await administrator.getByLabel('Address of the invited').fill(email);
  await administrator.getByRole('button', { name: 'Create invitation' }).click();
  const link = (await administrator.locator('byok-shown-once code').textContent()) ?? '';
  expect(link).toContain('/register#invite=');
  await expectAccessible(administrator, 'invitations');
  await page.goto(link);
  await expect(page.getByText('Вас пригласили')).toBeVisible();
  await page.getByLabel('Электронная почта').fill(email);
  await page.getByLabel('Пароль', { exact: true }).fill(ACCOUNT_PASSWORD);
  await page.getByRole('button', { name: 'Создать аккаунт' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();
  await administrator.reload();
  const row = administrator.getByRole('listitem').filter({ hasText: email });
  await expect(row).toContainText(/used/);
  await row.getByRole('button', { name: `Remove invitation: ${email}` }).click();
  await expect(row).toHaveCount(0);
  await administrator.context().close();
});

test('a new token comes with a command that works as it stands', async ({ page }) => {
  await registerAccount(page, 'programs');
  await page.goto('/account');
  await expect(page.getByText(`${baseURL}/api/v1`)).toBeVisible();
  await page.getByLabel('Название').fill('скрипт');
  await page.getByRole('button', { name: 'Создать токен' }).click();
  const example = (await page.locator('byok-created-token pre').textContent()) ?? '';
  const token = /byok_pat_[\w-]+/.exec(example)?.[0] ?? '';
  const body = /-d '(.*)'/.exec(example)?.[1] ?? '';
  const answer = await page.request.post(`${baseURL}/api/v1/chat/completions`, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    data: body,
  });
  expect(answer.status()).toBe(200);
  await expect(page.getByRole('link', { name: 'Описание API' }).first()).toHaveAttribute('href', '/api/docs');
});
