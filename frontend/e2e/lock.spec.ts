import { KEY, VAULT_PASSWORD, expect, openTab, test } from './support/fixtures.js';

const START = new Date('2026-11-22T10:00:00Z');

test('a wrong password opens nothing and loses nothing', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await keys.lock();
  await keys.expectStored('openai');
  await keys.tryUnlock('совсем не тот пароль');
  await expect(page.getByRole('alert')).toContainText('Пароль не подошёл');
  await expect(keys.passwordField).toHaveValue('');
  await keys.unlock(VAULT_PASSWORD);
  await keys.expectState('openai', 'Работает');
});

test('after five wrong passwords one has to wait', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.lock();
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await keys.tryUnlock(`неверный пароль ${attempt}`);
    await expect(page.getByRole('alert')).toContainText('Пароль не подошёл');
    await page.waitForTimeout([0, 1_000, 2_000, 4_000][attempt] ?? 0);
  }
  await keys.tryUnlock(VAULT_PASSWORD);
  await expect(page.getByRole('alert')).toContainText(/Слишком много неверных попыток\. Подождите (30|2\d) с/);
  await expect(page.getByRole('main').getByRole('button', { name: 'Открыть сейф' })).toBeDisabled();
  await page.reload();
  await keys.tryUnlock(VAULT_PASSWORD);
  await expect(page.getByRole('alert')).toContainText('Слишком много неверных попыток');
});

test.describe('with a clock of our own', () => {
  test.beforeEach(async ({ page }) => page.clock.install({ time: START }));

  test('locks after thirty minutes without anybody, with a warning in the last one', async ({ page, keys }) => {
    await keys.createVault(VAULT_PASSWORD);
    await page.clock.runFor('28:30');
    await expect(page.getByText(/Сейф закроется через/)).toBeHidden();
    await page.clock.runFor('00:45');
    await expect(page.getByText(/Сейф закроется через \d+ с/)).toBeVisible();
    const keepOpen = page.getByRole('button', { name: 'Оставить открытым' });
    await expect(keepOpen).toBeInViewport({ ratio: 1 });
    await page.evaluate(() => document.addEventListener('click', ({ target }) => document.body.setAttribute('data-clicked', (target as HTMLElement).closest('aside') ? 'the warning' : 'what is beneath')));
    await keepOpen.click();
    expect(await page.locator('body').getAttribute('data-clicked')).toBe('the warning');
    await page.clock.runFor('00:02');
    await expect(page.getByText(/Сейф закроется через/)).toBeHidden();
    await page.clock.runFor('29:00');
    await keys.expectUnlocked();
    await page.clock.runFor('01:30');
    await keys.expectLocked();
    await expect(page.getByText('Сейф закрылся сам')).toBeVisible();
  });

  test('locks on waking when the machine slept past the deadline', async ({ page, keys }) => {
    await keys.createVault(VAULT_PASSWORD);
    await page.clock.fastForward('45:00');
    await keys.expectLocked();
  });

  test('uses no key past the deadline although no timer ran', async ({ page, keys }) => {
    await keys.createVault(VAULT_PASSWORD);
    await keys.addKey('openai', KEY);
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.url()));
    await page.clock.pauseAt(new Date(START.getTime() + 20 * 60_000));
    await page.clock.setSystemTime(new Date(START.getTime() + 120 * 60_000));
    await page.evaluate(() => document.querySelector<HTMLButtonElement>('button[aria-label="Проверить ключ OpenAI"]')?.click());
    await page.waitForTimeout(500);
    await page.clock.resume();
    await keys.expectLocked();
    expect(sent.filter((url) => url.includes('/api/byok/validate'))).toEqual([]);
  });

  test('locks when the clock is set back', async ({ page, keys }) => {
    await keys.createVault(VAULT_PASSWORD);
    await page.clock.runFor('20:00');
    await page.clock.setSystemTime(new Date(START.getTime() + 5 * 60_000));
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await keys.expectLocked();
  });

  test('locks earlier by choice', async ({ page, keys }) => {
    await keys.createVault(VAULT_PASSWORD);
    await page.getByRole('radio', { name: '5 мин', exact: true }).click();
    await page.clock.runFor('05:10');
    await keys.expectLocked();
    await keys.unlock(VAULT_PASSWORD);
    await expect(page.getByRole('radio', { name: '5 мин', exact: true })).toBeChecked();
  });
});

test('two tabs share unlock and lock, and a key is usable in both', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('gemini', KEY);
  const other = await openTab(page);
  await other.open();
  await other.expectUnlocked();
  await other.card('gemini').getByRole('button', { name: 'Проверить ключ Google Gemini' }).click();
  await other.expectState('gemini', 'Работает');
  await other.lock();
  await keys.expectLocked();
  await keys.unlock(VAULT_PASSWORD);
  await other.expectUnlocked();
  await other.addKey('openai', `${KEY}-second-tab`);
  await keys.expectState('openai', 'Работает');
});

test('a tab that knows of no vault finds the one that another tab makes', async ({ page, keys }) => {
  await keys.open();
  await expect(page.getByRole('heading', { name: 'Создайте сейф для ключей' })).toBeVisible();
  const other = await openTab(page);
  await other.createVault(VAULT_PASSWORD);
  await keys.expectUnlocked();
  await keys.lock();
  await other.expectLocked();
});

test('leaving the page locks this tab, coming back finds the other one’s vault', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await page.goto('about:blank');
  await page.goBack();
  await keys.expectLocked();
  const other = await openTab(page);
  await other.open();
  await other.unlock(VAULT_PASSWORD);
  await keys.expectUnlocked();
  await page.goto('about:blank');
  await page.goBack();
  await keys.expectUnlocked();
});

test('unlocks in place from the top bar, without losing what was typed', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await page.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
  await page.getByLabel('Ваш запрос').fill('Черновик, который нельзя потерять');
  await keys.lock();
  await page.getByRole('banner').getByRole('button', { name: /Сейф закрыт/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Откройте сейф' });
  await dialog.getByLabel('Пароль сейфа', { exact: true }).fill(VAULT_PASSWORD);
  await page.keyboard.press('Enter');
  await keys.expectUnlocked();
  await expect(page.getByLabel('Ваш запрос')).toHaveValue('Черновик, который нельзя потерять');
});

test('signing out locks every tab', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  const other = await openTab(page);
  await other.open();
  await other.expectUnlocked();
  // The shared account's session must outlive this test.
  await page.route('**/api/auth/logout', (route) => route.fulfill({ status: 204 }));
  await page.getByRole('button', { name: 'Меню аккаунта' }).click();
  await page.getByRole('button', { name: 'Выйти' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await other.expectLocked();
});
