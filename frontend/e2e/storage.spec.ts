import { foreignURL } from './support/application.js';
import { changeRows, dumpStorage } from './support/browser-storage.js';
import { ACCOUNT_PASSWORD, KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';
import { heapHolds } from './support/heap.js';

test('nothing in the browser’s storage holds a key or the password', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await keys.lock();
  await page.evaluate(() => localStorage.setItem('control', 'planted-control-string'));
  const stored = await dumpStorage(page);
  expect(stored).toContain('planted-control-string');
  expect(stored).toContain('PBKDF2');
  expect(stored).toContain('openai');
  expect(stored).not.toContain(KEY);
  expect(stored).not.toContain(VAULT_PASSWORD);
});

test('after the lock the page’s memory holds neither key nor password', async ({ page, keys }) => {
  test.setTimeout(120_000);
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await keys.lock();
  await page.evaluate(() => {
    (globalThis as unknown as { control: string }).control = ['planted', 'in', 'memory'].join('-');
  });
  const found = await heapHolds(page, ['planted-in-memory', KEY, VAULT_PASSWORD]);
  expect(found).toEqual({ 'planted-in-memory': true, [KEY]: false, [VAULT_PASSWORD]: false });
});

test('an entry with a changed byte does not open, and the others do', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await keys.addKey('gemini', KEY);
  await changeRows(page, 'entries', (row) => {
    const bytes = row['ciphertext'] as Uint8Array;
    if (row['provider'] === 'openai') bytes[40] = (bytes[40] ?? 0) ^ 1;
  });
  await page.reload();
  await keys.unlock(VAULT_PASSWORD);
  await keys.expectState('openai', 'Запись повреждена');
  await expect(keys.card('openai')).toContainText('Удалите её и добавьте ключ заново');
  await keys.expectState('gemini', 'Работает');
  await keys.addKey('openai', KEY);
  await keys.expectState('openai', 'Работает');
});

test('an entry moved to another provider does not open', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await changeRows(page, 'entries', (row) => {
    row['provider'] = 'anthropic';
  });
  await page.reload();
  await keys.unlock(VAULT_PASSWORD);
  await keys.expectState('anthropic', 'Запись повреждена');
  await keys.expectState('openai', 'Нет ключа');
});

test('a damaged vault offers to try again or to start over', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await changeRows(page, 'meta', (row) => {
    if (row['name'] === 'vault') (row['checksum'] as Uint8Array).fill(0);
  });
  await page.reload();
  await expect(page.getByText('Запись сейфа в этом браузере повреждена')).toBeVisible();
  await page.getByText('Удалить сейф', { exact: true }).click();
  const submit = page.getByRole('button', { name: 'Удалить сейф и ключи' });
  await expect(submit).toBeDisabled();
  await page.getByLabel('Слово для подтверждения').fill('удалить');
  await submit.click();
  await expect(page.getByRole('heading', { name: 'Создайте сейф для ключей' })).toBeVisible();
});

test('a forgotten password leads to a guided reset', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.lock();
  await expect(page.getByText(/Забыли пароль|пароль забыт/)).toHaveCount(1);
  await page.getByRole('main').getByText('Забыли пароль?').click();
  await expect(page.getByText('Восстановить пароль не может никто')).toBeVisible();
  await page.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
  await page.getByRole('banner').getByRole('button', { name: /Сейф закрыт/ }).click();
  await page.getByRole('link', { name: 'Забыли пароль?' }).click();
  await expect(page.getByText('Восстановить пароль не может никто')).toBeVisible();
  const summary = page.getByRole('main').locator('summary').filter({ hasText: 'Забыли пароль?' });
  await expect(summary).toBeFocused();
  // From the same page, after it was folded: the address stays what it is.
  await page.keyboard.press('Enter');
  await expect(page.getByText('Восстановить пароль не может никто')).toBeHidden();
  await page.getByRole('banner').getByRole('button', { name: /Сейф закрыт/ }).click();
  await page.getByRole('link', { name: 'Забыли пароль?' }).click();
  await expect(page.getByText('Восстановить пароль не может никто')).toBeVisible();
  await expect(summary).toBeFocused();
  await keys.confirmReset('Удалить');
  await keys.createVault(VAULT_PASSWORD);
});

test('a full disk is said in words, and nothing is lost', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  const card = keys.card('gemini');
  await card.getByRole('button', { name: /^Добавить ключ/ }).click();
  await card.getByLabel('Ключ Google Gemini', { exact: true }).fill(KEY);
  await card.getByRole('button', { name: 'Сохранить и проверить' }).click();
  await expect(card.getByRole('alert')).toContainText('В браузере не осталось места');
  await page.reload();
  await keys.unlock(VAULT_PASSWORD);
  await keys.expectState('openai', 'Работает');
});

test.describe('where the vault can’t work', () => {
  test('without IndexedDB it says what to do', async ({ page, keys }) => {
    await page.addInitScript(() => Object.defineProperty(globalThis, 'indexedDB', { value: undefined }));
    await keys.open();
    await expect(page.getByText('Браузер не даёт странице хранить данные')).toBeVisible();
  });

  for (const [what, break_] of [
    ['a look at IndexedDB throws', () => Object.defineProperty(globalThis, 'indexedDB', { get: () => { throw new DOMException('insecure', 'SecurityError'); } })],
    ['opening a database throws', () => { IDBFactory.prototype.open = () => { throw new DOMException('insecure', 'SecurityError'); }; }],
    ['opening a database fails', () => { IDBFactory.prototype.open = () => { throw new Error('no'); }; }],
  ] as const) {
    test(`when ${what}, it says what to do, and the Studio works without a vault`, async ({ page, keys }) => {
      await page.addInitScript(break_);
      await keys.open();
      await expect(page.getByText('Браузер не даёт странице хранить данные')).toBeVisible();
      await expect(page.getByText('пока своего ключа нет, платит платформа')).toBeVisible();
      await page.getByRole('link', { name: 'Студия' }).first().click();
      await expect(page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();
    });
  }

  test('when the storage never answers, it says so after a while', async ({ page, keys }) => {
    await page.addInitScript(() => {
      IDBFactory.prototype.databases = () => new Promise(() => undefined);
      IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
    });
    await keys.open();
    await expect(page.getByText('Хранилище браузера не отвечает')).toBeVisible({ timeout: 40_000 });
    await expect(page.getByRole('button', { name: 'Попробовать ещё раз' })).toBeVisible();
  });

  test('over plain http on another host it says why', async ({ page }) => {
    const email = `foreign-${Date.now()}@school.example`;
    const registered = await page.request.post('/api/auth/register', { data: { email, password: ACCOUNT_PASSWORD } });
    expect(registered.status()).toBe(201);
    await page.goto(`${foreignURL}/sign-in`);
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await page.getByLabel('Электронная почта').fill(email);
    await page.getByLabel('Пароль', { exact: true }).fill(ACCOUNT_PASSWORD);
    await page.getByRole('button', { name: 'Войти' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();
    await page.goto(`${foreignURL}/settings/keys`);
    await expect(page.getByText('Сейф работает только по защищённому соединению')).toBeVisible();
  });
});
