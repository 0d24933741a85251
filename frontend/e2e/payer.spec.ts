import { expectAccessible } from './support/accessible.js';
import { KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';

const PROMPT = 'Назови три темы для урока о цветах';

async function choose(page: import('@playwright/test').Page, model: string): Promise<void> {
  await page.getByRole('button', { name: /^Модель/ }).click();
  await page.getByRole('combobox', { name: 'Найти модель' }).fill(model);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: new RegExp(`^Модель ${model}`) })).toBeVisible();
}

test('the forecast knows what the last test said of a key, also after a reload', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', `${KEY}-nocredit`);
  await keys.expectState('openai', 'Нет денег на счёте');
  await page.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
  await choose(page, 'gpt-6-luna');
  const composer = page.locator('byok-payer-line');
  await expect(composer).toContainText(/Ключ OpenAI без денег \(.*\d\d:\d\d\)\. Заплатит платформа/);
  await expect(composer.getByRole('link', { name: 'Пополнить у OpenAI' })).toHaveAttribute('href', /billing/);
  await expectAccessible(page, 'dead key forecast');
  await page.reload();
  await expect(composer).toContainText('сейф закрыт');
  // The vault opens where one is; nothing that was typed is hidden or lost.
  await page.getByLabel('Ваш запрос').fill(PROMPT);
  await composer.getByRole('button', { name: 'Открыть' }).click();
  await page.getByRole('dialog').getByLabel('Пароль сейфа', { exact: true }).fill(VAULT_PASSWORD);
  await page.keyboard.press('Enter');
  await choose(page, 'gpt-6-luna');
  await expect(composer).toContainText('Заплатит платформа');
  await expect(page.getByLabel('Ваш запрос')).toHaveValue(PROMPT);
});

test('a call that fails is remembered, and each failure has its next step', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await keys.expectState('openai', 'Работает');
  const policies: (string | undefined)[] = [];
  await page.route('**/api/v1/chat/completions', async (route) => {
    policies.push(route.request().headers()['x-byok-fallback']);
    if (policies.length > 1) return route.continue();
    return route.fulfill({
      status: 402,
      headers: { 'x-byok-code': 'key_no_credit', 'x-byok-credential-source': 'byok', 'x-byok-provider': 'openai', 'x-byok-model': 'gpt-6-luna', 'x-byok-tier': '0', 'x-byok-attempts': 'byok:openai:key_no_credit' },
      json: { error: { message: 'no credit', type: 'insufficient_quota', param: null, code: 'key_no_credit' } },
    });
  });
  await keys.card('openai').getByLabel('Если ключ не сработает').selectOption({ label: 'Всегда мой ключ' });
  await page.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
  await choose(page, 'gpt-6-luna');
  await expect(page.locator('byok-payer-line')).toContainText('Платите вы, ключом OpenAI');
  await page.getByLabel('Ваш запрос').fill(PROMPT);
  await page.getByRole('button', { name: 'Отправить' }).click();
  const answer = page.getByRole('region', { name: 'Ответ' });
  await expect(answer.getByRole('link', { name: 'Пополнить у OpenAI' })).toBeVisible();
  await expect(page.locator('byok-payer-line')).toContainText('платформа здесь не подстрахует');
  await expectAccessible(page, 'failed call');
  await answer.getByRole('button', { name: /^Спросить у/ }).first().click();
  await expect(page.getByRole('region', { name: 'Ответ' }).getByText('Оплачено платформой')).toBeVisible();
  expect(policies).toEqual(['never', undefined]);
});

test('the region’s refusal offers another provider in one click, and says whose country it is', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', `${KEY}-region`);
  await keys.addKey('gemini', KEY);
  await page.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
  await choose(page, 'gpt-6-luna');
  await expect(page.locator('byok-payer-line')).toContainText('OpenAI не обслуживает страну, где стоит наш сервер');
  await page.getByLabel('Ваш запрос').fill(PROMPT);
  await page.getByRole('button', { name: 'Отправить' }).click();
  await page.getByRole('button', { name: /^Спросить у Google Gemini/ }).click();
  await expect(page.getByRole('region', { name: 'Ответ' }).getByText('Оплачено вашим ключом Google Gemini')).toBeVisible();
});

test('a key that failed while a course was made is told once, with what the platform paid', async ({ page, keys }) => {
  const receipt = { stage: 'lesson', credentialSource: 'platform', provider: 'openai', model: 'gpt-6-luna', attempts: 'byok:openai:key_no_credit,platform:openai:ok' };
  const job = { id: '00000000-0000-4000-8000-000000000001', type: 'course', status: 'completed', progress: 100, stage: 'lesson', title: 'Цветы', receipts: [receipt, receipt, receipt], createdAt: new Date().toISOString() };
  await page.route('**/api/jobs?limit=20', (route) => route.fulfill({ json: [job] }));
  await keys.createVault(VAULT_PASSWORD);
  const line = page.locator('byok-background-failures');
  await expect(line).toContainText(/Ключ OpenAI не сработал в курсе, начатом \d\d:\d\d\.\s+3 урока оплатила платформа\./);
  await expect(line.getByRole('link', { name: 'Пополнить у OpenAI' })).toHaveAttribute('href', /^https:\/\/platform\.openai\.com\//);
  await expect(line.getByRole('link', { name: 'К курсу' })).toHaveAttribute('href', `/courses/${job.id}`);
  await expect(page.getByRole('navigation').getByText('ключ не сработал')).toBeAttached();
  await expectAccessible(page, 'a key failed in the background');
  await line.getByRole('button', { name: 'Понятно' }).click();
  await expect(line).toHaveText('');
  const looked = page.waitForResponse('**/api/jobs?limit=20');
  await page.reload();
  await looked;
  await page.waitForTimeout(300);
  await expect(page.getByRole('navigation').first()).toBeVisible();
  expect((await line.allTextContents()).join('')).toBe('');
});

test('a course says before its start what it will cost, what becomes of the key, and stops for a failed one when told so', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  const pause = page.getByRole('checkbox', { name: /Не платить за меня, пока я не увижу/ });
  await pause.check();
  await page.getByRole('navigation').getByRole('link', { name: 'Курсы' }).click();
  await page.getByRole('main').getByRole('link', { name: /Новый курс|Создать первый курс/ }).click();
  await page.getByRole('radio', { name: 'Текст' }).click();
  await page.getByLabel('Расшифровка или конспект').fill('Пчёлы живут семьями. '.repeat(300));
  await expect(page.locator('byok-course-estimate')).toContainText(/Стоимость: .*₽/);
  await expect(page.getByText('Ваш ключ сервер хранит запечатанным: только для этого курса')).toBeVisible();
  await expectAccessible(page, 'new course with its price');
  const submitted = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/api/jobs'));
  await page.getByRole('button', { name: 'Создать курс' }).click();
  expect((await submitted).headers()['x-byok-fallback']).toBe('never');
  await page.goto('/settings/keys');
  await pause.uncheck();
});
