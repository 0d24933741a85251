import { expectAccessible } from './support/accessible.js';
import { registerAccount, xsrf } from './support/accounts.js';
import { tooSmallForFingers } from './support/fingers.js';
import { ACCOUNT_PASSWORD, VAULT_PASSWORD, expect, test } from './support/fixtures.js';

test.use({ storageState: { cookies: [], origins: [] } });

test('the start page says what this is, and its button makes a course without a key', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1, name: 'Загрузите лекцию и получите готовый курс' })).toBeVisible();
  const picture = page.getByRole('img', { name: /Страница готового курса/ });
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBeGreaterThan(600);
  await expect(page.getByText('Без ключа платит платформа')).toBeVisible();
  await page.getByRole('link', { name: 'Сделать пробный курс' }).click();
  await page.getByLabel('Электронная почта').fill(`demo-${Date.now()}@school.example`);
  await page.getByLabel('Пароль', { exact: true }).fill(ACCOUNT_PASSWORD);
  await page.getByRole('button', { name: 'Создать аккаунт' }).click();
  await expect(page).toHaveURL(/\/courses\/[\da-f-]{36}/, { timeout: 30_000 });
  await expect(page.getByRole('tab', { name: 'Уроки' })).toBeVisible({ timeout: 60_000 });
  await page.getByText('Как готовился курс и кто платил').click();
  await expect(page.getByText('Оплачено платформой').first()).toBeVisible();
});

test('an address alone makes no demo course', async ({ page }) => {
  await registerAccount(page, 'no-demo');
  for (const path of ['/register?demo=1', '/courses/new?demo=1']) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
  }
  expect(await (await page.request.get('/api/jobs')).json()).toEqual([]);
});

test('after registering, three steps are ticked as they are done, and go away', async ({ page, keys }) => {
  await page.goto('/register');
  await page.getByLabel('Электронная почта').fill(`steps-${Date.now()}@school.example`);
  await page.getByLabel('Пароль', { exact: true }).fill(ACCOUNT_PASSWORD);
  await page.getByRole('button', { name: 'Создать аккаунт' }).click();
  const steps = page.getByRole('region', { name: 'Первые шаги' });
  await expect(steps.getByRole('listitem')).toHaveCount(3);
  await expectAccessible(page, 'first steps');
  await page.getByLabel('Ваш запрос').fill('Назови три темы');
  await page.getByRole('button', { name: 'Отправить' }).click();
  await expect(page.getByRole('region', { name: 'Ответ' })).toHaveAttribute('aria-busy', 'false');
  await page.getByRole('button', { name: 'Новый разговор' }).click();
  await steps.waitFor();
  await expect(steps.getByRole('listitem').filter({ hasText: 'первый вопрос' })).toContainText('сделано');
  await keys.createVault(VAULT_PASSWORD);
  await page.goto('/studio');
  await page.getByRole('button', { name: 'Скрыть первые шаги' }).click();
  await expect(steps).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();
  await expect(steps).toHaveCount(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const locale of ['ru-RU', 'en-US'] as const) {
    test.describe(`${locale}, ${colorScheme}`, () => {
      test.use({ colorScheme, locale });

      test('the pages for everybody are accessible, and nothing is wider than a phone', async ({ page }) => {
        for (const path of ['/', '/data', '/how-we-know', '/sign-in', '/register?demo=1']) {
          await page.goto(path);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await page.locator('app-root[ng-version]').waitFor();
          await expectAccessible(page, path);
          await page.setViewportSize({ width: 320, height: 700 });
          expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBeLessThanOrEqual(0);
          await page.setViewportSize({ width: 1280, height: 800 });
        }
      });
    });
  }
}

test.describe('on a touch screen', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('everything before sign-in can be hit with a finger', async ({ page }) => {
    for (const path of ['/', '/data', '/how-we-know', '/sign-in']) {
      await page.goto(path);
      await page.locator('app-root[ng-version]').waitFor();
      expect(await tooSmallForFingers(page), path).toEqual([]);
    }
  });
});

test('where a question, a text and a recording go is said before they are sent, with the rest one click away', async ({ page }) => {
  await registerAccount(page, 'goes');
  await page.goto('/studio');
  await expect(page.getByText('Запрос получит Google Gemini, OpenAI или Anthropic (США).')).toBeVisible();
  await page.goto('/courses/new');
  await expect(page.getByText('Запись и расшифровку получит Google Gemini, OpenAI или Anthropic (США).')).toBeVisible();
  expect((await page.request.patch('/api/me/preferences', { data: { strategy: 'cloudru' }, headers: await xsrf(page) })).status()).toBe(200);
  await page.goto('/studio');
  await expect(page.getByText('Запрос получит Cloud.ru (Россия).')).toBeVisible();
  await page.getByRole('link', { name: 'Куда уходят данные' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Куда уходят данные' })).toBeVisible();
  await expect(page.getByText('OpenAI OpCo, LLC, США')).toBeVisible();
  await expect(page.getByText('Прерванная загрузка хранится сутки')).toBeVisible();
  await page.getByRole('link', { name: 'В студию' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();
});
