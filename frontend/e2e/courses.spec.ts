import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.js';
import { KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';
import { tone } from './support/recording.js';

const LECTURE =
  'Сегодня говорим о том, как ухаживать за комнатными цветами. Сначала разберём полив: когда и сколько. ' +
  'Потом поговорим о свете и о том, куда ставить горшок. В конце научимся пересаживать растение без вреда для корней.';

/** A course takes several calls, and the emulator answers at the pace of a model. */
test.describe.configure({ timeout: 180_000 });

async function openNew(page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Курсы' }).click();
  await page.getByRole('main').getByRole('link', { name: /Новый курс|Создать первый курс/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Новый курс' })).toBeVisible();
}

async function writeText(page: Page, text: string): Promise<void> {
  await page.getByRole('radio', { name: 'Текст' }).click();
  await page.getByLabel('Расшифровка или конспект').fill(text);
}

test('a text becomes a course, paid by one’s own key, while the vault is locked again', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await openNew(page);
  await writeText(page, LECTURE);
  await expect(page.getByText('Платите вы, ключом OpenAI')).toBeVisible();
  await page.getByRole('button', { name: 'Создать курс' }).click();
  await page.waitForURL(/\/courses\/[0-9a-f-]{36}$/);
  await keys.lock();

  await expect(page.getByRole('heading', { name: 'Материалы курса' })).toBeVisible({ timeout: 40_000 });
  const title = await page.getByRole('heading', { level: 1 }).innerText();
  await expect(page.getByText(/^Готов ·/)).toBeVisible();
  await page.getByText('Как готовился курс и кто платил').click();
  await expect(page.getByText(/Оплачено вашим ключом OpenAI/).first()).toBeVisible();
  await expect(page.locator('byok-stage-list').getByText(/Оплачено вашим ключом OpenAI.*токен.*≈.*₽/).first()).toBeVisible();
  await expect(page.getByText(/Оплачено платформой/)).toHaveCount(0);
  await expect(page.locator('byok-lessons details').first()).toHaveAttribute('open', '');
  await page.getByRole('tab', { name: 'Исходный текст' }).click();
  await expect(page.getByText(LECTURE)).toBeVisible();

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Скачать' }).click();
  await page.getByRole('menuitem', { name: 'План и уроки, Markdown' }).click();
  const saved = await readFile(await (await download).path(), 'utf8');
  expect(saved).toContain(`# ${title}\n`);
  expect(saved).toMatch(/^## 1\. /m);

  await page.getByRole('main').getByRole('link', { name: 'Курсы' }).click();
  const row = page.getByRole('link', { name: new RegExp(`^${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`) }).first();
  await expect(row).toContainText('Платили вы: OpenAI');
  await row.click();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
});

test('a recording becomes a course with a transcript that plays it', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await openNew(page);
  await page.locator('input[type=file]').setInputFiles({ name: 'лекция о цветах.wav', mimeType: 'audio/wav', buffer: tone(12) });
  await expect(page.getByText('лекция о цветах.wav')).toBeVisible();
  await page.getByRole('button', { name: 'Создать курс' }).click();
  await expect(page.getByRole('heading', { name: 'Материалы курса' })).toBeVisible({ timeout: 40_000 });

  await page.getByText('Как готовился курс и кто платил').click();
  const stage = page.locator('byok-stage-list li').filter({ hasText: 'Расшифровка' });
  await expect(stage.getByText(/Оплачено вашим ключом OpenAI/)).toBeVisible();
  await page.getByRole('tab', { name: 'Расшифровка' }).click();
  await page.getByRole('button', { name: /^Слушать с / }).first().click();
  await expect.poll(() => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime)).toBeGreaterThan(0.1);
  await expect(page.locator('byok-transcript li.active')).toHaveCount(1);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Скачать' }).click();
  await page.getByRole('menuitem', { name: 'Субтитры, SRT' }).click();
  expect(await readFile(await (await download).path(), 'utf8')).toMatch(/^1\n00:00:\d\d,\d{3} --> 00:00:\d\d,\d{3}\n\S/);
});

test('what is no recording is refused before and after the upload, and nothing is lost', async ({ page }) => {
  await page.goto('/courses/new');
  const picker = page.locator('input[type=file]');
  await picker.setInputFiles({ name: 'план.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') });
  await expect(page.getByRole('alert')).toContainText('Это не аудио, не видео и не текст');
  await picker.setInputFiles({ name: 'пусто.mp3', mimeType: 'audio/mpeg', buffer: Buffer.alloc(0) });
  await expect(page.getByRole('alert')).toContainText('Файл пустой');
  await picker.setInputFiles({ name: 'обман.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('это вовсе не звук, а текст. '.repeat(50)) });
  await expect(page.getByRole('alert')).toContainText('Эту запись не удалось прочитать');
  await expect(page.getByText('обман.mp3')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Создать курс' })).toBeDisabled();
  // Begins like a recording, so that only the server can tell.
  await picker.setInputFiles({ name: 'обрывок.wav', mimeType: 'audio/wav', buffer: Buffer.from(`RIFF${'это вовсе не звук, а текст. '.repeat(50)}`) });
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.getByRole('button', { name: 'Создать курс' }).click();
  await expect(page.getByRole('alert')).toContainText('Эту запись не удалось прочитать');
  await expect(page.getByText('обрывок.wav')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Создать курс' })).toBeEnabled();
});

test('a text file goes to the text, by mouse and by dropping', async ({ page }) => {
  await page.goto('/courses/new');
  await page.locator('input[type=file]').setInputFiles({ name: 'заметки.txt', mimeType: 'text/plain', buffer: Buffer.from('Лекция о цветах и воде.') });
  await expect(page.getByLabel('Расшифровка или конспект')).toHaveValue('Лекция о цветах и воде.');
  await expect(page.getByRole('radio', { name: 'Текст' })).toBeChecked();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['1\n00:00:01,000 --> 00:00:02,000\nИз субтитров\n'], 'лекция.srt'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  });
  await expect(page.getByLabel('Расшифровка или конспект')).toHaveValue('Из субтитров');
});

test('the button that makes the course is in sight on every screen', async ({ page }) => {
  for (const viewport of [{ width: 1440, height: 900 }, { width: 1024, height: 600 }, { width: 390, height: 700 }]) {
    await page.setViewportSize(viewport);
    await page.goto('/courses/new');
    await expect(page.getByRole('button', { name: 'Создать курс' })).toBeInViewport({ ratio: 1 });
  }
});

test('a locked vault is opened in place, and the course starts with the own key', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await keys.lock();
  await openNew(page);
  await writeText(page, LECTURE);
  await page.getByRole('button', { name: 'Создать курс' }).click();
  await page.getByRole('main').getByLabel('Пароль сейфа', { exact: true }).fill(VAULT_PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/courses\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { name: 'Материалы курса' })).toBeVisible({ timeout: 40_000 });
});

