import { expect, test } from './support/fixtures.js';

test('the API reference shows every route, offline and under its own policy', async ({ page, baseURL }) => {
  const foreign: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(`${baseURL}/`) && !request.url().startsWith('data:')) foreign.push(request.url());
  });
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto('/api/docs');
  await page.getByText('Chat with any model').click();
  await expect(page.getByText('x-byok-openai-key').first()).toBeVisible();
await expect(page.getByRole('button', { name: 'Try it out' })).toHaveCount(0);
  expect(foreign).toEqual([]);
  expect(errors).toEqual([]);
});

test('the API reference reaches neither the session, nor any storage, nor the tabs with a vault', async ({ browser }) => {
  // A context without the watch for violations: the refused request is one.
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto('/api/docs');
  const listener = await context.newPage();
  await listener.goto('/');
  await listener.evaluate(() => {
    const channel = new BroadcastChannel('byok-vault-anybody');
    channel.onmessage = () => document.documentElement.setAttribute('data-heard', 'yes');
  });
  const reached = await page.evaluate(async () => {
    const works = (use: () => unknown) => {
      try {
        return [true, use()][0];
      } catch {
        return false;
      }
    };
    new BroadcastChannel('byok-vault-anybody').postMessage({ type: 'hello' });
    return {
      origin: self.origin,
      storage: works(() => localStorage.length),
      database: works(() => indexedDB.open('byok-vault-anybody')),
      cookies: works(() => document.cookie),
      server: await fetch('/api/auth/me').then(() => true, () => false),
    };
  });
  expect(reached).toEqual({ origin: 'null', storage: false, database: false, cookies: false, server: false });
  await listener.waitForTimeout(200);
  expect(await listener.getAttribute('html', 'data-heard')).toBeNull();
  await context.close();
});
