import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.js';
import { dumpStorage } from './support/browser-storage.js';
import { ACCOUNT_PASSWORD, KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';
import { tone } from './support/recording.js';
import { slowUploads } from './support/upload-pace.js';

const NAME = 'лекция о комнатных цветах.wav';
/** In bytes a second: a recording takes most of a minute, so that none is done before its test lets it. */
const SLOW = 100_000;

interface Waiting {
  id: string;
  title: string;
  bytes: number;
  receivedBytes: number;
}

/** A file on disk: only such a file is the same one when it is chosen again. */
function recordingAt(path: string, seconds = 300): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, tone(seconds));
  return path;
}

async function waiting(page: Page): Promise<Waiting[]> {
  const answer = await page.request.get('/api/uploads');
  return answer.ok() ? ((await answer.json()) as Waiting[]) : [];
}

async function receivedBytes(page: Page): Promise<number> {
  return (await waiting(page))[0]?.receivedBytes ?? 0;
}

/** What the server has, once no more comes. */
async function restingBytes(page: Page): Promise<number> {
  let before = Number.NaN;
  const same = async (): Promise<boolean> => {
    const was = before;
    return (before = await receivedBytes(page)) === was;
  };
  await expect.poll(same, { intervals: [500] }).toBe(true);
  return before;
}

/** An account of its own, for what ends or renews the session. */
async function registerAnew(page: Page): Promise<void> {
  const data = { email: `upload-${Date.now()}@school.example`, password: ACCOUNT_PASSWORD };
  expect((await page.request.post('/api/auth/register', { data })).status()).toBe(201);
}

async function removeUploads(page: Page): Promise<void> {
  const token = (await page.context().cookies()).find(({ name }) => name === 'XSRF-TOKEN')?.value ?? '';
  for (const { id } of await waiting(page)) {
    await page.request.delete(`/api/uploads/${id}`, { headers: { 'tus-resumable': '1.0.0', 'x-xsrf-token': token } });
  }
}

/** How often an upload began, which tells whether one went on instead. */
function countUploads(page: Page): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname === '/api/uploads') count += 1;
  });
  return () => count;
}

async function openNew(page: Page, file: string): Promise<void> {
  await page.goto('/courses/new');
  await page.locator('input[type=file]').setInputFiles(file);
}

function heading(page: Page, name: string) {
  return page.getByRole('heading', { level: 2, name, exact: true });
}

async function unlock(page: Page): Promise<void> {
  await page.getByRole('main').getByLabel('Пароль сейфа', { exact: true }).fill(VAULT_PASSWORD);
  await page.keyboard.press('Enter');
}

/** @param locked a key would pay, in a vault that has locked with the page before */
async function begin(page: Page, locked = false): Promise<void> {
  await page.getByRole('button', { name: 'Создать курс' }).click();
  if (locked) await unlock(page);
  await expect(heading(page, 'Загружаем запись')).toBeVisible();
  await expect.poll(() => receivedBytes(page)).toBeGreaterThan(100_000);
}

test.afterEach(async ({ page }) => {
  if (!page.isClosed()) await removeUploads(page);
});

test('an upload is paused, loses the connection and the session, and still goes up once', async ({ page, context }, info) => {
  const uploads = countUploads(page);
  await registerAnew(page);
  await openNew(page, recordingAt(info.outputPath(NAME)));
  await slowUploads(page, SLOW);
  await begin(page);

  await page.getByRole('button', { name: 'Пауза' }).click();
  await expect(heading(page, 'Загрузка на паузе')).toBeVisible();
  const paused = await restingBytes(page);
  expect((await waiting(page))[0]).toMatchObject({ title: NAME, bytes: 4_800_044 });
  await page.waitForTimeout(700);
  expect(await receivedBytes(page)).toBe(paused);

  // While it stands still the access token runs out.
  await context.clearCookies({ name: 'byok_access' });
  await page.getByRole('button', { name: 'Продолжить' }).click();
  await expect.poll(() => receivedBytes(page)).toBeGreaterThan(paused);

  await context.setOffline(true);
  await expect(heading(page, 'Ждём связь')).toBeVisible();
  await expect(page.getByText('загрузка продолжится сама')).toBeVisible();
  await context.setOffline(false);
  await expect(heading(page, 'Ждём связь')).toHaveCount(0);

  await slowUploads(page);
  await page.waitForURL(/\/courses\/[0-9a-f-]{36}$/);
  expect(uploads()).toBe(1);
  expect(await waiting(page)).toEqual([]);
});

