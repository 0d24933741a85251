import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.js';
import { namedURL } from './support/application.js';
import { changeRows, dumpStorage } from './support/browser-storage.js';
import { WHOLE_CHROMIUM } from './support/browsers.js';
import { ACCOUNT_PASSWORD, KEY, VAULT_PASSWORD, expect, openTab, test as base } from './support/fixtures.js';
import { heapHolds } from './support/heap.js';
import { VirtualAuthenticator } from './support/virtual-authenticator.js';
import { WorkerAccount } from './support/worker-account.js';

const test = base.extend<object, { account: WorkerAccount }>({
  account: [({ browser }, use) => WorkerAccount.with(browser, namedURL, 'passkey', use), { scope: 'worker' }],
  baseURL: namedURL,
});

test.use(WHOLE_CHROMIUM);

const section = (page: Page): Locator => page.getByRole('region', { name: 'Открывать без пароля' });
const unlockButton = (page: Page): Locator => page.getByRole('main').getByRole('button', { name: 'Отпечаток, лицо или PIN‑код' });

async function startAdding(page: Page, name: string, password = VAULT_PASSWORD): Promise<void> {
  await section(page).getByRole('button', { name: 'Добавить passkey' }).click();
  await section(page).getByLabel('Название').fill(name);
  await section(page).getByLabel('Пароль сейфа', { exact: true }).fill(password);
  await section(page).getByRole('button', { name: 'Продолжить' }).click();
}

async function add(page: Page, name: string): Promise<void> {
  await startAdding(page, name);
  await expect(section(page).getByText('теперь сейф открывается и этим passkey')).toBeVisible();
  await expect(section(page).getByRole('listitem').filter({ hasText: name })).toContainText('ещё не использовался');
}

test('the screens with passkeys are accessible', async ({ page, keys }) => {
  await VirtualAuthenticator.plugInto(page);
  await keys.createVault(VAULT_PASSWORD);
  await add(page, 'Ноутбук');
  await section(page).getByRole('button', { name: 'Удалить passkey «Ноутбук»' }).click();
  await section(page).getByRole('button', { name: 'Добавить passkey' }).click();
  await expectAccessible(page, 'passkeys');
  await keys.lock();
  await expectAccessible(page, 'locked, with a passkey');
});

test('a passkey is added with the password, opens the vault, and is removed', async ({ page, keys }) => {
  const device = await VirtualAuthenticator.plugInto(page);
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await add(page, 'Ноутбук');
  expect(await device.credentials()).toMatchObject([{ rpId: 'localhost' }]);

  await keys.lock();
  await unlockButton(page).click();
  await keys.expectUnlocked();
  await keys.expectState('openai', 'Работает');
  await expect(section(page).getByRole('listitem')).toContainText('последний раз');

  await page.reload();
  await unlockButton(page).click();
  await keys.expectUnlocked();

  await section(page).getByRole('button', { name: 'Удалить passkey «Ноутбук»' }).click();
  await section(page).getByRole('button', { name: 'Да, удалить' }).click();
  await expect(section(page).getByText('сейф он больше не откроет')).toBeVisible();
  await keys.lock();
  await expect(unlockButton(page)).toBeHidden();
  await keys.unlock(VAULT_PASSWORD);
});

test('of two passkeys either opens the vault, and one that was removed doesn’t', async ({ page, keys }) => {
  const laptop = await VirtualAuthenticator.plugInto(page);
  await keys.createVault(VAULT_PASSWORD);
  await add(page, 'Ноутбук');
  await startAdding(page, 'Ещё раз');
  await expect(section(page).getByText('Passkey этого устройства уже открывает сейф')).toBeVisible();
  await section(page).getByRole('button', { name: 'Отмена' }).click();

  await laptop.replace();
  await add(page, 'Телефон');
  await expect(section(page).getByRole('listitem')).toHaveCount(2);
  await keys.lock();
  await unlockButton(page).click();
  await keys.expectUnlocked();

  await section(page).getByRole('button', { name: 'Удалить passkey «Телефон»' }).click();
  await section(page).getByRole('button', { name: 'Да, удалить' }).click();
  await expect(section(page).getByRole('listitem')).toHaveCount(1);
  await keys.lock();
  await unlockButton(page).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Passkey не сработал');
  await keys.unlock(VAULT_PASSWORD);
});

