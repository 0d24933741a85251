import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.js';
import { VAULT_PASSWORD, expect, test } from './support/fixtures.js';
import { tooSmallForFingers } from './support/fingers.js';

const WORDS = {
  'ru-RU': { field: 'Ваш запрос', send: 'Отправить', model: /^Модель Автоматически/, list: 'Какая модель ответит', unfold: 'Модель и кто платит', prompts: 'Мои заготовки', fresh: 'Новый разговор', back: 'Вернуться к нему' },
  'en-US': { field: 'Your request', send: 'Send', model: /^Model Automatic/, list: 'Which model answers', unfold: 'Model and who pays', prompts: 'My prompts', fresh: 'New conversation', back: 'Go back to it' },
} as const;

const heightOf = async (part: Locator): Promise<number> => (await part.boundingBox())?.height ?? Infinity;
/** Of the words of a button that stay on one line, in pixels. */
const ONE_LINE = 28;

async function ask(page: Page, words: (typeof WORDS)[keyof typeof WORDS]): Promise<void> {
  await page.goto('/studio');
  await page.getByLabel(words.field).fill('Назови три темы для урока о цветах');
  await page.getByRole('button', { name: words.send, exact: true }).click();
  await expect(page.locator('byok-exchange [aria-busy=false]').first()).toBeVisible({ timeout: 30_000 });
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
}

for (const [locale, width] of [['ru-RU', 390], ['ru-RU', 1440], ['en-US', 390], ['en-US', 320]] as const) {
  test.describe(`a new vault password, ${locale}, ${width} px`, () => {
    test.use({ locale, viewport: { width, height: 844 } });

    test('what is said of it moves nothing', async ({ page }) => {
      await page.goto('/settings/keys');
      const form = page.locator('byok-create-vault form');
      const field = form.locator('input').first();
      const button = form.locator('button[type=submit]');
      await field.fill('x');
      await expect(form.locator('.meter')).toBeVisible();
      await field.fill('');
      await expect(form.locator('.meter')).toBeHidden();
      const place = async () => (await button.boundingBox())?.y;
      const before = await place();
      let said = '';
      for (const words of ['aaaa', 'qwertyuiop12', 'одуванчиковый', VAULT_PASSWORD]) {
        await field.fill(words);
        await expect(form.locator('.meter')).not.toHaveText(said);
        said = await form.locator('.meter').innerText();
        expect(await place(), said).toBe(before);
      }
    });
  });
}

for (const [locale, height, touch] of [['ru-RU', 844, true], ['en-US', 844, false], ['ru-RU', 500, false], ['en-US', 500, true]] as const) {
  test.describe(`on a phone, ${locale}, 390×${height}, ${touch ? 'touch' : 'mouse'}`, () => {
    test.use({ locale, viewport: { width: 390, height }, hasTouch: touch, isMobile: touch });

    test('one line to write in, and model and payer a button away', async ({ page }) => {
      const words = WORDS[locale];
      const sections = page.locator('byok-signed-in-layout .sections');
      const composer = page.locator('byok-composer');
      const press = (part: Locator): Promise<void> => (touch ? part.tap() : part.click());
      await ask(page, words);
      await expect(sections).toBeVisible();
      expect(await heightOf(composer)).toBeLessThan(844 / 4);
      expect(await heightOf(page.locator('.dock'))).toBeLessThan(844 * 0.28);
      expect(await heightOf(page.getByRole('button', { name: words.prompts }).locator('.mdc-button__label'))).toBeLessThan(ONE_LINE);

      // Nothing moves away under the finger that chooses a model.
      await press(page.getByRole('button', { name: words.model }));
      await expect(page.getByRole('dialog', { name: words.list })).toBeVisible();
      await page.keyboard.press('Escape');

      await press(page.getByLabel(words.field));
      await expect(sections).toBeHidden();
      // What stands in the empty field is not cut.
      expect(await page.getByLabel(words.field).evaluate((field) => field.scrollHeight - field.clientHeight)).toBeLessThanOrEqual(0);
      await expect(page.getByRole('button', { name: words.model })).toBeHidden();
      await expect(composer.locator('byok-payer-line')).toBeHidden();
      expect(await heightOf(composer)).toBeLessThan(60);
      expect(await heightOf(page.locator('.dock'))).toBeLessThan(80);
      await page.keyboard.type('Ещё одну');
      await expectAccessible(page, 'typing on a phone');
      if (touch) expect(await tooSmallForFingers(page)).toEqual([]);

      await press(page.getByRole('button', { name: words.unfold }));
      await expect(page.getByRole('button', { name: words.model })).toBeFocused();
      await expect(composer.locator('byok-payer-line')).toBeVisible();
      await press(page.getByLabel(words.field));
      await expect(page.getByRole('button', { name: words.model })).toBeHidden();
      await expect(page.getByLabel(words.field)).toHaveValue('Ещё одну');
      const bare = { position: { x: 230, y: 28 } };
      await (touch ? page.locator('header.bar').tap(bare) : page.locator('header.bar').click(bare));
      await expect(sections).toBeVisible();
      await expect(page.getByRole('button', { name: words.model })).toBeVisible();
    });
  });
}