test('a connection that the server’s side breaks is waited for, and mended', async ({ page }, info) => {
  const uploads = countUploads(page);
  let broken = 0;
  await page.route('**/api/uploads/*', async (route) => {
    if (broken < 3 && route.request().method() !== 'DELETE') {
      broken += 1;
      return route.abort('connectionreset');
    }
    return route.continue();
  });
  await openNew(page, recordingAt(info.outputPath(NAME), 20));
  await page.getByRole('button', { name: 'Создать курс' }).click();
  await expect(heading(page, 'Ждём связь')).toBeVisible();
  await page.getByRole('button', { name: 'Попробовать сейчас' }).click();
  await page.waitForURL(/\/courses\/[0-9a-f-]{36}$/);
  expect(broken).toBe(3);
  expect(uploads()).toBe(1);
});

test('after a reload the same file goes on from where it stopped; no key is stored, and signing out forgets it', async ({ page, keys }, info) => {
  const uploads = countUploads(page);
  const file = recordingAt(info.outputPath(NAME));
  await registerAnew(page);
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await openNew(page, file);
  await slowUploads(page, SLOW);
  await begin(page, true);
  page.once('dialog', (dialog) => void dialog.accept());
  await page.reload();

  await expect(heading(page, 'Загрузка не закончена')).toBeVisible();
  await expect(page.getByText(NAME)).toBeVisible();
  const stored = await dumpStorage(page);
  expect(stored).toContain(NAME);
  expect(stored).not.toContain(KEY);
  const before = await restingBytes(page);
  await page.locator('input[type=file]').setInputFiles(file);
  await expect(page.getByText('часть уже загружена')).toBeVisible();
  await expect(heading(page, 'Загрузка не закончена')).toHaveCount(0);
  await page.getByRole('button', { name: 'Создать курс' }).click();
  await unlock(page);
  await expect.poll(() => receivedBytes(page)).toBeGreaterThan(before);
  expect(uploads()).toBe(1);

  await page.getByRole('button', { name: 'Пауза' }).click();
  await page.getByRole('banner').getByRole('button', { name: 'Меню аккаунта' }).click();
  await page.getByRole('button', { name: 'Выйти' }).click();
  await page.waitForURL(/\/sign-in/);
  expect(await dumpStorage(page)).not.toContain(NAME);
});

