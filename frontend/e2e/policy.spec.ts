import { test as base } from '@playwright/test';
import { VAULT_PASSWORD, expect, test } from './support/fixtures.js';
import { watchViolations } from './support/violations.js';

base('the watch for violations sees one that is planted', async ({ page }) => {
  const violations = await watchViolations(page.context());
  await page.goto('/sign-in');
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(violations).toEqual([]);
  await page.evaluate(() => {
    const planted = document.createElement('div');
    planted.setAttribute('style', 'color: red');
    const image = document.createElement('img');
    image.src = 'https://elsewhere.example/pixel.png';
    document.body.append(planted, image);
  });
  await expect.poll(() => violations.join('\n')).toContain('elsewhere.example');
  const before = violations.length;
  const refused = await page.evaluate(() => {
    try {
      document.body.innerHTML = '<b>planted</b>';
      return false;
    } catch {
      return true;
    }
  });
  expect(refused).toBe(true);
  await expect.poll(() => violations.length).toBeGreaterThan(before);
});

test('no screen violates the policy', async ({ page, keys }) => {
  for (const path of ['/studio', '/settings/keys', '/account', '/nowhere']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  await keys.createVault(VAULT_PASSWORD);
  await page.getByText('Сменить пароль сейфа').click();
  await page.getByRole('button', { name: 'Меню аккаунта' }).click();
  await expect(page.getByRole('button', { name: 'Выйти' })).toBeVisible();
});
