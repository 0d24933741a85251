import { generateKeyPairSync, sign } from 'node:crypto';
import type { Page } from '@playwright/test';
import { KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';

/** An operator's root that signs what the real server publishes, on its way to the page. */
function newRoot() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const root = publicKey.export({ format: 'jwk' }).x as string;
  return (key: Record<string, string>) => {
    const notAfter = Math.floor(Date.parse(key['notAfter'] ?? '') / 1000);
    const text = `${key['kid']}|${key['suite']}|${key['publicKey']}|${notAfter}`;
    return { ...key, notAfter: new Date(notAfter * 1000).toISOString(), root, signature: sign(null, Buffer.from(text), privateKey).toString('base64url') };
  };
}
type Change = (key: Record<string, string>) => Record<string, string>;

/** From now on the page gets the transit key as `change` makes it. */
async function publish(page: Page, change: Change): Promise<void> {
  await page.unroute('**/api/byok/transit-key');
  await page.route('**/api/byok/transit-key', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: change((await response.json()) as Record<string, string>) });
  });
}

test('a root is pinned at the first visit; another one, or none, stops every key until the user accepts it', async ({ page, keys }) => {
  const [first, second] = [newRoot(), newRoot()];
  await publish(page, first);
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await keys.expectState('openai', 'Работает');
  await expect(page.getByText(/Отпечаток корневого ключа сервера: [0-9a-f]{4} /)).toBeVisible();

  const sealed: string[] = [];
  page.on('request', (request) => {
    if (request.headers()['x-byok-openai-key'] !== undefined) sealed.push(request.url());
  });
  const card = keys.card('openai');
  const reopen = async () => {
    await page.reload();
    await keys.unlock(VAULT_PASSWORD);
    sealed.length = 0;
  };

  await publish(page, second);
  await reopen();
  await expect(page.getByRole('heading', { name: 'Корневой ключ сервера изменился' })).toBeVisible();
  await card.getByRole('button', { name: /^Проверить ключ/ }).click();
  await expect(card.getByText('Сервер показывает другой корневой ключ')).toBeVisible();
  await page.screenshot({ path: 'test-results/transit-root.png', fullPage: true });

  await publish(page, ({ root: _root, signature: _signature, ...key }) => key);
  await reopen();
  await expect(page.getByRole('heading', { name: 'Корневой ключ сервера пропал' })).toBeVisible();
  await card.getByRole('button', { name: /^Проверить ключ/ }).click();
  await expect(card.getByText('Сервер больше не показывает корневой ключ')).toBeVisible();

  await publish(page, (key) => ({ ...first(key), signature: String(second(key)['signature']) }));
  await reopen();
  await card.getByRole('button', { name: /^Проверить ключ/ }).click();
  await expect(card.getByText('Ключ сервера не подписан его владельцем')).toBeVisible();
  expect(sealed).toEqual([]);

  await publish(page, second);
  await reopen();
  await page.getByRole('button', { name: 'Владелец подтвердил: принять' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Доверять', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Корневой ключ сервера изменился' })).toBeHidden();
  await card.getByRole('button', { name: /^Проверить ключ/ }).click();
  // What the card says may still be of the test before.
  await expect.poll(() => sealed.length).toBeGreaterThan(0);
  await keys.expectState('openai', 'Работает');
});
