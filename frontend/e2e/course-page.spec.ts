import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import { COMPLETED, COURSE_ID, CourseServer, LESSONS, OUTLINE, spoken, type CourseView } from './support/course-server.js';
import { expectAccessible } from './support/accessible.js';
import { KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';
import { tone } from './support/recording.js';

/** A course takes several calls, and the emulator answers at the pace of a model. */
test.describe.configure({ timeout: 90_000 });

const ACTIVE: CourseView = { status: 'active', stage: 'transcription', progress: 20, result: { transcript: spoken(3), lessons: [] } };
const TEXT = 'Сегодня говорим о поливе и свете. Полив зависит от времени года. Свет нужен всем растениям, но не всем одинаково много.';

async function open(page: Page, view: CourseView): Promise<CourseServer> {
  const server = await CourseServer.on(page, view);
  await page.goto(`/courses/${COURSE_ID}`);
  return server;
}

async function download(page: Page, format: string): Promise<Download> {
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Скачать' }).click();
  await page.getByRole('menuitem', { name: format }).click();
  return saved;
}

async function makeCourse(page: Page): Promise<void> {
  // By links: loading a page anew would lock the vault.
  await page.getByRole('navigation').getByRole('link', { name: 'Курсы' }).click();
  await page.getByRole('main').getByRole('link', { name: /Новый курс|Создать первый курс/ }).click();
  await page.getByRole('radio', { name: 'Текст' }).click();
  await page.getByLabel('Расшифровка или конспект').fill(TEXT);
  await page.getByRole('button', { name: 'Создать курс' }).click();
  await page.waitForURL(/\/courses\/[0-9a-f-]{36}$/);
}

test('what is ready is shown as it comes, and nothing moves under the reader’s hands', async ({ page }) => {
  const server = await open(page, ACTIVE);
  const selected = page.getByRole('tab', { selected: true });
  const told = page.locator('byok-course-page > .byok-visually-hidden[role=status]');
  await expect(selected).toHaveText('Расшифровка');
  await expect(page.locator('byok-transcript li')).toHaveCount(3);
  await expect(page.getByRole('tab', { name: 'Уроки' })).toBeDisabled();

  server.become({ ...ACTIVE, stage: 'transcription', progress: 40, result: { transcript: spoken(5), lessons: [] } });
  await expect(page.locator('byok-transcript li')).toHaveCount(5);
  server.become({ ...ACTIVE, stage: 'lesson', progress: 70, result: { transcript: spoken(6), outline: OUTLINE, lessons: [null, null] } });
  await expect(selected).toHaveText('Уроки');
  await expect(told).toHaveText('План готов. Пишутся уроки.');
  await expect(page.getByText('пишется')).toHaveCount(2);

  await page.getByRole('tab', { name: 'Расшифровка' }).click();
  server.become({ ...ACTIVE, stage: 'lesson', progress: 85, result: { transcript: spoken(6), outline: OUTLINE, lessons: [LESSONS[0]!, null] } });
  await expect(page.getByText('Готово уроков: 1 из 2')).toBeVisible();
  await expect(told).toHaveText('Первый урок готов. Пишутся уроки.');
  server.become({ ...COMPLETED, result: { ...COMPLETED.result, transcript: spoken(6) } });
  await expect(page.getByText(/^Готов ·/)).toBeVisible();
  await expect(selected).toHaveText('Расшифровка');
  await expect(told).toHaveText('Курс готов.');
});

test('thousands of segments can be searched and listened to, and what is spoken stays in sight', async ({ page }) => {
  await open(page, { ...COMPLETED, result: { ...COMPLETED.result, transcript: spoken(5000) } });
  await page.getByRole('tab', { name: 'Расшифровка' }).click();
  await expect(page.locator('byok-transcript li')).toHaveCount(5000);

  const search = page.getByRole('searchbox', { name: 'Найти в тексте' });
  await search.fill('СОРОК дней');
  await expect(page.getByText('1 из 125')).toBeVisible();
  await search.press('Shift+Enter');
  await expect(page.getByText('125 из 125')).toBeVisible();
  await expect(page.locator('mark.current')).toBeInViewport();
  await expect(page.locator('li').filter({ has: page.locator('mark.current') })).toContainText('Фраза номер 4961 ');
  await search.fill('нет такого');
  await expect(page.getByText('не нашлось')).toBeVisible();
  await search.press('Escape');
  await expect(search).toHaveValue('');

  await expect(page.getByText('на сервере она не хранится')).toBeVisible();
  await page.locator('byok-transcript input[type=file]').setInputFiles({ name: 'лекция.wav', mimeType: 'audio/wav', buffer: tone(40) });
  await expect(page.getByRole('alert')).toContainText('другая запись', { timeout: 40_000 });
  await page.getByRole('button', { name: 'Слушать с 0:24' }).click();
  const active = page.locator('byok-transcript li.active');
  // Each is spoken for four seconds: on a slow machine the first one seen may be a later one.
  const spokenNow = async () => Number(/Фраза номер (\d+) /.exec((await active.allInnerTexts()).join())?.[1] ?? 0);
  await expect.poll(spokenNow).toBeGreaterThanOrEqual(7);
  const seen = await spokenNow();
  await expect.poll(spokenNow).toBeGreaterThan(seen);
  await expect(active).toBeInViewport();
  await page.mouse.move(600, 500);
  await page.mouse.wheel(0, 4000);
  await page.getByRole('button', { name: 'К тому, что звучит' }).click();
  await expect(active).toBeInViewport();
});

test('a course is renamed, its lessons changed and put back, and saved as files under its name', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await makeCourse(page);
  await expect(page.getByRole('heading', { name: 'Материалы курса' })).toBeVisible({ timeout: 60_000 });

  await page.getByRole('button', { name: 'Переименовать курс' }).click();
  await page.getByLabel('Название курса').fill('Цветы: «полив» и свет?');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Цветы: «полив» и свет?' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Переименовать курс' })).toBeFocused();

  await page.getByRole('button', { name: /^Изменить урок/ }).first().click();
  await page.getByLabel('Название урока').fill('Полив по-новому');
  const text = page.getByRole('textbox', { name: 'Текст урока' });
  await text.fill('Лейте воду');
  await text.selectText();
  await page.getByRole('button', { name: 'Жирный' }).click();
  await expect(text).toHaveValue('**Лейте воду**');
  await page.keyboard.press('Control+z');
  await expect(text).toHaveValue('Лейте воду');
  await text.fill('Лейте **воду**\n\n- летом\n- зимой <script>alert(1)</script>');
  await page.getByRole('radio', { name: 'Просмотр' }).click();
  await expect(page.getByRole('region', { name: 'Просмотр' }).locator('strong')).toHaveText('воду');
  await page.keyboard.press('Control+s');
  await expect(page.getByText(/^Сохранено в \d\d:\d\d\.$/)).toBeVisible();
  await page.getByRole('tab', { name: 'План' }).click();
  await expect(page.locator('.outline .section-title').first()).toHaveText('Полив по-новому');

  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Цветы: «полив» и свет?' })).toBeVisible();
  await expect(page.locator('byok-lesson summary').first()).toContainText('Полив по-новому');

  const word = await download(page, 'План и уроки, Word');
  expect(word.suggestedFilename()).toBe('Цветы «полив» и свет.docx');
  const bytes = await readFile(await word.path());
  expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
  expect(bytes.includes('word/document.xml')).toBe(true);
  const markdown = await readFile(await (await download(page, 'План и уроки, Markdown')).path(), 'utf8');
  expect(markdown).toContain('# Цветы: «полив» и свет?\n');
  expect(markdown).toContain('## 1. Полив по-новому\n\nЛейте **воду**');
  expect(await readFile(await (await download(page, 'Расшифровка, текст')).path(), 'utf8')).toBe(`${TEXT}\n`);
});

