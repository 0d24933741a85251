import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { dumpStorage } from './support/browser-storage.js';
import { WHOLE_CHROMIUM } from './support/browsers.js';
import { KEY, VAULT_PASSWORD, expect, openTab, test } from './support/fixtures.js';
import { KeysScreen } from './support/keys-screen.js';

// The shell has no back/forward cache.
test.use(WHOLE_CHROMIUM);

const START = new Date('2026-11-22T10:00:00Z');
const minutes = (count: number): Date => new Date(START.getTime() + count * 60_000);

/** Requests that carry a key, from every page of the context. */
function watchKeyUse(context: BrowserContext): string[] {
  const used: string[] = [];
  context.on('request', (request) => {
    if (Object.keys(request.headers()).some((name) => /^x-byok-\w+-key$/.test(name))) used.push(request.url());
  });
  return used;
}

/** Presses the test button as the page's own script would, without the interaction that a real click is. */
async function pressTest(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelector<HTMLButtonElement>('button[aria-label="Проверить ключ OpenAI"]')?.click());
  await page.waitForTimeout(400);
}

test.describe('no key is used past the deadline', () => {
  let used: string[];

  test.beforeEach(async ({ page, keys }) => {
    await page.clock.install({ time: START });
    used = watchKeyUse(page.context());
    await keys.createVault(VAULT_PASSWORD);
    await keys.addKey('openai', KEY);
    await keys.expectState('openai', 'Работает');
    // The watch sees what it is for, and starts anew.
    expect(used).toHaveLength(1);
    used.length = 0;
  });

  test('in a background tab whose timers stand still', async ({ page, keys }) => {
    await page.clock.pauseAt(minutes(5));
    const front = await page.context().newPage();
    await front.bringToFront();
    await page.clock.setSystemTime(minutes(36));
    await pressTest(page);
    expect(used).toEqual([]);
    await page.bringToFront();
    await page.clock.resume();
    await keys.expectLocked();
  });

  test('in a tab that was frozen, by the first listener that hears of its waking', async ({ page, keys }) => {
    await page.clock.pauseAt(minutes(5));
    await page.evaluate(() => document.dispatchEvent(new Event('freeze')));
    await page.clock.setSystemTime(minutes(50));
    await page.evaluate(() => {
      const press = (): void => document.querySelector<HTMLButtonElement>('button[aria-label="Проверить ключ OpenAI"]')?.click();
      addEventListener('resume', press, { capture: true });
      document.dispatchEvent(new Event('resume'));
    });
    await page.waitForTimeout(400);
    expect(used).toEqual([]);
    await page.clock.resume();
    await keys.expectLocked();
  });

  test('when the clock is set forward, and none when it is set back again', async ({ page, keys }) => {
    await page.clock.pauseAt(minutes(5));
    await page.clock.setSystemTime(minutes(60));
    await pressTest(page);
    await page.clock.setSystemTime(minutes(6));
    await pressTest(page);
    expect(used).toEqual([]);
    await page.clock.resume();
    await keys.expectLocked();
  });

  test('when the clock was set back, however little time seems to have passed', async ({ page, keys }) => {
    await page.clock.runFor('20:00');
    await page.clock.pauseAt(minutes(21));
    await page.clock.setSystemTime(minutes(3));
    await pressTest(page);
    expect(used).toEqual([]);
    await page.clock.resume();
    await keys.expectLocked();
  });

  test('in the second of two tabs, when nobody was at either', async ({ page, keys }) => {
    const other = await openTab(page);
    await other.open();
    await other.expectUnlocked();
    await expect(other.card('openai').getByRole('button', { name: /^Проверить ключ/ })).toBeEnabled();
    await page.clock.pauseAt(minutes(10));
    await page.clock.setSystemTime(minutes(41));
    await pressTest(other.page);
    await pressTest(page);
    expect(used).toEqual([]);
    await page.clock.resume();
    await keys.expectLocked();
    await other.expectLocked();
  });
});

test('a tab that crashed leaves nothing: the next one is locked', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  const crashed = page.waitForEvent('crash');
  const devtools = await page.context().newCDPSession(page);
  devtools.send('Page.crash').catch(() => undefined);
  await crashed;
  const next = await openTab(page);
  const used = watchKeyUse(page.context());
  await next.open();
  await next.expectLocked();
  await next.expectStored('openai');
  expect(used).toEqual([]);
  const stored = await dumpStorage(next.page);
  expect(stored).toContain('PBKDF2');
  expect(stored).not.toContain(KEY);
  expect(stored).not.toContain(VAULT_PASSWORD);
  await next.unlock(VAULT_PASSWORD);
  await next.expectState('openai', 'Работает');
});

test('a page from the back/forward cache comes back locked', async ({ account, baseURL, launchOptions }) => {
  // Playwright switches the cache off; here it is what is tested.
  const browser = await chromium.launch({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  try {
    const context = await browser.newContext({ baseURL: baseURL ?? '', locale: 'ru-RU', storageState: await account.session() });
    const page = await context.newPage();
    await page.addInitScript(() => {
      addEventListener('pageshow', ({ persisted }) => ((globalThis as unknown as { persisted: boolean }).persisted = persisted));
    });
    const keys = new KeysScreen(page);
    await keys.createVault(VAULT_PASSWORD);
    await keys.addKey('openai', KEY);
    const used = watchKeyUse(context);
    await page.goto('/api/health/live');
    // The cached page may be there before the evaluation has ended, which then ends with its page.
    await page.evaluate(() => history.back()).catch((error: Error) => expect(error.message).toContain('because of a navigation'));
    await keys.expectLocked();
    expect(await page.evaluate(() => (globalThis as unknown as { persisted: boolean }).persisted)).toBe(true);
    await pressTest(page);
    expect(used).toEqual([]);
    await keys.unlock(VAULT_PASSWORD);
  } finally {
    await browser.close();
  }
});
