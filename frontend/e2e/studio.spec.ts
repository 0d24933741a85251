import type { Locator, Page } from '@playwright/test';
import { changeRows } from './support/browser-storage.js';
import { KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';
import { tabTo } from './support/keyboard.js';

const PROMPT = 'Назови три темы для урока о цветах';

async function ask(page: Page): Promise<Locator> {
  await page.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
  await page.getByLabel('Ваш запрос').fill(PROMPT);
  await page.getByRole('button', { name: 'Отправить' }).click();
  return page.getByRole('region', { name: 'Ответ' }).last();
}

test('a request waits for the locked vault and goes out once it opens', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await keys.lock();
  const answer = await ask(page);
  await page.getByRole('main').getByLabel('Пароль сейфа', { exact: true }).fill(VAULT_PASSWORD);
  await page.keyboard.press('Enter');
  await expect(answer.getByText('Оплачено вашим ключом OpenAI')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Вы' })).toHaveText(PROMPT);
});

test('a vault that locks between click and call asks, and nothing typed is lost', async ({ page, keys }) => {
  await page.clock.install({ time: new Date('2026-11-22T10:00:00Z') });
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await page.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
  await page.getByLabel('Ваш запрос').fill(PROMPT);
  await page.clock.pauseAt(new Date('2026-11-22T10:10:00Z'));
  await page.clock.setSystemTime(new Date('2026-11-22T12:00:00Z'));
  await page.evaluate(() => document.querySelector('form.composer')?.dispatchEvent(new Event('submit', { cancelable: true })));
  await page.waitForTimeout(300);
  await page.clock.resume();
  await page.getByRole('main').getByLabel('Пароль сейфа', { exact: true }).fill(VAULT_PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Ответ' }).getByText('Оплачено вашим ключом OpenAI')).toBeVisible();
});

test('the focus stays on the button that sends, stops and sends again', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/v1/chat/completions', async (route) => {
    await released;
    await route.continue().catch(() => undefined);
  });
  await page.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
  await page.getByLabel('Ваш запрос').fill(PROMPT);
  await tabTo(page, /Отправить/);
  const stop = page.getByRole('button', { name: 'Остановить' });
  const send = page.getByRole('button', { name: 'Отправить', exact: true });
  // Held down for long, the key sends and stops nothing.
  await page.keyboard.down('Enter');
  await expect(stop).toBeFocused();
  await page.keyboard.down('Enter');
  await expect(stop).toBeFocused();
  await page.keyboard.up('Enter');

  await page.keyboard.press('Enter');
  await expect(page.getByText('Ответ остановлен.')).toBeVisible();
  await expect(send).toBeFocused();

  await page.getByRole('button', { name: 'Отправить ещё раз' }).focus();
  await page.keyboard.press('Enter');
  await expect(stop).toBeFocused();
  release();
  await expect(page.getByRole('region', { name: 'Ответ' }).getByText('Оплачено вашим ключом OpenAI')).toBeVisible();
  await expect(send).toBeFocused();
});

test('a double click on sending stops nothing', async ({ page }) => {
  await page.route('**/api/v1/chat/completions', () => new Promise<void>(() => undefined));
  await page.goto('/studio');
  await page.getByLabel('Ваш запрос').fill(PROMPT);
  await page.getByRole('button', { name: 'Отправить' }).dblclick();
  await expect(page.getByRole('button', { name: 'Остановить' })).toBeVisible();
  await expect(page.getByText('Ждём первые слова…')).toBeVisible();
  await page.getByRole('button', { name: 'Остановить' }).click();
  await expect(page.getByText('Ответ остановлен.')).toBeVisible();
});

test('a changed transit key costs one more try and nothing else', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  const envelopes: string[] = [];
  await page.route('**/api/v1/chat/completions', async (route) => {
    envelopes.push(route.request().headers()['x-byok-openai-key'] ?? '');
    if (envelopes.length > 1) return route.continue();
    const json = { error: { message: 'unknown transit key', type: 'invalid_request_error', param: null, code: 'envelope_unknown_key' } };
    return route.fulfill({ status: 400, headers: { 'x-byok-code': 'envelope_unknown_key' }, json });
  });
  const answer = await ask(page);
  await expect(answer.getByText('Оплачено вашим ключом OpenAI')).toBeVisible();
  expect(envelopes).toHaveLength(2);
  expect(envelopes[1]).toMatch(/^byok1\./);
  expect(envelopes[1]).not.toBe(envelopes[0]);
});

test('when the platform steps in, the page says so and why', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', `${KEY}-nocredit`);
  await keys.expectState('openai', 'Нет денег на счёте');
  const answer = await ask(page);
  await expect(answer.getByText(/Ваш ключ OpenAI не сработал/)).toBeVisible();
  await expect(answer.getByRole('link', { name: 'Пополнить у OpenAI' })).toHaveAttribute('href', /^https:\/\/platform\.openai\.com\//);
  await expect(answer.getByText('Оплачено платформой')).toBeVisible();
});

test('a key whose record was changed is named, and nobody else pays in its place', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.url()));
  await changeRows(page, 'entries', (row) => {
    const bytes = row['ciphertext'] as Uint8Array;
    bytes[3] = (bytes[3] ?? 0) ^ 1;
  });
  await page.reload();
  await keys.unlock(VAULT_PASSWORD);
  const answer = await ask(page);
  await expect(answer.getByRole('alert')).toContainText('Ключ записан с ошибкой');
  expect(sent.filter((url) => url.includes('/api/v1/'))).toEqual([]);
});

test('long code and a wide table scroll in themselves, at every width', async ({ page }) => {
  const row = Array.from({ length: 14 }, (_, index) => `Столбец номер ${index}`).join(' | ');
  const content = `Абзац.\n\n\`\`\`\nconst line = '${'x'.repeat(160)}';\n\`\`\`\n\n| ${row} |\n|${' --- |'.repeat(14)}\n| ${row} |\n`;
  await page.route('**/api/v1/chat/completions', (route) =>
    route.fulfill({
      headers: { 'content-type': 'text/event-stream', 'x-byok-credential-source': 'platform', 'x-byok-provider': 'openai', 'x-byok-model': 'gpt-6-luna', 'x-byok-tier': '1', 'x-byok-attempts': 'platform:openai:ok' },
      body: `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`,
    }),
  );
  await page.goto('/studio');
  await page.getByLabel('Ваш запрос').fill('Таблица');
  await page.getByRole('button', { name: 'Отправить', exact: true }).click();
  const answer = page.getByRole('region', { name: 'Ответ' });
  await expect(answer.locator('table')).toBeVisible();
  for (const width of [320, 390, 820, 1024, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const sizes = await answer.evaluate((element) => ({
      answer: element.getBoundingClientRect().right,
      paragraph: element.querySelector('p, pre')?.getBoundingClientRect().right ?? Infinity,
      page: document.documentElement.scrollWidth,
      code: element.querySelector('pre')?.scrollWidth ?? 0,
      shown: element.querySelector('pre')?.clientWidth ?? 0,
    }));
    expect(sizes.page).toBeLessThanOrEqual(width);
    expect(sizes.answer).toBeLessThanOrEqual(width);
    expect(sizes.paragraph).toBeLessThanOrEqual(sizes.answer + 1);
    expect(sizes.code, `at ${width} px`).toBeGreaterThan(sizes.shown);
  }
});