/** As long as a person's. @param meanwhile happens during it */
async function pressSlowly(page: Page, button: Locator, meanwhile: () => Promise<unknown> = async () => undefined): Promise<void> {
  await button.scrollIntoViewIfNeeded();
  const place = await button.boundingBox();
  if (place === null) throw new Error('There is no such button.');
  await page.mouse.move(place.x + place.width / 2, place.y + place.height / 2);
  await page.mouse.down();
  await meanwhile();
  await page.waitForTimeout(200);
  expect(await button.boundingBox()).toEqual(place);
  await page.mouse.up();
}

for (const locale of ['ru-RU', 'en-US'] as const) {
  test.describe(`a press that takes the focus away from the composer, ${locale}, 390 px`, () => {
    test.use({ locale, viewport: { width: 390, height: 844 } });

    test('moves nothing under the pointer, and does what it should', async ({ page }) => {
      const words = WORDS[locale];
      const field = page.getByLabel(words.field);
      const unfold = page.getByRole('button', { name: words.unfold });
      await ask(page, words);
      await field.click();
      await expect(unfold).toBeVisible();
      await pressSlowly(page, page.getByRole('button', { name: words.fresh }));
      await expect(page.getByRole('button', { name: words.back })).toBeVisible();
      await expect(field).toBeFocused();
      await expect(unfold).toBeVisible();
      // The place of the conversation that was left is gone with it.
      await expect(page.locator('.conversation')).toHaveCount(0);
      await pressSlowly(page, page.getByRole('button', { name: words.back }));
      await expect(page.locator('byok-exchange')).toHaveCount(1);
      await page.mouse.click(200, 300);
      await expect(unfold).toBeHidden();
    });
  });
}

test('a notice that comes during a press waits for its end, and the press does what it should', async ({ page, keys, context }) => {
  // Where nothing is scrolled, no browser holds the page in place by itself.
  await page.setViewportSize({ width: 1280, height: 1800 });
  const receipt = { stage: 'lesson', credentialSource: 'platform', provider: 'openai', model: 'gpt-6-luna', attempts: 'byok:openai:key_no_credit,platform:openai:ok' };
  const job = { id: '00000000-0000-4000-8000-000000000001', type: 'course', status: 'completed', progress: 100, stage: 'lesson', title: 'Цветы', receipts: [receipt], createdAt: new Date().toISOString() };
  let answer: () => void = () => undefined;
  const asked = new Promise<void>((resolve) =>
    page.route('**/api/jobs?limit=20', async (route) => {
      resolve();
      await new Promise<void>((release) => (answer = release));
      await route.fulfill({ json: [job] });
    }),
  );
  await keys.createVault(VAULT_PASSWORD);
  await asked;
  const button = keys.card('openai').getByRole('button', { name: /^Добавить ключ/ });
  const told = page.getByRole('navigation').getByText('ключ не сработал');
  await pressSlowly(page, button, async () => {
    answer();
    await expect(told).toBeAttached();
  });
  await expect(page.locator('byok-background-failures')).toContainText(/Ключ OpenAI не сработал/);
  await expect(keys.card('openai').getByLabel('Ключ OpenAI', { exact: true })).toBeVisible();

  const other = keys.card('gemini').getByRole('button', { name: /^Добавить ключ/ });
  await pressSlowly(page, other, () => context.setOffline(true));
  await expect(page.getByText('Нет связи с сервером. Сейф, ключи')).toBeVisible();
  await expect(keys.card('gemini').getByLabel('Ключ Google Gemini', { exact: true })).toBeVisible();
});
