import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.js';
import { ACCOUNT_PASSWORD, KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';

const LECTURE = 'Сегодня говорим о том, как ухаживать за комнатными цветами. Сначала разберём полив, потом свет, потом пересадку.';
const STATES = ['completed', 'active', 'queued', 'failed', 'cancelled'] as const;

async function xsrf(page: Page): Promise<string> {
  return (await page.context().cookies()).find(({ name }) => name === 'XSRF-TOKEN')?.value ?? '';
}

/** An account whose list is empty; no platform key pays for it. */
async function registerThrifty(page: Page): Promise<void> {
  const data = { email: `list-${Date.now()}@school.example`, password: ACCOUNT_PASSWORD };
  expect((await page.request.post('/api/auth/register', { data })).status()).toBe(201);
  const answer = await page.request.patch('/api/me/preferences', { data: { fallback: 'never' }, headers: { 'x-xsrf-token': await xsrf(page) } });
  expect(answer.status()).toBe(200);
}

function row(page: Page) {
  return page.getByRole('list', { name: 'Ваши курсы' }).getByRole('listitem');
}

/** As the server would list them, newest first. */
function inventedCourses(count: number): { id: string; [name: string]: unknown }[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    type: 'course',
    status: STATES[index % STATES.length],
    progress: index % STATES.length === 1 ? 40 : 0,
    stage: index % STATES.length === 1 ? 'outline' : '',
    title: index === 3 ? 'Оченьдлинноеназваниебезпробелов'.repeat(8) : `Лекция ${index + 1}`,
    receipts: [{ stage: 'outline', credentialSource: 'byok', provider: 'openai', model: 'gpt-6-luna', attempts: 'byok:openai:ok' }],
    ...(index % STATES.length === 3 ? { error: { code: 'key_no_credit', detail: 'No credit.' } } : {}),
    createdAt: new Date(Date.UTC(2026, 10, 22) - index * 3_600_000).toISOString(),
  }));
}

test('a failed course is put back to work from the list with another key, and deleted in the end', async ({ page, keys }) => {
  await registerThrifty(page);
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', `${KEY}-nocredit`);
  await page.getByRole('navigation').getByRole('link', { name: 'Курсы' }).click();
  await page.getByRole('link', { name: 'Создать первый курс' }).click();
  await page.getByRole('radio', { name: 'Текст' }).click();
  await page.getByLabel('Расшифровка или конспект').fill(LECTURE);
  await page.getByRole('button', { name: 'Создать курс' }).click();
  await page.waitForURL(/\/courses\/[0-9a-f-]{36}$/);
  await page.getByRole('navigation').getByRole('link', { name: 'Курсы' }).click();
  await expect(row(page)).toContainText('Ошибка', { timeout: 30_000 });
  await expect(row(page)).toContainText('деньги', { ignoreCase: true });
  await row(page).getByRole('link').first().click();
  await expect(page.getByRole('button', { name: 'Модель как раньше' })).toBeVisible();

  await page.getByRole('navigation').getByRole('link', { name: 'Ключи ИИ' }).click();
  await keys.addKey('openai', KEY);
  await keys.lock();
  await page.getByRole('navigation').getByRole('link', { name: 'Курсы' }).click();
  await row(page).getByRole('button', { name: 'Попробовать ещё раз' }).click();
  // Nobody else may pay, so that is not offered.
  await expect(row(page).getByRole('button', { name: 'Без моего ключа' })).toHaveCount(0);
  await row(page).getByLabel('Пароль сейфа', { exact: true }).fill(VAULT_PASSWORD);
  await page.keyboard.press('Enter');
  await expect(row(page)).toContainText('Готов', { timeout: 60_000 });
  await expect(row(page)).toContainText('Платили вы: OpenAI');

  await row(page).getByRole('button', { name: /^Действия с курсом/ }).click();
  await page.getByRole('menuitem', { name: 'Удалить' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Удалить курс' }).click();
  await expect(page.getByRole('heading', { name: 'Здесь появятся ваши курсы' })).toBeVisible();
  expect(await (await page.request.get('/api/jobs')).json()).toEqual([]);
});

test('a running course is stopped from the list', async ({ page }) => {
  const data = { email: `stop-${Date.now()}@school.example`, password: ACCOUNT_PASSWORD };
  expect((await page.request.post('/api/auth/register', { data })).status()).toBe(201);
  const headers = { 'x-xsrf-token': await xsrf(page), 'x-byok-openai-key': `${KEY}-slow` };
  expect((await page.request.post('/api/jobs', { data: { type: 'course', transcript: LECTURE }, headers })).status()).toBe(202);
  await page.goto('/courses');
  await row(page).getByRole('button', { name: /^Действия с курсом/ }).click();
  await page.getByRole('menuitem', { name: 'Остановить' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Остановить курс' }).click();
  await expect(row(page)).toContainText('Остановлен');
  await expect(row(page).getByRole('button', { name: 'Попробовать ещё раз' })).toBeVisible();
});

test('a recording that the server no longer has is asked for again', async ({ page }) => {
  const [course] = inventedCourses(4).slice(3);
  await page.route('**/api/jobs?*', (route) => route.fulfill({ json: [course] }));
  await page.route(`**/api/jobs/${course?.id}`, (route) => route.fulfill({ json: course }));
  await page.route(`**/api/jobs/${course?.id}/retry`, (route) =>
    route.fulfill({ status: 409, contentType: 'application/problem+json', json: { status: 409, code: 'conflict', detail: 'The recording is gone.' } }),
  );
  await page.goto('/courses');
  await row(page).getByRole('button', { name: 'Попробовать ещё раз' }).click();
  await expect(row(page).getByRole('alert')).toContainText('записи на сервере больше нет');
  await row(page).getByRole('button', { name: 'Начать заново' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Новый курс' })).toBeVisible();
});

test('a hundred courses come by pages, and nothing in them breaks the page', async ({ page }) => {
  const all = inventedCourses(100);
  const asked: (string | null)[] = [];
  await page.route('**/api/jobs?*', (route) => {
    const parameters = new URL(route.request().url()).searchParams;
    const before = parameters.get('before');
    asked.push(before);
    const start = before === null ? 0 : all.findIndex(({ id }) => id === before) + 1;
    return route.fulfill({ json: all.slice(start, start + Number(parameters.get('limit'))) });
  });
  await page.goto('/courses');
  await expect(row(page)).toHaveCount(50);
  await page.getByRole('button', { name: 'Показать ещё' }).click();
  await expect(row(page)).toHaveCount(100);
  expect(asked).toContain(all[49]?.id);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await expectAccessible(page, `a hundred courses ${width}`);
  }
});
