import type { Page } from '@playwright/test';
import { COMPLETED, COURSE_ID, CourseServer } from './support/course-server.js';
import { VAULT_PASSWORD, KEY, expect, test } from './support/fixtures.js';

/** Each sets `globalThis.attacked` if anything of it runs, and would make an element if it were read as markup. */
const RUN = 'globalThis.attacked=1';
const PAYLOADS = [
  `<script>${RUN}</script>`,
  `"><img src=x onerror=${RUN}>`,
  `</textarea><svg/onload=${RUN}>`,
  `<iframe srcdoc="<script>parent.attacked=1</script>"></iframe>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror=${RUN}>">`,
  `<a href="javascript:${RUN}">link</a> [link](javascript:${RUN}) ![x](x"onerror="${RUN})`,
  `<form action=https://elsewhere.example><input name=password autofocus onfocus=${RUN}></form>`,
  `{{constructor.constructor('${RUN}')()}}`,
  `<base href=https://elsewhere.example/><meta http-equiv=refresh content="0;url=https://elsewhere.example/">`,
];
const ALL = PAYLOADS.join('\n\n');

/** Nothing ran, nothing asked elsewhere, and none of the elements stands in the page. */
async function expectText(page: Page): Promise<void> {
  await page.waitForTimeout(300);
  const found = await page.evaluate(() => ({
    ran: 'attacked' in globalThis,
    elements: [...document.querySelectorAll('main script, main iframe, main object, main base, main meta, main math, main form[action*="elsewhere"], main [onerror], main [onload], main [onfocus]')].map(({ outerHTML }) => outerHTML.slice(0, 100)),
    links: [...document.querySelectorAll('a')].map(({ href }) => href).filter((href) => /^(javascript|data|vbscript):/i.test(href)),
  }));
  expect(found).toEqual({ ran: false, elements: [], links: [] });
}

test.beforeEach(async ({ page }) => {
  await page.route(/elsewhere\.example/, () => {
    throw new Error('The page asked another host.');
  });
});

test('the payloads do run where nothing stands against them', async ({ browser }) => {
  for (const payload of [0, 1, 2, 3, 6].map((index) => PAYLOADS[index] as string)) {
    const bare = await browser.newPage();
    await bare.setContent(payload);
    await expect.poll(() => bare.evaluate(() => 'attacked' in globalThis), payload).toBe(true);
    await bare.close();
  }
});

test('a course is text in its title, its transcript, its outline and its lessons, while read and while edited', async ({ page }) => {
  const transcript = { text: ALL, segments: PAYLOADS.map((text, index) => ({ start: index, end: index + 1, text })) };
  const outline = { title: ALL, sections: PAYLOADS.map((payload) => ({ title: payload, summary: payload })) };
  const lessons = PAYLOADS.map((payload) => ({ title: payload, markdown: `${payload}\n\n# ${payload}\n\n\`\`\`html\n${payload}\n\`\`\`\n\n| a |\n|---|\n| ${payload} |` }));
  const server = await CourseServer.on(page, { ...COMPLETED, title: PAYLOADS[1] as string, result: { transcript, outline, lessons }, receipts: [{ stage: ALL, credentialSource: 'byok', provider: 'openai', model: ALL, attempts: ALL }] });
  await page.goto(`/courses/${COURSE_ID}`);
  await expect(page.getByRole('heading', { level: 1 }).first()).toContainText('<img src=x');
  await expectText(page);
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await expectText(page);
  }
  for (const details of await page.locator('main details > summary').all()) if (await details.isVisible()) await details.click();
  await expectText(page);
  server.become({ ...COMPLETED, status: 'failed', title: ALL, error: { code: ALL, detail: ALL } });
  await page.reload();
  await expectText(page);
});

test('the list of courses shows names and reasons as text', async ({ page }) => {
  const job = (index: number) => ({ id: `0b8f3d3e-5d0e-4c0a-9f57-3d9a1f6f2c${String(index).padStart(2, '0')}`, type: 'course', status: 'failed', stage: 'outline', progress: 10, title: PAYLOADS[index], error: { code: 'provider_unavailable', detail: PAYLOADS[index] }, receipts: [], createdAt: '2026-11-20T10:00:00.000Z' });
  await page.route('**/api/jobs?*', (route) => route.fulfill({ json: PAYLOADS.map((_payload, index) => job(index)) }));
  await page.route('**/api/jobs', (route) => route.fulfill({ json: PAYLOADS.map((_payload, index) => job(index)) }));
  await page.goto('/courses');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByText(PAYLOADS[0] as string).first()).toBeVisible();
  await expectText(page);
});

test('an answer in the Studio, and the reason of a refusal, are text', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  const events = [...PAYLOADS, `# ${ALL}`, `\n\n${ALL}`].map((content) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`).join('');
  let refuse = false;
  await page.route('**/api/v1/chat/completions', (route) =>
    refuse
      ? route.fulfill({ status: 400, headers: { 'x-byok-code': 'request_invalid' }, json: { error: { code: 'request_invalid', type: 'x', param: ALL, message: ALL } } })
      : route.fulfill({ headers: { 'content-type': 'text/event-stream', 'x-byok-credential-source': 'byok', 'x-byok-provider': 'openai', 'x-byok-model': 'gpt-6-luna', 'x-byok-tier': '1', 'x-byok-attempts': 'byok:openai:ok' }, body: `${events}data: [DONE]\n\n` }),
  );
  await page.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
  for (refuse of [false, true]) {
    await page.getByLabel('Ваш запрос').fill(ALL);
    await page.getByRole('button', { name: 'Отправить', exact: true }).click();
    const answer = page.getByRole('region', { name: 'Ответ' }).last();
    await expect(answer).toContainText('globalThis.attacked');
    await expectText(page);
  }
});

test('names of tokens and an address with a payload are text, in the page and in its own address', async ({ page }) => {
  await page.route('**/api/auth/tokens', (route) =>
    route.request().method() === 'GET' ? route.fulfill({ json: PAYLOADS.map((name, index) => ({ id: String(index), name, createdAt: '2026-11-20T10:00:00.000Z', expiresAt: '2027-11-20T10:00:00.000Z', lastUsedAt: null, scopes: ['calls'], models: [ALL] })) }) : route.continue(),
  );
  await page.goto('/account');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectText(page);
  for (const payload of PAYLOADS.slice(0, 4)) {
    const text = encodeURIComponent(payload);
    for (const address of [`/${text}`, `/courses/${text}`, `/studio?q=${text}&returnUrl=javascript:${RUN}`, `/sign-in?returnUrl=javascript:${RUN}#${text}`]) {
      await page.goto(address);
      await expect(page.locator('byok-root, app-root, main').first()).toBeAttached();
      await expectText(page);
      expect(new URL(page.url()).hostname).not.toContain('elsewhere');
    }
  }
});
