import { expectAccessible } from './support/accessible.js';
import { tooSmallForFingers } from './support/fingers.js';
import { KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';
import { tabTo } from './support/keyboard.js';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test('the screens before sign-in are accessible', async ({ browser, baseURL }) => {
      const context = await browser.newContext({ baseURL, colorScheme, locale: 'ru-RU', storageState: undefined });
      const page = await context.newPage();
      for (const path of ['/sign-in', '/register']) {
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await expectAccessible(page, path);
      }
      await context.close();
    });

    test('the signed-in screens are accessible', async ({ page }) => {
      for (const path of ['/studio', '/account', '/nowhere']) {
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await expectAccessible(page, path);
      }
    });

    test('every state of the AI keys is accessible', async ({ page, keys }) => {
      await keys.open();
      await page.getByLabel('Пароль сейфа', { exact: true }).fill('слабый');
      await expectAccessible(page, 'no vault');
      await keys.createVault(VAULT_PASSWORD);
      await expectAccessible(page, 'no keys');
      await keys.addKey('gemini', KEY);
      await keys.addKey('openai', `${KEY}-nocredit`);
      await keys.addKey('anthropic', `${KEY}-invalid`);
      await keys.card('openai').getByRole('button', { name: /^Заменить/ }).click();
      await page.getByText('Сменить пароль сейфа').click();
      await page.getByText('Удалить сейф', { exact: true }).click();
      await expectAccessible(page, 'keys');
      await keys.lock();
      await keys.tryUnlock('не тот пароль');
      await expect(page.getByRole('alert')).toBeVisible();
      await expectAccessible(page, 'locked');
      await page.getByRole('banner').getByRole('button', { name: /Сейф закрыт/ }).click();
      await expectAccessible(page, 'dialog');
    });

    test('nothing on a phone is wider than the phone', async ({ page, keys }) => {
      await page.setViewportSize({ width: 360, height: 740 });
      await keys.createVault(VAULT_PASSWORD);
      await keys.addKey('openai', KEY);
      for (const path of ['/studio', '/account', '/settings/keys']) {
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(overflow, path).toBeLessThanOrEqual(0);
      }
      await expectAccessible(page, 'phone');
    });
  });
}

test.describe('on a touch screen', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('everything can be hit with a finger', async ({ page, keys, browser, baseURL }) => {
    await keys.createVault(VAULT_PASSWORD);
    await keys.addKey('openai', `${KEY}-nocredit`);
    expect(await tooSmallForFingers(page), 'keys').toEqual([]);
    for (const path of ['/studio', '/courses/new', '/account', '/nowhere']) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('app-root[ng-version]').waitFor();
      expect(await tooSmallForFingers(page), path).toEqual([]);
    }
    const context = await browser.newContext({ baseURL, locale: 'ru-RU', hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 }, storageState: undefined });
    const signedOut = await context.newPage();
    await signedOut.goto('/sign-in');
    await signedOut.getByRole('heading', { level: 1 }).waitFor();
    expect(await tooSmallForFingers(signedOut), 'sign-in').toEqual([]);
    await context.close();
  });
});

test('the whole way of a key by keyboard alone', async ({ page, keys }) => {
  await keys.open();
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  await tabTo(page, /Пароль сейфа/);
  await page.keyboard.type(VAULT_PASSWORD);
  await tabTo(page, /Пароль сейфа ещё раз/);
  await page.keyboard.type(VAULT_PASSWORD);
  await press('Enter');
  await keys.expectUnlocked();
  await tabTo(page, /Добавить ключ OpenAI/);
  await expect(page.getByRole('button', { name: 'Добавить ключ OpenAI' })).toHaveCSS('outline-style', 'solid');
  await press('Enter');
  await expect(keys.card('openai').getByLabel('Ключ OpenAI', { exact: true })).toBeFocused();
  await page.keyboard.type(KEY);
  await press('Enter');
  await keys.expectState('openai', 'Работает');
  await page.getByRole('banner').getByRole('button', { name: 'Закрыть сейф' }).focus();
  await press('Enter');
  await expect(page.getByRole('banner').getByRole('button', { name: /Сейф закрыт/ })).toBeFocused();
  await press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Пароль сейфа', { exact: true })).toBeFocused();
  await page.keyboard.type(VAULT_PASSWORD);
  await press('Enter');
  await keys.expectUnlocked();
});
