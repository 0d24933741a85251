import { expectAccessible } from './support/accessible.js';
import { KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';
import { dumpStorage } from './support/browser-storage.js';

const field = 'Ключ OpenAI';

/** How keys are pasted, and what is said of it. */
const ODD = [
  [`"${KEY}"`, 'Лишнее убрали: кавычки'],
  [`OPENAI_API_KEY=${KEY}`, 'Лишнее убрали: имя переменной'],
  [`export OPENAI_API_KEY='${KEY}'`, 'имя переменной, кавычки'],
  [`Bearer ${KEY}`, 'слово Bearer'],
  [`  ${KEY}\u00a0`, ''],
] as const;

test('understands a key however it was pasted, and stores the key alone', async ({ page, keys }) => {
  test.setTimeout(120_000);
  await keys.createVault(VAULT_PASSWORD);
  const card = keys.card('openai');
  for (const [pasted, said] of ODD) {
    await card.getByRole('button', { name: /^(Добавить|Заменить) ключ/ }).click();
    await card.getByLabel(field, { exact: true }).fill(pasted);
    if (said !== '') await expect(card.getByText(said)).toBeVisible();
    await card.getByRole('button', { name: 'Сохранить и проверить' }).click();
    // What the emulator was given works and ends as the key does: nothing else was stored with it.
    await keys.expectState('openai', 'Работает');
    await expect(card.getByText(`…${KEY.slice(-4)}`)).toBeVisible();
    expect(await page.content()).not.toContain(KEY);
  }
  expect(await dumpStorage(page)).not.toContain(KEY);
  await keys.lock();
  await expect(page.getByText(`…${KEY.slice(-4)}`)).toHaveCount(0);
});

test('names the letter that no key has, and what cannot work, while the field keeps its text', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  const card = keys.card('openai');
  await card.getByRole('button', { name: 'Добавить ключ OpenAI' }).click();
  const input = card.getByLabel(field, { exact: true });
  await input.fill('sk-prоj-0123456789abcdef');
  await expect(card.getByRole('alert')).toContainText('В ключе русская буква «о», знак 6');
  await input.fill('sk-admin-0123456789abcdef');
  await expect(card.getByText('Похоже на ключ для управления организацией')).toBeVisible();
  await input.fill('sk-proj-****************cdef');
  await expect(card.getByRole('alert')).toContainText('сокращённая запись');
  await expectAccessible(page, 'key form with a problem');
});

test('proposes the provider that the key looks like, and forces nothing', async ({ keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  const card = keys.card('openai');
  await card.getByRole('button', { name: 'Добавить ключ OpenAI' }).click();
  await expect(card.getByRole('heading', { name: 'Как получить ключ OpenAI' })).toBeVisible();
  await expect(card.getByRole('link', { name: /Открыть страницу ключей OpenAI/ })).toHaveAttribute('href', /platform\.openai\.com/);
  await card.getByLabel(field, { exact: true }).fill('sk-ant-api03-sandbox-0123456789');
  await card.getByRole('button', { name: 'Сохранить как ключ Anthropic' }).click();
  await keys.expectState('anthropic', 'Работает');
  await keys.expectState('openai', 'Нет ключа');
  await expect(keys.card('anthropic').getByRole('heading', { level: 2 })).toBeFocused();

  await card.getByRole('button', { name: 'Добавить ключ OpenAI' }).click();
  await card.getByLabel(field, { exact: true }).fill('AQ.sandbox-0123456789');
  await card.getByRole('button', { name: 'Сохранить и проверить' }).click();
  await keys.expectState('openai', 'Работает');
});

test('a second key has a name, comes first when told so, and a replaced one comes back', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', `${KEY}-nocredit`);
  const card = keys.card('openai');
  await expect(card.getByRole('link', { name: /Пополнить у OpenAI/ })).toHaveAttribute('href', /billing/);
  await card.getByRole('button', { name: 'Добавить ещё ключ OpenAI' }).click();
  await card.getByLabel(field, { exact: true }).fill(KEY);
  await card.getByLabel('Название (необязательно)').fill('Рабочий');
  await card.getByRole('button', { name: 'Сохранить и проверить' }).click();
  await keys.expectState('openai', 'Работает');
  await expect(card.getByRole('listitem').filter({ hasText: 'Рабочий' })).toBeVisible();

  const sent: string[][] = [];
  await page.route('**/api/v1/chat/completions', async (route) => {
    sent.push(Object.keys(route.request().headers()).filter((name) => name.startsWith('x-byok-') && name.includes('-key')));
    await route.continue();
  });
  await card.getByRole('button', { name: /^Выше: пробовать ключ OpenAI «Рабочий» раньше/ }).click();
  await expect(card.locator('byok-stored-key').first()).toContainText('Рабочий');
  await page.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
  await page.getByLabel('Ваш запрос').fill('Назови три темы');
  await page.getByRole('button', { name: 'Отправить' }).click();
  await expect(page.getByRole('region', { name: 'Ответ' }).getByText('Оплачено вашим ключом OpenAI')).toBeVisible();
  expect(sent[0]?.sort()).toEqual(['x-byok-openai-key', 'x-byok-openai-key-2']);

  await page.getByRole('navigation').getByRole('link', { name: 'Ключи ИИ' }).click();
  await card.getByRole('button', { name: 'Заменить ключ OpenAI «Рабочий»' }).click();
  await card.getByLabel(field, { exact: true }).fill(`${KEY}-invalid`);
  await card.getByRole('button', { name: 'Сохранить и проверить' }).click();
  await keys.expectState('openai', 'Не подходит');
  await page.getByRole('button', { name: 'Вернуть' }).click();
  await keys.expectState('openai', 'Работает');
  await expectAccessible(page, 'two keys');
});

