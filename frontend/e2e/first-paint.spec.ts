import { test as plain, type BrowserContext, type Page } from '@playwright/test';
import { answerWith } from './support/answers.js';
import { ACCOUNT_PASSWORD, VAULT_PASSWORD, expect, test } from './support/fixtures.js';
import { holdClient } from './support/hold-client.js';
import { tabTo } from './support/keyboard.js';
import { watchViolations } from './support/violations.js';

const served = (page: Page) => page.locator('app-root:not([ng-version])');
const taken = (page: Page) => page.locator('app-root[ng-version]');

async function pageText(context: BrowserContext, path: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await context.request.get(path, { headers: { accept: 'text/html', ...headers } });
  expect(answer.status()).toBe(200);
  return answer.text();
}

plain('the sign-in page is readable in the HTML, in the browser’s language', async ({ context }) => {
  const russian = await pageText(context, '/sign-in', { 'accept-language': 'ru-RU,ru;q=0.9' });
  expect(russian).toContain('<html lang="ru"');
  expect(russian).toMatch(/<title>Вход/);
  expect(russian).toMatch(/<h1[^>]*>С возвращением</);
  expect(russian).toContain('Ключ хранится только в этом браузере');
  const english = await pageText(context, '/register', { 'accept-language': 'en-GB,ru;q=0.5' });
  expect(english).toContain('<html lang="en"');
  expect(english).toMatch(/<h1[^>]*>Create an account</);
  expect(english.replace(/<noscript[^]*<\/noscript>/, '').replace('Русский', '')).not.toMatch(/[а-яё]/i);
});

plain('who is signed out sees nothing of the signed-in pages', async ({ context }) => {
  for (const path of ['/studio', '/settings/keys', '/courses', '/account']) {
    const html = await pageText(context, path, { 'accept-language': 'ru' });
    expect(html).toMatch(/<h1[^>]*>С возвращением</);
    expect(html).not.toContain('byok-signed-in-layout');
  }
  const start = await pageText(context, '/', { 'accept-language': 'ru' });
  expect(start).toMatch(/<h1[^>]*>Загрузите лекцию и получите готовый курс</);
  expect(start).not.toContain('byok-signed-in-layout');
});

plain('who follows a link from elsewhere sees neither page before it is known which', async ({ context }) => {
  const html = await pageText(context, '/studio', { 'sec-fetch-site': 'cross-site' });
  expect(html).toContain('byok-starting');
  expect(html).not.toContain('<h1');
});

test('the signed-in pages are readable in the HTML, without a word about anybody', async ({ context, account }) => {
  for (const [path, heading] of Object.entries({ '/studio': 'Студия', '/settings/keys': 'Ключи ИИ', '/courses': 'Курсы' })) {
    const html = await pageText(context, path, { 'accept-language': 'ru' });
    expect(html).toMatch(new RegExp(`<title>${heading}`));
    expect(html).toMatch(/<h1[^>]*>[А-ЯЁ]/);
    expect(html).not.toContain(account.email);
  }
  // Plan and preferences are all that the account's page is about.
  expect(await pageText(context, '/account', { 'accept-language': 'ru' })).not.toMatch(/<h1|Бесплатный/);
});

plain('without a single script a page looks as it should, within the policy', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: 'ru-RU' });
  const complaints: string[] = [];
  context.on('console', (message) => complaints.push(message.text()));
  const page = await context.newPage();
  await page.goto('/sign-in');
  await expect(page.getByRole('heading', { level: 1, name: 'С возвращением' })).toBeVisible();
  await expect(page.getByLabel('Пароль', { exact: true })).toBeVisible();
  await expect(page.locator('noscript')).toBeVisible();
  expect(complaints).toEqual([]);
  await context.close();
});

plain('the chosen language and colours come with the page itself', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  await page.evaluate(() => localStorage.setItem('byok.theme', 'dark'));
  await page.reload();
  await taken(page).waitFor();
  const html = await pageText(page.context(), '/sign-in', { 'accept-language': 'ru' });
  expect(html).toMatch(/<html data-theme="dark" lang="en"/);
});

