import type { Page } from '@playwright/test';
import { registerAccount, signInTo, xsrf } from '../support/accounts.js';
import { ADMIN } from '../support/application.js';
import { VAULT_PASSWORD, expect, test } from '../support/fixtures.js';

/** Every 20 px in Russian, whose words are longer; every 60 px in English. */
const widths = (step: number): number[] => Array.from({ length: Math.floor((1920 - 320) / step) + 1 }, (_, index) => 320 + index * step);
const LONG_NAME = 'a-rather-long-name-of-an-author-with-a-long-surname';
const LONG_TITLE = 'Основы комнатного цветоводства и агротехника-декоративнолиственных-растений-закрытого-грунта для начинающих';

/**
 * Overlaps and what leaves the window, among all controls that are shown. What sticks lies over the rest by design, and
 * a control may hold another.
 */
function faults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const layerOf = (element: Element): Element | null => {
      for (let at: Element | null = element; at; at = at.parentElement) if (/fixed|sticky/.test(getComputedStyle(at).position)) return at;
      return null;
    };
    const scrolls = (element: Element): boolean => {
      for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
        if (/auto|scroll|hidden/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return true;
      }
      return false;
    };
    const found: string[] = [];
    const controls = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [role=tab], [role=radio], mat-select')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest('.skip, [popover]:not(:popover-open)'))
      .map((element) => ({ element, box: element.getBoundingClientRect(), layer: layerOf(element), name: (element.getAttribute('aria-label') ?? element.innerText.trim().slice(0, 40)) || element.tagName }))
      .filter(({ element, box }) => box.width > 1 && box.height > 1 && !scrolls(element));
    for (const [index, { element, box, layer, name }] of controls.entries()) {
      if (box.left < -0.5 || box.right > innerWidth + 0.5) found.push(`“${name}” leaves the window`);
      for (const other of controls.slice(index + 1)) {
        if (layer !== other.layer || element.contains(other.element) || other.element.contains(element)) continue;
        // A field and what stands in its frame are one control to the eye.
        const frame = element.closest('mat-form-field');
        if (frame && frame === other.element.closest('mat-form-field')) continue;
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 1 && down > 1) found.push(`“${name}” and “${other.name}” overlap by ${across.toFixed(1)} × ${down.toFixed(1)} px`);
      }
    }
    if (document.documentElement.scrollWidth > innerWidth) found.push(`the page is ${document.documentElement.scrollWidth - innerWidth} px too wide`);
    return found;
  });
}

/** `load`: anew, which locks the vault; `walk`: within the page. */
type Way = 'load' | 'walk';

async function reach(page: Page, path: string, way: Way): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 800 });
  if (way === 'load') await page.goto(path);
  else {
    await page.evaluate((to) => {
      history.pushState(null, '', to);
      dispatchEvent(new PopStateEvent('popstate'));
    }, path);
  }
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('app-root[ng-version]').waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.querySelectorAll('main details').forEach((details) => details.setAttribute('open', '')));
  await page.waitForLoadState('networkidle');
}

async function expectSound(page: Page, paths: readonly string[], step: number, way: Way = 'load'): Promise<void> {
  const wrong = new Map<string, number[]>();
  for (const path of paths) {
    await reach(page, path, way);
    for (const width of widths(step)) {
      await page.setViewportSize({ width, height: 800 });
      for (const fault of await faults(page)) {
        const where = `${path}: ${fault.replace(/ by [\d.]+ × [\d.]+ px/, '')}`;
        wrong.set(where, [...(wrong.get(where) ?? []), width]);
      }
    }
  }
  expect([...wrong].map(([where, at]) => `${where}, at ${at.join(', ')} px`)).toEqual([]);
}

/** Leaves the vault open. */
async function createVault(page: Page): Promise<void> {
  await reach(page, '/settings/keys', 'load');
  const fields = page.getByRole('main').locator('input[type=password]');
  await fields.nth(0).fill(VAULT_PASSWORD);
  await fields.nth(1).fill(VAULT_PASSWORD);
  await page.getByRole('main').locator('form button[type=submit]').first().click();
  await page.locator('byok-vault-status .state.open').waitFor();
}

/** A finished course with a long name. */
async function course(page: Page): Promise<string> {
  const made = await page.request.post('/api/jobs', { data: { type: 'course', transcript: 'Лекция о свете и воде. '.repeat(20) }, headers: await xsrf(page) });
  const { id } = (await made.json()) as { id: string };
  await expect.poll(async () => ((await (await page.request.get(`/api/jobs/${id}`)).json()) as { status: string }).status, { timeout: 60_000 }).toBe('completed');
  expect((await page.request.patch(`/api/jobs/${id}`, { data: { title: LONG_TITLE }, headers: await xsrf(page) })).ok()).toBe(true);
  return id;
}

test('the measure sees what overlaps and what leaves the window', async ({ page }) => {
  await page.goto('/account');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('app-root[ng-version]').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.locator('byok-tokens-section button[type=submit]').evaluate((button) => {
    const field = button.closest('form')?.querySelector('input');
    button.style.position = 'relative';
    button.style.top = `${(field?.getBoundingClientRect().top ?? 0) - button.getBoundingClientRect().top}px`;
  });
  expect((await faults(page)).join('\n')).toContain('overlap');
  await page.locator('byok-tokens-section button[type=submit]').evaluate((button) => (button.style.left = '3000px'));
  expect((await faults(page)).join('\n')).toContain('leaves the window');
});

for (const [locale, step] of [['ru-RU', 20], ['en-US', 60]] as const) {
  test.describe(`every ${step} px, ${locale}`, () => {
    test.use({ locale, storageState: { cookies: [], origins: [] } });
    test.setTimeout(300_000);

    test('pages for everybody', async ({ page }) => {
      await expectSound(page, ['/', '/data', '/how-we-know', '/sign-in', '/register', '/password-reset', '/nowhere'], step);
    });

    test('pages of an author with a long name, without a vault', async ({ page }) => {
      await registerAccount(page, LONG_NAME);
      const id = await course(page);
      await expectSound(page, ['/studio', '/courses', '/courses/new', `/courses/${id}`, '/settings/keys', '/account', '/spending'], step);
    });

    test('pages of an author with an open vault, then a locked one', async ({ page }) => {
      await registerAccount(page, LONG_NAME);
      await createVault(page);
      await expectSound(page, ['/settings/keys', '/studio', '/courses/new'], step, 'walk');
      await expectSound(page, ['/settings/keys', '/studio', '/courses/new'], step, 'load');
    });

    test('pages of an administrator with an open vault, then a locked one', async ({ page }) => {
      await signInTo(page, ADMIN);
      await createVault(page);
      await expectSound(page, ['/admin/users', '/admin/invites', '/admin/metrics'], step, 'walk');
      await expectSound(page, ['/admin/users'], step, 'load');
    });

    test('a question and its answer with a long word', async ({ page }) => {
      await registerAccount(page, LONG_NAME);
      await page.goto('/studio');
      await page.locator('textarea').fill(`Повтори: ${'сверхдлинноесловобезпробелов'.repeat(8)}`);
      // Can be pressed once it is known who pays.
      await page.locator('byok-composer button[type=submit]').click();
      await page.locator('byok-exchange [aria-busy=false]').first().waitFor({ timeout: 30_000 });
      const wrong: string[] = [];
      for (const width of widths(step)) {
        await page.setViewportSize({ width, height: 800 });
        for (const fault of await faults(page)) wrong.push(`${width} px: ${fault}`);
      }
      expect(wrong).toEqual([]);
    });
  });
}