test('another device, a foreign finger and a wrong password open and store nothing', async ({ page, keys }) => {
  const device = await VirtualAuthenticator.plugInto(page);
  await keys.createVault(VAULT_PASSWORD);
  await startAdding(page, 'Ноутбук', 'не тот пароль от сейфа');
  await expect(section(page).getByRole('alert')).toContainText('Пароль не подошёл');
  expect(await device.credentials()).toEqual([]);
  await section(page).getByRole('button', { name: 'Отмена' }).click();
  await add(page, 'Ноутбук');

  await keys.lock();
  await device.setVerified(false);
  await unlockButton(page).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Passkey не сработал');
  await device.replace();
  await unlockButton(page).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Passkey не сработал');
  await keys.expectLocked();
  await keys.unlock(VAULT_PASSWORD);
});

test('while the device waits for a person, the password still opens the vault', async ({ page, keys }) => {
  const device = await VirtualAuthenticator.plugInto(page);
  await keys.createVault(VAULT_PASSWORD);
  await add(page, 'Ноутбук');
  await keys.lock();
  await device.setPresent(false);
  await unlockButton(page).click();
  await expect(page.getByRole('main').getByRole('button', { name: 'Подтвердите на устройстве…' })).toBeVisible();
  await keys.unlock(VAULT_PASSWORD);
});

test('a cancelled addition leaves the vault as it was', async ({ page, keys }) => {
  const device = await VirtualAuthenticator.plugInto(page);
  await keys.createVault(VAULT_PASSWORD);
  await device.setPresent(false);
  await startAdding(page, 'Ноутбук');
  await section(page).getByRole('button', { name: 'Отмена' }).click();
  await expect(section(page).getByRole('button', { name: 'Добавить passkey' })).toBeVisible();
  await expect(section(page).getByRole('listitem')).toHaveCount(0);
  await device.setPresent(true);
  await add(page, 'Ноутбук');
});

test('an authenticator without PRF is refused in words', async ({ page, keys }) => {
  await VirtualAuthenticator.plugInto(page, { hasPrf: false });
  await keys.createVault(VAULT_PASSWORD);
  await startAdding(page, 'Старый ключ');
  await expect(section(page).getByRole('alert')).toContainText('нужно расширение PRF');
  await section(page).getByRole('button', { name: 'Отмена' }).click();
  await expect(section(page).getByRole('listitem')).toHaveCount(0);
});

test('a browser without PRF offers none, and says why', async ({ page, keys }) => {
  await page.addInitScript(() => {
    PublicKeyCredential.getClientCapabilities = async () => ({ 'extension:prf': false });
  });
  await keys.createVault(VAULT_PASSWORD);
  await expect(section(page).getByText('Этот браузер так не умеет')).toBeVisible();
  await expect(section(page).getByRole('button', { name: 'Добавить passkey' })).toHaveCount(0);
});

test('passkeys survive a change of the password and go with a reset', async ({ page, keys }) => {
  const next = 'ночью чайник читает зелёным';
  await VirtualAuthenticator.plugInto(page);
  await keys.createVault(VAULT_PASSWORD);
  await add(page, 'Ноутбук');
  await page.getByText('Сменить пароль сейфа').click();
  await page.getByLabel('Текущий пароль сейфа', { exact: true }).fill(VAULT_PASSWORD);
  await page.getByLabel('Новый пароль сейфа', { exact: true }).fill(next);
  await page.getByLabel('Новый пароль сейфа ещё раз', { exact: true }).fill(next);
  await page.getByRole('button', { name: 'Сменить пароль', exact: true }).click();
  await expect(page.getByText('Пароль сейфа изменён.')).toBeVisible();
  await keys.lock();
  await unlockButton(page).click();
  await keys.expectUnlocked();

  await page.getByText('Удалить сейф', { exact: true }).click();
  await keys.confirmReset();
  await keys.createVault(VAULT_PASSWORD);
  await expect(section(page).getByRole('listitem')).toHaveCount(0);
});

