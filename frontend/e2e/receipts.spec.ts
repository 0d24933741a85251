import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.js';
import { KEY, expect, test } from './support/fixtures.js';

const WORDS = {
  ru: { heading: 'Чеки', good: /Проверен[оы]?: \d+ чек(а|ов)?, всё сходится/, bad: 'Чеки не сходятся', gone: /Пропал чек, который здесь уже проверяли/, changed: /Чек изменили после подписи/, all: 'Проверить с начала', own: /ваш ключ/ },
  en: { heading: 'Receipts', good: /\d+ receipts? checked, all is well/, bad: 'The receipts do not hold together', gone: /A receipt that was checked here before is gone/, changed: /Changed after it was signed/, all: 'Check from the start', own: /your key/ },
} as const;

async function call(page: Page): Promise<void> {
  const xsrf = (await page.context().cookies()).find(({ name }) => name === 'XSRF-TOKEN')?.value ?? '';
  const headers = { 'x-xsrf-token': decodeURIComponent(xsrf), 'x-byok-openai-key': KEY };
  const answer = await page.request.post('/api/v1/chat/completions', { headers, data: { model: 'gpt-6-luna', messages: [{ role: 'user', content: 'Привет' }] } });
  expect(answer.status()).toBe(200);
  const id = answer.headers()['x-byok-receipt-id'];
  await expect(async () => {
    const receipt = (await (await page.request.get(`/api/receipts/${id}`)).json()) as { payload: string };
    expect(Buffer.from(receipt.payload, 'base64url').toString()).not.toContain('"cost":"pending"');
  }).toPass();
}

for (const language of ['ru', 'en'] as const) {
  test.describe(`in ${language}`, () => {
    test.use({ locale: language === 'ru' ? 'ru-RU' : 'en-GB' });
    const words = WORDS[language];

    test('receipts are listed and checked in the browser, which notices what is missing and what was changed', async ({ page }) => {
      await page.goto('/spending');
      for (let index = 0; index < 3; index += 1) await call(page);
      await page.reload();
      const section = page.getByRole('region', { name: words.heading });
      await expect(section.getByText(words.good)).toBeVisible();
      await expect(section.locator('.lines li').first()).toContainText(words.own);
      await expectAccessible(page, 'receipts');

      // The server forgets the last one.
      await page.route(/\/api\/receipts\?.*order=asc/, async (route) => {
        const answer = await route.fetch();
        const receipts = (await answer.json()) as unknown[];
        await route.fulfill({ response: answer, json: receipts.slice(0, -1) });
      });
      await page.reload();
      await expect(section.getByText(words.bad)).toBeVisible();
      await expect(section.getByText(words.gone)).toBeVisible();
      await expectAccessible(page, 'a broken chain');

      // It changes a price.
      await page.unrouteAll();
      await page.route(/\/api\/receipts\?.*order=asc/, async (route) => {
        const answer = await route.fetch();
        const receipts = (await answer.json()) as { payload: string }[];
        const [first] = receipts;
        if (first !== undefined) first.payload = Buffer.from(Buffer.from(first.payload, 'base64url').toString().replace('"status":200', '"status":201')).toString('base64url');
        await route.fulfill({ response: answer, json: receipts });
      });
      await section.getByRole('button', { name: words.all }).click();
      await expect(section.getByText(words.changed)).toBeVisible();

      await page.unrouteAll();
      await page.reload();
      await expect(section.getByText(words.good)).toBeVisible();
    });
  });
}
