import type { Page } from '@playwright/test';
import { choose, textFile } from './support/attached-files.js';
import { dumpStorage } from './support/browser-storage.js';
import { VAULT_PASSWORD, expect, test } from './support/fixtures.js';
import { heapHolds } from './support/heap.js';

/** Of this test alone: the test's own strings must not be what the scan finds. */
const ACCOUNT_SECRET = 'Vm4-account-only-typed-here';
const KEY_SECRET = 'sk-sandbox-Qz8-typed-here';
/** Sent with a vault: no storage may hold it in plain form, while the page's memory may. */
const QUESTION = 'Назови три темы для урока о цветах';
/** Of files that went with the question, or would go with the next one. */
const FILE = { name: 'имя-приложенного-файла.txt', words: 'слова приложенного файла' };
const CONTROL = 'planted-where-the-scan-looks';
const CONTROL_WORDS = ['подложено', 'туда', 'где', 'ищут'];

/** History is the browser's; each of its entries says where it led and what it kept. */
async function dumpHistory(page: Page): Promise<string> {
  const devtools = await page.context().newCDPSession(page);
  const { entries } = await devtools.send('Page.getNavigationHistory');
  await devtools.detach();
  return JSON.stringify(entries);
}

test.use({ storageState: { cookies: [], origins: [] } });

test('after register, vault, key, answer, sign-in and lock nothing typed is left in memory, storage, caches or history', async ({ page, keys }) => {
  test.setTimeout(180_000);
  const email = `traces-${Date.now()}@school.example`;
  await page.goto('/register');
  await page.getByLabel('Электронная почта').fill(email);
  await page.getByLabel('Пароль', { exact: true }).fill(ACCOUNT_SECRET);
  await page.getByRole('button', { name: 'Показать пароль' }).click();
  await page.getByRole('button', { name: 'Создать аккаунт' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();

  await page.getByRole('button', { name: 'Меню аккаунта' }).click();
  await page.getByRole('button', { name: 'Выйти' }).click();
  await page.getByLabel('Электронная почта').fill(email);
  await page.getByLabel('Пароль', { exact: true }).fill(ACCOUNT_SECRET);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();

  await page.getByRole('banner').getByRole('link', { name: 'Создать сейф' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Ключи ИИ' })).toBeVisible();
  await page.getByLabel('Пароль сейфа', { exact: true }).fill(VAULT_PASSWORD);
  await page.getByLabel('Пароль сейфа ещё раз', { exact: true }).fill(VAULT_PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Создать сейф' }).click();
  await keys.expectUnlocked();
  await keys.addKey('openai', KEY_SECRET);
  await page.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
  await choose(page.getByRole('button', { name: 'Приложить файлы' }), textFile(FILE.name, FILE.words));
  await page.getByLabel('Ваш запрос').fill(QUESTION);
  await page.getByRole('button', { name: 'Отправить' }).click();
  await expect(page.getByRole('region', { name: 'Ответ' }).getByText(/Оплачено вашим ключом/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Ответ' })).toHaveAttribute('aria-busy', 'false');
  await page.getByLabel('Ваш запрос').fill(`${QUESTION}, черновик`);
  await expect.poll(async () => (await dumpStorage(page)).includes('byok-conversations-')).toBe(true);
  await page.waitForTimeout(1_500);
  await keys.lock();
  await page.getByLabel('Ваш запрос').fill(`${QUESTION}, черновик при закрытом сейфе`);
  await choose(page.getByRole('button', { name: 'Приложить файлы' }), textFile(FILE.name, FILE.words));
  await expect(page.getByRole('list', { name: 'Вложения к вопросу' })).toContainText(FILE.name);
  await page.waitForTimeout(1_500);

  await page.evaluate(([control, words]) => {
    (globalThis as unknown as { controls: string[] }).controls = [control.split('').join(''), words.join(' ')];
    sessionStorage.setItem('control', control);
    history.replaceState({ ...history.state, control }, '', `${location.pathname}#${control}`);
  }, [CONTROL, CONTROL_WORDS] as const);
  const secrets = [ACCOUNT_SECRET, VAULT_PASSWORD, KEY_SECRET];
  const stored = await dumpStorage(page);
  const visited = await dumpHistory(page);
  expect([stored.includes(CONTROL), visited.includes(CONTROL), stored.includes('PBKDF2')]).toEqual([true, true, true]);
  expect(stored).toContain('deposited');
  for (const words of [QUESTION, FILE.name, FILE.words]) expect(stored).not.toContain(words);
  for (const secret of secrets) {
    expect(stored).not.toContain(secret);
    expect(visited).not.toContain(secret);
    expect(decodeURIComponent(visited)).not.toContain(secret);
  }
  const found = await heapHolds(page, [CONTROL, CONTROL_WORDS.join(' '), ...secrets]);
  expect(found).toEqual({ [CONTROL]: true, [CONTROL_WORDS.join(' ')]: true, [ACCOUNT_SECRET]: false, [VAULT_PASSWORD]: false, [KEY_SECRET]: false });
});
