import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.js';
import { KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';

interface Catalog {
  providers: { id: string; models: { id: string; pricing: { inputRubPerMillion: number; outputRubPerMillion: number } }[] }[];
}

const MODEL = 'gpt-6-luna';

/** As the server's catalog has it. */
async function pricingOf(page: Page): Promise<Catalog['providers'][number]['models'][number]['pricing']> {
  const { providers } = (await (await page.request.get('/api/catalog')).json()) as Catalog;
  const found = providers.flatMap(({ models }) => models).find(({ id }) => id === MODEL);
  if (!found) throw new Error(`The catalog lacks ${MODEL}.`);
  return found.pricing;
}

test('each model has its price, context and use in a list that can be searched', async ({ page }) => {
  const pricing = await pricingOf(page);
  await page.goto('/studio');
  await page.getByRole('button', { name: /^Модель/ }).click();
  const search = page.getByRole('combobox', { name: 'Найти модель' });
  await search.fill('openai luna');
  const option = page.getByRole('option', { name: new RegExp(`^${MODEL}`) });
  await expect(option).toContainText(/контекст 1,1\s*млн/);
  await expect(option).toContainText('быстрая и недорогая');
  const rub = (500 * pricing.inputRubPerMillion + 500 * pricing.outputRubPerMillion) / 1e6;
  await expect(option).toContainText(`≈ ${rub.toFixed(2).replace('.', ',')}\u00a0₽ за ответ`);
  await expectAccessible(page, 'model list');
  await page.getByText('Точные цены').click();
  await expect(page.getByText(/за миллион токенов вопроса/)).toBeVisible();
  await search.fill('такой нет');
  await expect(page.getByText('Такой модели нет.')).toBeVisible();
});

test('an answer says its tokens and the catalog’s price for them', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  const pricing = await pricingOf(page);
  await page.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
  await page.getByRole('button', { name: /^Модель/ }).click();
  await page.getByRole('combobox', { name: 'Найти модель' }).fill(MODEL);
  await page.keyboard.press('Enter');
  const usage = { prompt_tokens: 120_000, completion_tokens: 4_000, total_tokens: 124_000 };
  await page.route('**/api/v1/chat/completions', (route) =>
    route.fulfill({
      headers: { 'content-type': 'text/event-stream', 'x-byok-credential-source': 'byok', 'x-byok-provider': 'openai', 'x-byok-model': MODEL, 'x-byok-tier': '0', 'x-byok-attempts': 'byok:openai:ok' },
      body: [{ choices: [{ index: 0, delta: { content: 'Да.' }, finish_reason: 'stop' }] }, { choices: [], usage }].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('') + 'data: [DONE]\n\n',
    }),
  );
  await page.getByLabel('Ваш запрос').fill('Сколько это стоит?');
  await page.getByRole('button', { name: 'Отправить' }).click();
  const rub = (usage.prompt_tokens * pricing.inputRubPerMillion + usage.completion_tokens * pricing.outputRubPerMillion) / 1e6;
  const answer = page.getByRole('region', { name: 'Ответ' });
  await expect(answer).toContainText('124\u00a0000 токенов');
  await expect(answer).toContainText(`≈\u00a0${rub.toFixed(2).replace('.', ',')}\u00a0₽`);
  await expectAccessible(page, 'answer with its cost');
});