test('unlocks in place, from the top bar, and in every tab', async ({ page, keys }) => {
  await VirtualAuthenticator.plugInto(page);
  await keys.createVault(VAULT_PASSWORD);
  await add(page, 'Ноутбук');
  const other = await openTab(page);
  await other.open();
  await other.expectUnlocked();
  await other.lock();
  await page.bringToFront();
  await page.goto('/studio');
  await page.getByRole('banner').getByRole('button', { name: /Сейф закрыт/ }).click();
  const dialogButton = page.getByRole('dialog').getByRole('button', { name: 'Отпечаток, лицо или PIN‑код' });
  await expect(dialogButton).toBeFocused();
  await page.keyboard.press('Enter');
  await keys.expectUnlocked();
  await other.expectUnlocked();
});

test('a passkey whose record was changed opens nothing, and can be removed', async ({ page, keys }) => {
  await VirtualAuthenticator.plugInto(page);
  await keys.createVault(VAULT_PASSWORD);
  await add(page, 'Ноутбук');
  await changeRows(page, 'meta', (row) => {
    if (!String(row['name']).startsWith('passkey/')) return;
    const { ciphertext } = row['wrappedDek'] as { ciphertext: Uint8Array };
    ciphertext[0] = (ciphertext[0] ?? 0) ^ 1;
  });
  await page.reload();
  await unlockButton(page).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Этот passkey не подошёл к сейфу');
  await keys.unlock(VAULT_PASSWORD);
  await section(page).getByRole('button', { name: 'Удалить passkey «Ноутбук»' }).click();
  await section(page).getByRole('button', { name: 'Да, удалить' }).click();
  await expect(section(page).getByRole('listitem')).toHaveCount(0);
});

test('a damaged vault is restored by its passkey under a new password, with the keys in it', async ({ page, keys }) => {
  const next = 'ночью чайник читает зелёным';
  await VirtualAuthenticator.plugInto(page);
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await add(page, 'Ноутбук');
  await changeRows(page, 'meta', (row) => {
    if (row['name'] === 'vault') (row['checksum'] as Uint8Array).fill(0);
  });
  await page.reload();
  const restore = page.getByRole('region', { name: 'Passkey ещё может открыть сейф' });
  await expect(page.getByText('Запись сейфа в этом браузере повреждена')).toBeVisible();
  await expectAccessible(page, 'a damaged vault with a passkey');
  const submit = async (): Promise<void> => {
    await restore.getByLabel('Новый пароль сейфа', { exact: true }).fill(next);
    await restore.getByLabel('Новый пароль сейфа ещё раз', { exact: true }).fill(next);
    await restore.getByRole('button', { name: 'Восстановить сейф' }).click();
  };
  await submit();
  await keys.expectUnlocked();
  await keys.expectState('openai', 'Работает');
  await keys.lock();
  await keys.unlock(next);
  await keys.expectState('openai', 'Работает');
});

test('neither disk nor memory holds the password or a key after passkeys were used', async ({ page, keys }) => {
  test.setTimeout(120_000);
  await VirtualAuthenticator.plugInto(page);
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await add(page, 'Ноутбук-контроль');
  await keys.lock();
  await unlockButton(page).click();
  await keys.expectUnlocked();
  await keys.lock();
  const stored = await dumpStorage(page);
  expect(stored).toContain('Ноутбук-контроль');
  expect(stored).not.toContain(KEY);
  expect(stored).not.toContain(VAULT_PASSWORD);
  await page.evaluate(() => {
    (globalThis as unknown as { control: string }).control = ['planted', 'in', 'memory'].join('-');
  });
  const found = await heapHolds(page, ['planted-in-memory', KEY, VAULT_PASSWORD]);
  expect(found).toEqual({ 'planted-in-memory': true, [KEY]: false, [VAULT_PASSWORD]: false });
});

test.describe('by its address', () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  test('the page says that passkeys want a name', async ({ page, keys }) => {
    const address = namedURL.replace('localhost', '127.0.0.1');
    const data = { email: `address-${Date.now()}@school.example`, password: ACCOUNT_PASSWORD };
    expect((await page.request.post(`${address}/api/auth/register`, { data })).status()).toBe(201);
    await page.goto(`${address}/settings/keys`);
    await page.getByLabel('Пароль сейфа', { exact: true }).fill(VAULT_PASSWORD);
    await page.getByLabel('Пароль сейфа ещё раз', { exact: true }).fill(VAULT_PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Создать сейф' }).click();
    await keys.expectUnlocked();
    await expect(section(page).getByText('страница открыта по IP-адресу')).toBeVisible();
    await expect(section(page).getByRole('link', { name: namedURL })).toBeVisible();
  });
});
