import { expect, test } from './support/fixtures.js';

test('the API reference works offline, under its own policy, with the session of the browser', async ({ page, baseURL }) => {
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(`${baseURL}/`) && !request.url().startsWith('data:')) foreign.push(request.url());
  });
  await page.goto('/api/docs');
  await page.getByText('Chat with any model').click();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByPlaceholder('x-byok-openai-key').fill('sk-sandbox-reference');
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith('/api/v1/chat/completions')),
    page.getByRole('button', { name: 'Execute' }).click(),
  ]);
  expect(answer.status()).toBe(200);
  expect(await answer.headerValue('x-byok-attempts')).toBe('byok:openai:ok');
  expect(foreign).toEqual([]);
});