plain('what is typed and pressed before the client is there is not lost', async ({ page, context }) => {
  const email = `first-paint-${Date.now()}@school.example`;
  const answer = await context.request.post('/api/auth/register', { data: { email, password: ACCOUNT_PASSWORD } });
  expect(answer.status()).toBe(201);
  await context.clearCookies();
  const violations = await watchViolations(context);
  const release = await holdClient(page);
  await page.goto('/sign-in?returnUrl=/account', { waitUntil: 'commit' });
  await served(page).waitFor();
  await page.getByLabel('Электронная почта').fill(email);
  await page.getByLabel('Пароль', { exact: true }).fill(ACCOUNT_PASSWORD);
  await page.keyboard.press('Enter');
  // Nothing has gone anywhere, least of all into the address.
  expect(new URL(page.url()).search).toBe('?returnUrl=/account');
  release();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(violations).toEqual([]);
});

for (const [what, after, sent] of [['sends once it is', '', true], ['is taken back by who goes on writing', ' и ещё', false]] as const) {
  test(`Enter in the Studio before the client is there ${what}`, async ({ page }) => {
    await answerWith(page, 'Ответ');
    const release = await holdClient(page);
    await page.goto('/studio', { waitUntil: 'commit' });
    await page.getByLabel('Ваш запрос').pressSequentially('План урока');
    await page.keyboard.press('Enter');
    await page.keyboard.type(after);
    release();
    await taken(page).waitFor();
    if (sent) await expect(page.locator('byok-exchange')).toContainText('План урока');
    else await page.waitForTimeout(1_000);
    await expect(page.locator('byok-exchange')).toHaveCount(sent ? 1 : 0);
    await expect(page.getByLabel('Ваш запрос')).toHaveValue(sent ? '' : `План урока${after}`);
  });
}

plain('the focus stays where it is when the client takes over', async ({ page }) => {
  const release = await holdClient(page);
  await page.goto('/sign-in', { waitUntil: 'commit' });
  await page.getByLabel('Электронная почта').pressSequentially('half an addr');
  release();
  await taken(page).waitFor();
  await expect(page.getByLabel('Электронная почта')).toBeFocused();
  await page.keyboard.type('ess');
  await expect(page.getByLabel('Электронная почта')).toHaveValue('half an address');
});

test('no field for a secret takes anything before the client is there', async ({ page }) => {
  const release = await holdClient(page);
  await page.goto('/settings/keys', { waitUntil: 'commit' });
  await expect(page.getByLabel('Пароль сейфа', { exact: true })).toBeVisible();
  await expect(page.getByLabel('Пароль сейфа', { exact: true })).not.toBeEditable();
  release();
  await expect(page.getByLabel('Пароль сейфа', { exact: true })).toBeEditable();
});

test('a secret whose beginning is lost is not taken by its second half', async ({ page, keys }) => {
  const release = await holdClient(page);
  await page.goto('/settings/keys', { waitUntil: 'commit' });
  const field = page.getByLabel('Пароль сейфа', { exact: true });
  await field.focus();
  // Latin letters come with key events here, as all do from a real keyboard.
  await page.keyboard.type('correct horse ');
  release();
  await taken(page).waitFor();
  await page.keyboard.type('battery staple');
  await expect(page.getByText('Страница ещё загружалась, и набранное не сохранилось. Введите ещё раз с начала.')).toBeVisible();
  await expect(field).toHaveValue('');
  await expect(field).not.toBeFocused();
  await tabTo(page, /^Пароль сейфа$/);
  await page.keyboard.type(VAULT_PASSWORD);
  await expect(page.getByText('Страница ещё загружалась')).toBeHidden();
  await tabTo(page, /Пароль сейфа ещё раз/);
  await page.keyboard.type(VAULT_PASSWORD);
  await page.keyboard.press('Enter');
  await keys.expectUnlocked();
});

for (const width of [1280, 390]) {
  test(`nothing moves when the client takes over, ${width} pixels wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.addInitScript(() => {
      new PerformanceObserver((list) => {
        const shifts = list.getEntries() as (PerformanceEntry & { value: number })[];
        for (const { value } of shifts) (globalThis as { shift?: number }).shift = ((globalThis as { shift?: number }).shift ?? 0) + value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    for (const path of ['/studio', '/settings/keys']) {
      const release = await holdClient(page);
      await page.goto(path, { waitUntil: 'commit' });
      const heading = page.getByRole('heading', { level: 1 });
      await heading.waitFor();
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      const before = await heading.boundingBox();
      release();
      await taken(page).waitFor();
      await page.waitForLoadState('networkidle');
      expect(await heading.boundingBox()).toEqual(before);
      expect(await page.evaluate(() => (globalThis as { shift?: number }).shift ?? 0), path).toBeLessThan(0.02);
      await page.unrouteAll({ behavior: 'wait' });
    }
  });
}
