import { createHash } from 'node:crypto';
import { expectAccessible } from './support/accessible.js';
import { VAULT_PASSWORD, expect, test } from './support/fixtures.js';

const print = (content: string | Buffer) => createHash('sha256').update(content).digest('hex').slice(0, 32).match(/.{4}/g)?.join(' ') ?? '';

test('before a key is typed, its page says what was measured, by the same fingerprints that a program sees', async ({ page, keys }) => {
  await page.route('**/api/byok/audit', (route) => route.fulfill({ status: 404, json: { status: 404, code: 'not_found' } }));
  await keys.createVault(VAULT_PASSWORD);
  const card = keys.card('openai');
  const open = () => card.getByRole('button', { name: 'Добавить ключ OpenAI' }).click();
  await open();
  await expect(card.getByText('На этом сервере ключи ещё никто не искал.')).toBeVisible();
  const html = await (await page.request.get('/', { headers: { accept: 'text/html' } })).text();
  await expect(card.getByText(print(/<script type="importmap">([^<]*)/.exec(html)?.[1] ?? ''))).toBeVisible();
  const { publicKey } = (await (await page.request.get('/api/byok/transit-key')).json()) as { publicKey: string };
  await expect(card.getByText(print(Buffer.from(publicKey, 'base64url')))).toBeVisible();
  await expectAccessible(page, 'key form with what is known');

  const audit = (date: string, findings: number) => page.route('**/api/byok/audit', (route) => route.fulfill({ json: { date, routes: 41, findings } }));
  for (const [date, findings, said] of [
    [new Date().toISOString(), 0, /^\s*Сервер проверен .*: 41 маршрут, найдено ключей: 0\.\s*$/],
    ['2024-02-03', 0, /^\s*Сервер проверен 3 февраля 2024 г\.: 41 маршрут, найдено ключей: 0\.\s+Это было давно/],
    [new Date().toISOString(), 2, /41 маршрут, найдено мест с ключами: 2\. Не вводите ключ/],
  ] as const) {
    await audit(date, findings);
    await card.getByRole('button', { name: 'Отмена' }).click();
    await open();
    await expect(card.locator('byok-last-audit')).toHaveText(said);
  }
  await card.getByRole('link', { name: 'Откуда мы это знаем' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Откуда мы это знаем' })).toBeVisible();
  await expect(page.getByText('npm run audit:keys')).toBeVisible();
  await expect(page.getByText('redis-server и postgresql')).toBeVisible();
});

test('the browser runs no script whose digest is not the page’s', async ({ page }) => {
  const chunks: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/chunk-')) chunks.push(pathname);
  });
  await page.goto('/data');
  await page.getByRole('heading', { level: 1, name: 'Куда уходят данные' }).waitFor();
  const before = new Set(chunks);
  await page.goto('/how-we-know');
  await page.getByRole('heading', { level: 1, name: 'Откуда мы это знаем' }).waitFor();
  const [own] = chunks.filter((name) => !before.has(name));
  expect(own).toBeDefined();

  await page.route(`**${own}`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `window.planted = true;${await response.text()}` });
  });
  const refused = page.waitForEvent('console', { predicate: (message) => message.text().includes('integrity'), timeout: 15_000 });
  await page.goto('/how-we-know');
  await refused;
  expect(await page.evaluate(() => (globalThis as { planted?: boolean }).planted)).toBeUndefined();
  await expect(page.getByRole('heading', { level: 1, name: 'Откуда мы это знаем' })).toHaveCount(0);
});
