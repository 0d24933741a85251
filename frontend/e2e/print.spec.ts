import { xsrf } from './support/accounts.js';
import { expect, test } from './support/fixtures.js';

test('on paper a course has all its lessons and nothing to press', async ({ page }) => {
  const made = await page.request.post('/api/jobs', { data: { type: 'course', transcript: 'Лекция о свете и воде. '.repeat(40) }, headers: await xsrf(page) });
  const { id } = (await made.json()) as { id: string };
  const view = async () => (await (await page.request.get(`/api/jobs/${id}`)).json()) as { status: string; result: { lessons: { markdown: string }[] } };
  await expect.poll(async () => (await view()).status, { timeout: 60_000 }).toBe('completed');
  const { lessons } = (await view()).result;
  expect(lessons.length).toBeGreaterThan(1);
  await page.goto(`/courses/${id}`);
  const texts = page.locator('byok-lesson byok-markdown');
  await expect(texts).toHaveCount(1);
  await page.emulateMedia({ media: 'print' });
  await expect(texts).toHaveCount(lessons.length);
  for (const text of await texts.all()) await expect(text).toBeVisible();
  await expect(page.getByRole('banner')).toBeHidden();
  expect(await page.locator('main button').evaluateAll((buttons) => buttons.filter((button) => button.checkVisibility()).length)).toBe(0);
  await page.emulateMedia({ media: 'screen' });
  await expect(texts).toHaveCount(1);
  await expect(page.getByRole('banner')).toBeVisible();
});