test('nothing typed is lost: not when saving fails, not by a reload, not by the wrong button', async ({ page }) => {
  const server = await open(page, COMPLETED);
  await page.getByRole('button', { name: 'Изменить урок «Полив»' }).click();
  const text = page.getByRole('textbox', { name: 'Текст урока' });
  await expect(text).toBeFocused();
  await text.fill('Мой текст');
  await expect(page.getByText('Черновик хранится в этой вкладке')).toBeVisible();
  server.answer = (route) => route.fulfill({ status: 503, json: { code: 'unavailable', detail: 'Try later.', status: 503 } });
  await page.getByRole('button', { name: 'Сохранить', exact: true }).click();
  await expect(page.getByText('Не сохранилось. Текст на месте')).toBeVisible();
  await expect(text).toHaveValue('Мой текст');

  page.once('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await expect(page.getByText('Это ваш черновик, он не пропал')).toBeVisible();
  await expect(text).toHaveValue('Мой текст');
  await text.press('Escape');
  await page.getByRole('dialog').getByRole('button', { name: 'Продолжить правку' }).click();
  await expect(text).toHaveValue('Мой текст');

  server.answer = undefined;
  await page.getByRole('button', { name: 'Сохранить', exact: true }).click();
  await expect(page.getByText(/^Сохранено в/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Изменить урок «Полив»' })).toBeFocused();
  expect(server.calls.at(-1)).toMatchObject({ method: 'PUT', path: '/lessons/0', body: { title: 'Полив', markdown: 'Мой текст' } });
  await page.getByRole('button', { name: 'Вернуть как было' }).click();
  await expect(page.getByText('Прежний текст возвращён')).toBeVisible();
  expect(server.calls.at(-1)?.body).toMatchObject({ ...LESSONS[0] });
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Текст урока' })).toHaveCount(0);
});

test('a lesson that was saved in another tab meanwhile is overwritten by choice alone', async ({ page }) => {
  const server = await open(page, COMPLETED);
  const edit = page.getByRole('button', { name: 'Изменить урок «Полив»' });
  const text = page.getByRole('textbox', { name: 'Текст урока' });
  const notice = page.getByRole('alert').filter({ hasText: 'Урок изменили, пока вы писали' });
  const save = page.getByRole('button', { name: 'Сохранить', exact: true });
  await edit.click();
  await text.fill('Мой текст');
  server.changeLesson(0, 'Чужой **текст**');
  await save.click();
  await expect(notice).toBeVisible();
  await expect(text).toHaveValue('Мой текст');
  await notice.getByText('Показать тот текст').click();
  await expect(notice.locator('strong')).toHaveText('текст');
  await page.getByRole('button', { name: 'Сохранить мой текст' }).click();
  await expect(page.getByText(/^Сохранено в/)).toBeVisible();
  expect(server.calls.at(-1)?.body).toMatchObject({ markdown: 'Мой текст', replaces: { markdown: 'Чужой **текст**' } });

  await edit.click();
  await text.fill('Снова мой');
  await expect(page.getByText('Черновик хранится в этой вкладке')).toBeVisible();
  server.changeLesson(0, 'Снова чужой');
  page.once('dialog', (dialog) => void dialog.accept());
  await page.reload();
  // The draft began from another text than the one that is there now.
  await expect(notice).toBeVisible();
  await expect(text).toHaveValue('Снова мой');
  await page.getByRole('button', { name: 'Оставить тот текст' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Не сохранять' }).click();
  await expect(page.locator('byok-lesson').first()).toContainText('Снова чужой');
  await expect(notice).toHaveCount(0);
  expect(server.calls).toHaveLength(2);
});

test('what a lesson is about is changed in the outline, and a change from elsewhere is not lost', async ({ page }) => {
  const server = await open(page, COMPLETED);
  await page.getByRole('tab', { name: 'План' }).click();
  const edit = page.getByRole('button', { name: 'Изменить описание: Полив' });
  const field = page.getByRole('textbox', { name: 'О чём этот урок' });
  await edit.click();
  await expect(field).toBeFocused();
  await field.fill('Лейка и сроки.');
  await page.keyboard.press('Control+s');
  await expect(edit).toBeFocused();
  await expect(page.getByText('Лейка и сроки.')).toBeVisible();
  expect(server.calls.at(-1)).toMatchObject({ method: 'PUT', path: '/outline/0', body: { summary: 'Лейка и сроки.', replaces: OUTLINE.sections[0]?.summary } });

  await edit.click();
  await field.fill('Моё описание.');
  const sections = [{ title: 'Полив', summary: 'Чужое описание.' }, OUTLINE.sections[1]!];
  server.view = { ...server.view, result: { ...server.view.result, outline: { ...OUTLINE, sections } } };
  server.answer = (route) => route.fulfill({ status: 409, json: { code: 'conflict', detail: 'The summary was changed meanwhile.', status: 409 } });
  await page.getByRole('button', { name: 'Сохранить', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('Чужое описание.');
  await expect(field).toHaveValue('Моё описание.');
  server.answer = undefined;
  await page.getByRole('button', { name: 'Сохранить мой текст' }).click();
  await expect(page.getByText('Моё описание.')).toBeVisible();
  expect(server.calls.at(-1)?.body).toMatchObject({ replaces: 'Чужое описание.' });

  await edit.click();
  await field.fill('Передумала');
  await field.press('Escape');
  await page.getByRole('dialog').getByRole('button', { name: 'Не сохранять' }).click();
  await expect(page.getByText('Моё описание.')).toBeVisible();
});

test('a course that cannot go on says why, and is begun anew', async ({ page }) => {
  await open(page, { status: 'cancelled', stage: 'transcription', progress: 30, result: { transcript: spoken(4), lessons: [] } });
  await expect(page.getByText('на сервере её уже нет: начните заново')).toBeVisible();
  await page.getByRole('button', { name: 'Начать заново' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Новый курс' })).toBeVisible();
});

test('a course that failed goes on with another key, the vault opened in place', async ({ page, keys }) => {
  const prefer = (fallback: string): Promise<number> =>
    page.evaluate(async (policy) => {
      const token = /XSRF-TOKEN=([^;]+)/.exec(document.cookie)?.[1] ?? '';
      const headers = { 'content-type': 'application/json', 'x-xsrf-token': decodeURIComponent(token) };
      return (await fetch('/api/me/preferences', { method: 'PATCH', headers, body: JSON.stringify({ fallback: policy }) })).status;
    }, fallback);
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', `${KEY}-nocredit`);
  expect(await prefer('never')).toBe(200);
  try {
    await makeCourse(page);
    await expect(page.getByText(/^Ошибка ·/)).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText('Начнём с того места, где остановились')).toBeVisible();
    const address = page.url();
    await keys.open();
    await keys.unlock(VAULT_PASSWORD);
    await keys.addKey('openai', KEY);
    await keys.lock();
    await page.goto(address);
    await page.getByRole('button', { name: 'Продолжить', exact: true }).click();
    await page.getByRole('main').getByLabel('Пароль сейфа', { exact: true }).fill(VAULT_PASSWORD);
    await expect(page.getByRole('button', { name: 'Без моего ключа' })).toHaveCount(0);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Материалы курса' })).toBeVisible({ timeout: 60_000 });
  } finally {
    expect(await prefer('on-error')).toBe(200);
  }
});

test('one lesson that is missing is written without the others, sealed keys going along', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  const failed: CourseView = {
    status: 'failed',
    stage: 'lesson',
    progress: 80,
    error: { code: 'provider_unavailable', detail: 'The provider did not answer.' },
    result: { ...COMPLETED.result, lessons: [LESSONS[0]!, null] },
  };
  const server = await CourseServer.on(page, failed);
  await page.evaluate((id) => history.pushState(null, '', `/courses/${id}`), COURSE_ID);
  await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
  await page.getByRole('button', { name: 'Написать этот урок' }).click();
  await expect(page.getByText('Курс ждёт своей очереди.')).toBeVisible();
  const call = server.calls.at(-1);
  expect(call).toMatchObject({ method: 'POST', path: '/retry', body: null });
  expect(call?.headers['x-byok-openai-key']).toMatch(/^byok1\./);
  server.become(COMPLETED);
  await expect(page.getByText(/^Готов ·/)).toBeVisible();
  await expect(page.locator('byok-lesson')).toHaveCount(2);
});

test('a course that failed goes on with another model, chosen beside the button', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('anthropic', 'sk-ant-sandbox-course');
  const failed: CourseView = {
    status: 'failed',
    stage: 'lesson',
    progress: 80,
    error: { code: 'content_blocked', detail: 'The provider refused it.' },
    result: { ...COMPLETED.result, lessons: [LESSONS[0]!, null] },
  };
  const server = await CourseServer.on(page, failed);
  await page.evaluate((id) => history.pushState(null, '', `/courses/${id}`), COURSE_ID);
  await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
  await page.getByRole('button', { name: 'Модель как раньше' }).click();
  await page.getByRole('combobox', { name: 'Найти модель' }).fill('haiku-4-5');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Модель claude-haiku-4-5/ })).toBeVisible();
  await expect(page.getByText('сделает то, что осталось')).toBeVisible();
  await expectAccessible(page, 'failed course with another model');
  await page.getByRole('button', { name: 'Продолжить', exact: true }).click();
  await expect(page.getByText('Курс ждёт своей очереди.')).toBeVisible();
  const call = server.calls.at(-1);
  expect(call).toMatchObject({ method: 'POST', path: '/retry', body: { model: 'anthropic/claude-haiku-4-5' } });
  expect(Object.keys(call?.headers ?? {}).filter((name) => name.startsWith('x-byok-') && name.endsWith('-key'))).toEqual(['x-byok-anthropic-key']);
});

test('a recording that was not transcribed to its end cannot go on, and the page says why', async ({ page }) => {
  const server = await open(page, { ...ACTIVE, status: 'cancelled' });
  await expect(page.getByText('Запись не успела расшифроваться целиком')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Продолжить', exact: true })).toHaveCount(0);
  server.view = { ...COMPLETED, status: 'failed', error: { code: 'unavailable', detail: '' }, result: { ...COMPLETED.result, lessons: [null, null] } };
  server.answer = (route) => route.fulfill({ status: 409, json: { code: 'conflict', detail: 'Gone.', status: 409 } });
  await page.reload();
  await page.getByRole('button', { name: 'Продолжить', exact: true }).click();
  await expect(page.getByText('Продолжить не получится')).toBeVisible();
  await page.getByRole('button', { name: 'Начать заново' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Новый курс' })).toBeVisible();
});