test('a vault that locks during the upload is opened afterwards, by keyboard alone, and the own key pays', async ({ page, keys }, info) => {
  const uploads = countUploads(page);
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await openNew(page, recordingAt(info.outputPath(NAME)));
  await page.getByRole('button', { name: 'Создать курс' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('main').getByLabel('Пароль сейфа', { exact: true }).waitFor();
  await slowUploads(page, SLOW);
  await page.keyboard.type(VAULT_PASSWORD);
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Загружаем запись')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Пауза' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Продолжить' })).toBeFocused();
  await page.keyboard.press('Enter');
  await keys.lock();
  await expect(page.getByText('Сейф закрыт. Когда запись загрузится, попросим его открыть.')).toBeVisible();
  await slowUploads(page);
  await expect(page.getByText('Запись загружена. Курс начнёт готовиться, как только сейф откроется.')).toBeVisible();
  await expect(page.getByRole('main').getByLabel('Пароль сейфа', { exact: true })).toBeFocused();
  await page.keyboard.type(VAULT_PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/courses\/[0-9a-f-]{36}$/);
  expect(uploads()).toBe(1);
  const id = page.url().split('/').at(-1);
  await expect
    .poll(async () => ((await (await page.request.get(`/api/jobs/${id}`)).json()) as { receipts: { credentialSource: string }[] }).receipts[0]?.credentialSource, { timeout: 40_000 })
    .toBe('byok');
});

test('cancelling asks first, deletes what arrived and keeps the file', async ({ page }, info) => {
  await openNew(page, recordingAt(info.outputPath(NAME)));
  await slowUploads(page, SLOW);
  await begin(page);
  await page.getByRole('button', { name: 'Отменить загрузку' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Отменить загрузку' }).click();
  await expect(page.getByText(NAME)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Создать курс' })).toBeEnabled();
  await expect.poll(async () => (await waiting(page)).length).toBe(0);
});

test('a used-up share of the server is explained, and room can be made on the spot', async ({ page }, info) => {
  await page.goto('/courses/new');
  const token = (await page.context().cookies()).find(({ name }) => name === 'XSRF-TOKEN')?.value ?? '';
  for (let index = 0; index < 5; index += 1) {
    const metadata = `filename ${Buffer.from(`старая ${index}.mp3`).toString('base64')}`;
    const answer = await page.request.post('/api/uploads', {
      headers: { 'tus-resumable': '1.0.0', 'upload-length': '1000', 'upload-metadata': metadata, 'x-xsrf-token': token },
    });
    expect(answer.status()).toBe(201);
  }
  await openNew(page, recordingAt(info.outputPath(NAME), 12));
  await expect(page.getByText('старая 0.mp3')).toHaveCount(0);
  await page.getByRole('button', { name: 'Создать курс' }).click();
  await expect(page.getByRole('alert')).toContainText('Место для загрузок занято');
  await page.getByRole('region', { name: 'Ждут на сервере' }).getByRole('listitem').filter({ hasText: 'старая 0.mp3' }).getByRole('button', { name: 'Удалить' }).click();
  await expect.poll(async () => (await waiting(page)).length).toBe(4);
  await page.getByRole('button', { name: 'Создать курс' }).click();
  await page.waitForURL(/\/courses\/[0-9a-f-]{36}$/);
});

test('an upload of another tab is left alone until that tab is gone', async ({ page }, info) => {
  const uploads = countUploads(page);
  const file = recordingAt(info.outputPath(NAME));
  await openNew(page, file);
  await slowUploads(page, SLOW);
  await begin(page);
  const other = await page.context().newPage();
  await other.goto('/courses/new');
  await expect(other.getByRole('heading', { level: 1, name: 'Новый курс' })).toBeVisible();
  await other.waitForTimeout(500);
  await expect(heading(other, 'Загрузка не закончена')).toHaveCount(0);
  await page.getByRole('button', { name: 'Пауза' }).click();
  await expect(heading(page, 'Загрузка на паузе')).toBeVisible();
  // With the tab goes the limit of its pace: nothing may be under way any more.
  await restingBytes(page);
  await page.close();
  await expect(heading(other, 'Загрузка не закончена')).toBeVisible();
  await other.locator('input[type=file]').setInputFiles(file);
  await other.getByRole('button', { name: 'Создать курс' }).click();
  await other.waitForURL(/\/courses\/[0-9a-f-]{36}$/);
  expect(uploads()).toBe(1);
});

for (const language of ['ru', 'en'] as const) {
  test(`every state of an upload is accessible, wide and narrow, in ${language}`, async ({ page, context }, info) => {
    const words =
      language === 'ru'
        ? { start: 'Создать курс', pause: 'Пауза', unfinished: 'Загрузка не закончена', waiting: 'Ждём связь' }
        : { start: 'Create the course', pause: 'Pause', unfinished: 'An unfinished upload', waiting: 'Waiting for the connection' };
    await page.addInitScript((value) => localStorage.setItem('byok.language', value), language);
    await openNew(page, recordingAt(info.outputPath(`${'очень длинное название лекции '.repeat(4)}.wav`)));
    await slowUploads(page, SLOW);
    const check = async (screen: string): Promise<void> => {
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 800 });
        await expectAccessible(page, `${screen} ${width} ${language}`);
      }
    };
    await check('chosen');
    await page.getByRole('button', { name: words.start }).click();
    await page.getByRole('button', { name: words.pause }).waitFor();
    await check('uploading');
    await context.setOffline(true);
    await heading(page, words.waiting).waitFor();
    await check('offline');
    await context.setOffline(false);
    await page.getByRole('button', { name: words.pause }).click();
    await check('paused');
    await page.reload();
    await heading(page, words.unfinished).waitFor();
    await check('unfinished');
  });
}
