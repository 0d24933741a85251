import type { Locator, Page } from '@playwright/test';
import { PLATFORM_PAID, answerWith, chatStream } from './support/answers.js';
import { choose, textFile } from './support/attached-files.js';
import { expect, test } from './support/fixtures.js';

const FIRST = 'Первый вопрос';
const NAME = 'цены.csv';
const CONTENT = 'роза;100';
/** Longer than what is typed or removed takes to be stored. */
const STORED = 1_200;

const drafted = (page: Page): Locator => page.getByRole('list', { name: 'Вложения к вопросу' }).getByRole('listitem');
const sent = (page: Page): Locator => page.getByRole('list', { name: 'Приложено' });
const answers = (page: Page): Locator => page.getByRole('region', { name: 'Ответ' });

async function openStudio(page: Page): Promise<void> {
  await page.goto('/studio');
  await page.locator('app-root[ng-version]').waitFor();
  await expect(page.getByRole('button', { name: 'Приложить файлы' })).toBeVisible();
}

async function ask(page: Page, text: string): Promise<void> {
  await page.getByLabel('Ваш запрос').fill(text);
  await page.getByRole('button', { name: 'Отправить', exact: true }).click();
}

async function remove(page: Page): Promise<void> {
  await drafted(page).getByRole('button', { name: `Убрать ${NAME}` }).click();
  await expect(drafted(page)).toHaveCount(0);
}

/** Two tabs that show one conversation, each with the same file beside what is being written. */
async function twoTabs(page: Page): Promise<Page> {
  await answerWith(page, 'Первый ответ', 'Ответ о ценах', 'Ответ без перезагрузки');
  await openStudio(page);
  await ask(page, FIRST);
  await expect(answers(page)).toContainText('Первый ответ');
  await choose(page.getByRole('button', { name: 'Приложить файлы' }), textFile(NAME, CONTENT));
  await expect(drafted(page)).toHaveCount(1);
  await page.waitForTimeout(STORED);

  const other = await page.context().newPage();
  await openStudio(other);
  await other.getByRole('button', { name: 'Разговоры' }).click();
  await other.getByRole('dialog').getByRole('button', { name: new RegExp(`^${FIRST}`) }).click();
  await expect(drafted(other)).toHaveCount(1);
  return other;
}

/** The file that went with a question is there after a reload, and goes along with the next one. */
async function expectKept(page: Page): Promise<void> {
  await page.waitForTimeout(STORED);
  await page.reload();
  await expect(sent(page)).toContainText(NAME);
  await expect(sent(page)).not.toContainText('не сохранилось');
  const asked = await answerWith(page, 'Ответ после перезагрузки');
  await ask(page, 'А теперь?');
  await expect(answers(page).last()).toContainText('Ответ после перезагрузки');
  expect(JSON.stringify(asked[0])).toContain(CONTENT);
}

test('a file that one tab removes from the draft is not lost to the question that the other one sends with it', async ({ page }) => {
  const other = await twoTabs(page);
  const asked = await answerWith(other, 'Ответ о ценах');
  await remove(page);
  await page.waitForTimeout(STORED);
  await ask(other, 'Что почём?');
  await expect(answers(other).last()).toContainText('Ответ о ценах');
  expect(JSON.stringify(asked[0])).toContain(CONTENT);
  await expect(answers(page).last()).toContainText('Ответ о ценах');
  await expect(sent(page)).not.toContainText('не сохранилось');
  await other.close();
  await expectKept(page);
});

test('a file that one tab has sent stays with its question when the other one, which has not seen that, removes it', async ({ page }) => {
  const other = await twoTabs(page);
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await other.route('**/api/v1/chat/completions', async (route) => {
    await released;
    await route.fulfill({ headers: PLATFORM_PAID, body: chatStream('Другой первый ответ') });
  });
  // While an answer is under way a tab takes over nothing.
  await answers(other).getByRole('button', { name: 'Ещё вариант' }).click();
  await ask(page, 'Что почём?');
  await expect(answers(page).last()).toContainText('Ответ о ценах');
  await page.waitForTimeout(STORED);
  await remove(other);
  await other.waitForTimeout(STORED);
  release();
  await expect(answers(other)).toContainText('Другой первый ответ');
  await other.waitForTimeout(STORED);
  await expect(answers(other)).toContainText('Другой первый ответ');
  await other.close();
  // Which branch was shown last is one for all tabs.
  await page.reload();
  await page.getByRole('button', { name: 'Предыдущий вариант' }).click();
  await expectKept(page);
});

test('a file that goes along to a new conversation stays with the question of the earlier one, whatever becomes of the new one', async ({ page }) => {
  const other = await twoTabs(page);
  await other.getByRole('button', { name: 'Новый разговор' }).click();
  await expect(drafted(other)).toHaveCount(1);
  await other.waitForTimeout(STORED);
  await ask(page, 'Что почём?');
  await expect(answers(page).last()).toContainText('Ответ о ценах');
  await answerWith(other, 'Ответ в новом разговоре');
  await ask(other, 'Новый вопрос');
  await expect(answers(other)).toContainText('Ответ в новом разговоре');
  await other.waitForTimeout(STORED);
  await page.close();
  await other.getByRole('button', { name: 'Разговоры' }).click();
  await other.getByRole('dialog').getByRole('button', { name: 'Удалить «Новый вопрос»' }).click();
  await other.getByRole('dialog').getByRole('button', { name: new RegExp(`^${FIRST}`) }).click();
  await expectKept(other);
});
