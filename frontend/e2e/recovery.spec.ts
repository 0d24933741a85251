import type { Page } from '@playwright/test';
import { ACCOUNT_PASSWORD, KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';

async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Электронная почта').fill(email);
  await page.getByLabel('Пароль', { exact: true }).fill(ACCOUNT_PASSWORD);
  await page.getByRole('button', { name: 'Войти' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();
}

/** The version of the vault's database, as another version of the page would have left it. */
async function raiseDatabaseVersion(page: Page): Promise<void> {
  await page.goto('/robots.txt');
  await page.evaluate(async () => {
    const found = (await indexedDB.databases()).find(({ name }) => name?.startsWith('byok-vault-'));
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open(found?.name ?? '', (found?.version ?? 0) + 10);
      opening.onsuccess = () => {
        opening.result.close();
        resolve();
      };
      opening.onerror = () => reject(opening.error);
    });
  });
}

test('two accounts of one browser have a vault each', async ({ page, keys, account }) => {
  const second = `second-${Date.now()}@school.example`;
  const registered = await page.request.post('/api/auth/register', { data: { email: second, password: ACCOUNT_PASSWORD } });
  expect(registered.status()).toBe(201);
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);

  await page.context().clearCookies();
  await page.goto('/sign-in');
  await signIn(page, account.email);
  await keys.open();
  await expect(page.getByRole('heading', { name: 'Создайте сейф для ключей' })).toBeVisible();
  await keys.createVault('другой пароль для второго сейфа');
  await keys.expectState('openai', 'Нет ключа');

  await page.context().clearCookies();
  await page.goto('/sign-in');
  await signIn(page, second);
  await keys.open();
  await keys.expectStored('openai');
  await keys.tryUnlock('другой пароль для второго сейфа');
  await expect(page.getByRole('alert')).toContainText('Пароль не подошёл');
  await keys.unlock(VAULT_PASSWORD);
  await keys.expectState('openai', 'Работает');
});

test('a vault of a newer page is left alone: reload, and no way to delete it by mistake', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await raiseDatabaseVersion(page);
  await keys.open();
  await expect(page.getByText('Этот сейф создан более новой версией страницы')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Обновить страницу' })).toBeVisible();
  await expect(page.getByText('Удалить сейф', { exact: true })).toHaveCount(0);
});

for (const [how, isPressed] of [
  ['trying again opens the vault', true],
  ['the page tries again by itself', false],
] as const) {
  test(`storage that fails for a while loses nothing: ${how}`, async ({ page, keys }) => {
    await keys.createVault(VAULT_PASSWORD);
    await keys.addKey('openai', KEY);
    await page.addInitScript(() => {
      const open = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (...parts) {
        if (sessionStorage.getItem('mended') === null) throw new DOMException('internal error', 'UnknownError');
        return open.apply(this, parts);
      };
    });
    await page.reload();
    await expect(page.getByText('Не удалось прочитать сейф из хранилища браузера')).toBeVisible();
    // In one step: the page may try again by itself before a press that comes later.
    await page.getByRole('button', { name: 'Попробовать ещё раз' }).evaluate((button: HTMLElement, press) => {
      sessionStorage.setItem('mended', '');
      if (press) button.click();
    }, isPressed);
    await keys.unlock(VAULT_PASSWORD);
    await keys.expectState('openai', 'Работает');
  });
}

test('storage that is silent at first shows the vault as soon as it answers', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await page.addInitScript(() => {
    const open = IDBFactory.prototype.open;
    let asked = 0;
    IDBFactory.prototype.open = function (...parts) {
      return (asked += 1) > 1 ? open.apply(this, parts) : (new EventTarget() as IDBOpenDBRequest);
    };
  });
  await page.reload();
  await expect(page.getByText('Хранилище браузера не отвечает')).toBeVisible({ timeout: 30_000 });
  await keys.unlock(VAULT_PASSWORD);
  await keys.expectState('openai', 'Работает');
});

test('on a full disk the vault still opens, and a new one says what is wrong', async ({ page, keys }) => {
  await page.addInitScript(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...parts) {
      if (sessionStorage.getItem('full') !== null) throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, parts);
    };
  });
  await keys.open();
  await page.evaluate(() => sessionStorage.setItem('full', ''));
  await page.getByLabel('Пароль сейфа', { exact: true }).fill(VAULT_PASSWORD);
  await page.getByLabel('Пароль сейфа ещё раз', { exact: true }).fill(VAULT_PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Создать сейф' }).click();
  await expect(page.getByRole('alert')).toContainText('В браузере не осталось места');

  await page.evaluate(() => sessionStorage.removeItem('full'));
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await page.evaluate(() => sessionStorage.setItem('full', ''));
  await keys.lock();
  await keys.unlock(VAULT_PASSWORD);
  await keys.card('openai').getByRole('button', { name: /^Проверить ключ/ }).click();
  await expect(keys.card('openai').getByText('В браузере не осталось места')).toBeVisible();
});

test('says whether the browser promised to keep the vault, and asks again when told to', async ({ page, keys }) => {
  await page.addInitScript(() => {
    let asked = 0;
    StorageManager.prototype.persisted = async () => asked > 1;
    StorageManager.prototype.persist = async () => (asked += 1) > 1;
  });
  await keys.createVault(VAULT_PASSWORD);
  await expect(page.getByText('браузер может сам удалить данные сайта вместе с сейфом')).toBeVisible();
  await page.getByRole('button', { name: 'Защитить от автоочистки' }).click();
  await expect(page.getByText('Браузер обещал хранить сейф')).toBeVisible();
});
