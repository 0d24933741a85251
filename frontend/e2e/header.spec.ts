import type { Page } from '@playwright/test';
import { ADMIN } from './support/application.js';
import { VAULT_PASSWORD, expect, test } from './support/fixtures.js';

const WIDTHS = Array.from({ length: (1920 - 320) / 20 + 1 }, (_, step) => 320 + step * 20);

/** Overlaps, cut words and what leaves the window, among everything that the header and its navigation show. */
function faults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const controls = [...document.querySelectorAll<HTMLElement>('.brand, .section, byok-vault-status .state, byok-vault-status .act, .account')]
      .map((element) => ({ element, box: element.getBoundingClientRect(), name: element.getAttribute('aria-label') ?? element.innerText }))
      .filter(({ box }) => box.width > 0 && box.height > 0);
    if (controls.length < 6) found.push(`only ${controls.length} controls`);
    for (const [index, { element, box, name }] of controls.entries()) {
      if (box.left < 0 || box.right > innerWidth) found.push(`${name} leaves the window`);
      if (element.scrollWidth > element.clientWidth + 1) found.push(`${name} is cut`);
      for (const other of controls.slice(index + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 0.5 && down > 0.5) found.push(`${name} and ${other.name} overlap by ${across.toFixed(1)} px`);
      }
    }
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
    return found;
  });
}

async function expectSound(page: Page, state: string): Promise<void> {
  const wrong: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    for (const fault of await faults(page)) wrong.push(`${state}, ${width} px: ${fault}`);
  }
  expect(wrong).toEqual([]);
}

test('the measure sees an overlap that is planted', async ({ page, keys }) => {
  await keys.open();
  await page.locator('.account').evaluate((element) => {
    element.style.position = 'relative';
    element.style.left = '-60px';
  });
  expect((await faults(page)).join('\n')).toContain('overlap');
});

const VIEWERS = [
  ['ru-RU', 'user'],
  ['ru-RU', 'administrator'],
  ['en-US', 'user'],
  ['en-US', 'administrator'],
] as const;

for (const [locale, role] of VIEWERS) {
  test.describe(`${locale}, ${role}`, () => {
    test.use({ locale });
    test('nothing in the header overlaps, is cut or leaves the window, whatever the vault', async ({ page }) => {
      if (role === 'administrator') {
        await page.context().clearCookies();
        expect((await page.request.post('/api/auth/login', { data: ADMIN })).status()).toBe(200);
      }
      await page.goto('/settings/keys');
      await page.locator('byok-vault-status .state').waitFor();
      await expect(page.locator('.section')).toHaveCount(role === 'administrator' ? 5 : 4);
      await expectSound(page, 'no vault');
      await page.setViewportSize({ width: 1280, height: 800 });
      const fields = page.getByRole('main').locator('input[type=password]');
      await fields.nth(0).fill(VAULT_PASSWORD);
      await fields.nth(1).fill(VAULT_PASSWORD);
      await page.getByRole('main').getByRole('button', { name: /^(Создать сейф|Create vault)$/ }).click();
      await page.locator('byok-vault-status .state.open').waitFor();
      await expectSound(page, 'open vault');
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.locator('byok-vault-status .act').click();
      await page.locator('byok-vault-status button.state').waitFor();
      await expectSound(page, 'locked vault');
    });
  });
}