test('a slow test can be stopped, and leaves what was known', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await keys.expectState('openai', 'Работает');
  await page.route('**/api/byok/validate', () => new Promise<void>(() => undefined));
  const card = keys.card('openai');
  await card.getByRole('button', { name: 'Проверить ключ OpenAI' }).click();
  await card.getByRole('button', { name: 'Остановить проверку ключа OpenAI' }).click();
  await keys.expectState('openai', 'Работает');
  await expect(card.getByRole('button', { name: 'Проверить ключ OpenAI' })).toBeFocused();
});

test('account headers go with the first key, and a wrong form is marked', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  const card = keys.card('openai');
  await card.getByRole('button', { name: 'Добавить ключ OpenAI' }).click();
  await card.getByLabel(field, { exact: true }).fill(KEY);
  await card.getByText('Организация и проект у провайдера').click();
  await card.getByLabel('Проект', { exact: true }).fill('проект');
  await card.getByRole('button', { name: 'Сохранить и проверить' }).click();
  await expect(card.getByText('До 128 латинских букв')).toBeVisible();
  await card.getByLabel('Проект', { exact: true }).fill('proj_1');
  const tested = page.waitForRequest('**/api/byok/validate');
  await card.getByRole('button', { name: 'Сохранить и проверить' }).click();
  expect((await tested).headers()['openai-project']).toBe('proj_1');
  await keys.expectState('openai', 'Работает');
});

test('names of buttons begin with what is seen, in English too', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await keys.addKey('gemini', KEY);
  await page.evaluate(() => localStorage.setItem('byok.language', 'en'));
  await page.reload();
  const named = await page.locator('button[aria-label], a[aria-label]').evaluateAll((elements) =>
    elements.filter((element) => (element.textContent ?? '').trim() !== '').map((element) => [(element.textContent ?? '').replace(/\s+/g, ' ').trim(), element.getAttribute('aria-label') ?? '']),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter(([seen = '', name = '']) => !name.startsWith(seen))).toEqual([]);
});

test('who has no key yet is told where to begin, sees all models and fewer again, and goes on once a key works', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  const first = keys.card('gemini');
  await expect(page.getByText('Проще начать с этого.')).toHaveCount(1);
  await expect(first.getByText('Проще начать с этого.')).toBeVisible();
  await expectAccessible(page, 'keys: first choice');
  const more = first.getByRole('button', { name: /^ещё \d+ \(модели Google Gemini\)$/ });
  await expect(more).toHaveAttribute('aria-expanded', 'false');
  await more.click();
  const fewer = first.getByRole('button', { name: 'свернуть (модели Google Gemini)' });
  await expect(fewer).toHaveAttribute('aria-expanded', 'true');
  await fewer.click();
  await expect(more).toBeFocused();
  await keys.addKey('openai', KEY);
  await expect(page.getByText('Проще начать с этого.')).toHaveCount(0);
  await keys.card('openai').getByRole('link', { name: 'Перейти в студию' }).click();
  await expect(page).toHaveURL(/\/studio$/);
});