test('a key without money shows where the platform stepped in, and why', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', `${KEY}-nocredit`);
  await openNew(page);
  await writeText(page, LECTURE);
  await page.getByRole('button', { name: 'Создать курс' }).click();
  await expect(page.getByRole('heading', { name: 'Материалы курса' })).toBeVisible({ timeout: 40_000 });
  await page.getByText('Как готовился курс и кто платил').click();
  const outline = page.locator('byok-stage-list li').filter({ hasText: 'План курса' });
  await expect(outline.getByText(/Ваш ключ OpenAI не сработал: на счёте у провайдера кончились деньги/)).toBeVisible();
  await expect(outline.getByText(/Оплачено платформой/)).toBeVisible();
});

test('a running course can be stopped and begun again with the same text', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  // Its check takes long too; the key is stored before.
  await keys.card('openai').getByRole('button', { name: /^Добавить ключ/ }).click();
  await keys.card('openai').getByLabel('Ключ OpenAI', { exact: true }).fill(`${KEY}-slow`);
  await keys.card('openai').getByRole('button', { name: 'Сохранить и проверить' }).click();
  await expect(keys.card('openai').getByRole('button', { name: /^Остановить проверку ключа/ })).toBeVisible();
  await openNew(page);
  await writeText(page, LECTURE);
  await page.getByRole('button', { name: 'Создать курс' }).click();
  await page.getByRole('button', { name: 'Остановить', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Остановить курс' }).click();
  await expect(page.getByText(/^Остановлен ·/)).toBeVisible();
  await page.getByRole('button', { name: 'Начать заново' }).click();
  await expect(page.getByLabel('Расшифровка или конспект')).toHaveValue(LECTURE);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test('the screens of the courses are accessible, on a phone too', async ({ page, keys }) => {
      await keys.createVault(VAULT_PASSWORD);
      await keys.addKey('openai', KEY);
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 780 });
        await openNew(page);
        await expectAccessible(page, `new ${width}`);
        await writeText(page, LECTURE);
        await expectAccessible(page, `new text ${width}`);
        await page.getByRole('button', { name: 'Создать курс' }).click();
        await expect(page.getByRole('heading', { name: 'Материалы курса' })).toBeVisible({ timeout: 40_000 });
        await page.getByText('Как готовился курс и кто платил').click();
        await expectAccessible(page, `course ${width}`);
        await page.getByRole('navigation').getByRole('link', { name: 'Курсы' }).click();
        await page.getByRole('list', { name: 'Ваши курсы' }).waitFor();
        await expectAccessible(page, `list ${width}`);
      }
    });
  });
}

test('a long paste is known by its length before it is drawn: shown like a file, or refused with the limit', async ({ page }) => {
  await page.goto('/courses/new');
  await page.getByRole('radio', { name: 'Текст' }).click();
  const field = page.getByRole('textbox', { name: 'Расшифровка или конспект' });
  const paste = (letters: number) =>
    field.evaluate((element, length) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'Лекция о цветах. '.repeat(Math.ceil(length / 17)).slice(0, length));
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, letters);
  await paste(900_000);
  await expect(page.getByRole('alert')).toContainText(/900.000 знаков/);
  await expect(field).toHaveValue('');
  await paste(300_000);
  await expect(page.getByText(/300.000 знаков/)).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(field).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Создать курс' })).toBeEnabled();
  await page.getByRole('button', { name: 'Убрать' }).click();
  await expect(field).toHaveValue('');
});
