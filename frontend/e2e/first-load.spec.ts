import { test as plain, type Page } from '@playwright/test';
import { expect, test } from './support/fixtures.js';

/** Compressed bytes of script that a first visit may cost (1 kB = 1,000 bytes). */
const LIMIT = 200_000;

interface Script {
  name: string;
  bytes: number;
}

/** Every script that came until nothing was loading any more, with the size of its body as it travelled. */
async function scriptsOf(page: Page): Promise<Script[]> {
  await page.waitForLoadState('networkidle');
  return page.evaluate(async () => {
    const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    return entries
      .map((entry) => ({ name: new URL(entry.name).pathname, bytes: entry.encodedBodySize, whole: entry.decodedBodySize }))
      .filter(({ name }) => name.endsWith('.js'));
  });
}

async function expectLight(page: Page, usable: () => Promise<void>): Promise<void> {
  const served: string[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') served.push(new URL(response.url()).pathname);
  });
  await usable();
  let scripts: Script[] = [];
  // The page's own account of what it loaded misses nothing that the browser asked for; it comes after the last byte.
  await expect(async () => {
    scripts = await scriptsOf(page);
    expect(scripts.map(({ name }) => name).sort()).toEqual([...new Set(served)].sort());
  }).toPass({ timeout: 10_000 });
  expect(scripts.every(({ bytes }) => bytes > 0)).toBe(true);
  const total = scripts.reduce((sum, { bytes }) => sum + bytes, 0);
  plain.info().annotations.push({ type: 'script', description: `${total} bytes in ${scripts.length} files` });
  expect(total, scripts.map(({ name, bytes }) => `${name} ${bytes}`).join('\n')).toBeLessThanOrEqual(LIMIT);
}

plain('sign-in comes with at most 200 kB of compressed script', async ({ page }) => {
  await expectLight(page, async () => {
    await page.goto('/sign-in');
    await page.getByLabel('Пароль', { exact: true }).fill('something typed');
    await expect(page.getByRole('button', { name: 'Войти' })).toBeEnabled();
  });
});

test('settings come with at most 200 kB of compressed script', async ({ page, keys }) => {
  await expectLight(page, async () => {
    await keys.open();
    await expect(page.getByRole('main').getByRole('button', { name: 'Создать сейф' })).toBeEnabled();
    await expect(page.getByLabel('Пароль сейфа', { exact: true })).toBeEditable();
  });
});

test('the studio comes with at most 200 kB of compressed script', async ({ page }) => {
  await expectLight(page, async () => {
    await page.goto('/studio');
    await page.getByLabel('Ваш запрос').fill('Назови три темы для урока о цветах');
    await expect(page.getByRole('button', { name: 'Отправить' })).toBeEnabled();
    await expect(page.getByRole('button', { name: /^Модель/ })).toBeVisible();
  });
});
