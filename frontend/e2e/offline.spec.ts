import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.js';
import { registerAccount } from './support/accounts.js';
import { ADMIN } from './support/application.js';
import { WHOLE_CHROMIUM } from './support/browsers.js';
import { KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';
import { KeysScreen } from './support/keys-screen.js';
import { OwnServer } from './support/own-server.js';

test.use({ ...WHOLE_CHROMIUM, serviceWorkers: 'allow' });

/** Until the worker has all files, and gives them to this page. */
async function kept(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated' && navigator.serviceWorker.controller !== null), { timeout: 30_000 })
    .toBe(true);
}

/**
 * Goes to a page, as a person who presses reload when nothing comes. On a busy machine Chromium loses about one navigation
 * in a hundred while its debugger keeps the network switched off: it neither fails nor ends, whatever the worker answers
 * (a deadline in the worker changed nothing), and the next one comes at once.
 */
async function goTo(page: Page, path: string): Promise<void> {
  const begun = await page.goto(path, { timeout: 20_000 }).catch((error: Error) => (error.name === 'TimeoutError' ? undefined : Promise.reject(error)));
  if (begun === undefined) await page.goto(path);
}

const notice = (page: Page) => page.getByText('Нет связи с сервером. Сейф, ключи');

/** Every address in the worker's caches. */
const cached = (page: Page) =>
  page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });

test('without a network the client starts, the vault opens, and what needs the server says so', async ({ page, keys, context }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await kept(page);
  await context.setOffline(true);
  await goTo(page, '/settings/keys');
  await expect(notice(page)).toBeVisible();
  await keys.unlock(VAULT_PASSWORD);
  await expect(keys.card('openai')).toBeVisible();
  await expect(page.getByRole('main').getByRole('button', { name: 'Повторить' })).toBeVisible();
  await expectAccessible(page, 'keys without a network');

  for (const [path, heading] of [['/studio', 'Студия'], ['/courses', 'Курсы'], ['/courses/new', 'Новый курс'], ['/account', 'Аккаунт'], ['/spending', 'Расходы']] as const) {
    await goTo(page, path);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await expect(notice(page)).toBeVisible();
  }
  await expect(page.getByRole('main').getByRole('button', { name: 'Повторить' }).first()).toBeVisible();
  await expect(page.getByText(/Нет связи с сервером/)).toHaveCount(1);
  await page.getByRole('button', { name: 'Проверить связь' }).click();
  await expect(page.getByText('Связи всё ещё нет.')).toBeVisible();

  await context.setOffline(false);
  await expect(notice(page)).toBeHidden();
  await expect(page.getByRole('main').getByRole('button', { name: 'Повторить' })).toHaveCount(0);
});

test('pages that are open to everybody know without a network who is signed in', async ({ page, context }) => {
  await page.goto('/studio');
  await kept(page);
  for (const offline of [false, true]) {
    await context.setOffline(offline);
    for (const [path, heading] of [['/data', 'Куда уходят данные'], ['/how-we-know', 'Откуда мы это знаем']] as const) {
      await goTo(page, path);
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
      await expect(page.getByRole('banner').getByRole('link', { name: 'В студию' })).toBeVisible();
      await expect(page.getByRole('banner').getByRole('link', { name: 'Войти' })).toHaveCount(0);
      await expect(notice(page)).toHaveCount(offline ? 1 : 0);
    }
    await expectAccessible(page, `open to everybody, ${offline ? 'without' : 'with'} a network`);
  }
  await expect(page.getByText('Загрузится, когда связь вернётся.')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('Загрузится, когда связь вернётся.')).toHaveCount(0);
  await expect(page.getByText('Когда сервер проверяли, узнать не удалось.')).toHaveCount(0);
  await page.getByRole('banner').getByRole('link', { name: 'В студию' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();
});

test('sections open without a network in a page that is open, by keyboard', async ({ page, context }) => {
  await page.goto('/studio');
  await kept(page);
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Ключи ИИ' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Ключи ИИ' })).toBeVisible();
  await expect(notice(page)).toBeVisible();
});

test('no answer of the API and nothing of a person is kept, and after signing out nobody is there', async ({ page, context }) => {
  await context.clearCookies();
  await registerAccount(page, 'leaves');
  for (const path of ['/studio', '/courses', '/settings/keys', '/account', '/spending']) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
  }
  await kept(page);
  const paths = await cached(page);
  expect(paths.filter((path) => !/^\/(?:media\/)?[\w.-]+-[\w-]{8}\.(?:js|css|woff2)$/.test(path))).toEqual([]);

  await page.getByRole('button', { name: 'Меню аккаунта' }).click();
  await page.getByRole('button', { name: 'Выйти' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((name) => !['byok.language', 'byok.theme'].includes(name)))).toEqual([]);
  await context.setOffline(true);
  await page.goto('/settings/keys');
  await expect(page.getByRole('heading', { level: 1, name: 'С возвращением' })).toBeVisible();
});

test('signing out without a network ends the session with the first call that gets through', async ({ page, context }) => {
  await context.clearCookies();
  await registerAccount(page, 'leaves-offline');
  await page.goto('/studio');
  await kept(page);
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Меню аккаунта' }).click();
  await page.getByRole('button', { name: 'Выйти' }).click();
  await expect(page.getByText('Вы вышли, и в этом браузере')).toBeVisible();
  await page.goto('/studio');
  await expect(page.getByRole('heading', { level: 1, name: 'С возвращением' })).toBeVisible();
  await context.setOffline(false);
  await expect.poll(async () => (await page.request.get('/api/auth/me')).status()).toBe(401);
});

test.describe('with a server of its own', () => {
  test.describe.configure({ mode: 'serial' });
  test.use({ storageState: { cookies: [], origins: [] } });
  test.setTimeout(180_000);
  let server: OwnServer;
  test.beforeAll(async () => {
    server = await OwnServer.make();
    await server.start();
    await server.openProxy();
  });
  test.afterAll(() => server.remove());

  const enter = async (page: Page): Promise<void> => {
    expect((await page.request.post(`${server.url}/api/auth/login`, { data: ADMIN })).ok()).toBe(true);
    await page.goto(`${server.url}/settings/keys`);
  };

  test('which is killed: the client starts all the same, and goes on once the server is back', async ({ page }) => {
    await enter(page);
    await page.getByLabel('Пароль сейфа', { exact: true }).fill(VAULT_PASSWORD);
    await page.getByLabel('Пароль сейфа ещё раз', { exact: true }).fill(VAULT_PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Создать сейф' }).click();
    const keys = new KeysScreen(page);
    await keys.expectUnlocked();
    await kept(page);
    await server.kill();
    // Once as a proxy says it, once with nobody at the address.
    await page.reload();
    await expect(notice(page)).toBeVisible();
    await server.closeProxy();
    await page.reload();
    await expect(notice(page)).toBeVisible();
    await keys.unlock(VAULT_PASSWORD);
    await page.goto(`${server.url}/courses`);
    await expect(page.getByRole('main').getByRole('button', { name: 'Повторить' })).toBeVisible();
    await server.openProxy();
    await server.start();
    await expect(notice(page)).toBeHidden({ timeout: 40_000 });
    await expect(page.getByRole('main').getByRole('button', { name: 'Повторить' })).toHaveCount(0);
  });

  test('which is updated: a build is taken whole or not at all, and an open tab keeps the files that it began with', async ({ page }) => {
    await enter(page);
    await kept(page);
    const before = await page.evaluate(() => caches.keys());
    const update = () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update().then(() => '', String));
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      registration?.addEventListener('updatefound', () => document.body.setAttribute('data-found', String(Number(document.body.getAttribute('data-found') ?? 0) + 1)));
    });
    /** How many updates there were, once none is being installed. */
    const tried = () =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        return registration?.installing || registration?.waiting ? 'installing' : Number(document.body.getAttribute('data-found'));
      });

    // A worker of the next build while the page is still of this one.
    const named = (name: string) => (text: string) => text.replace(/const VERSION = '\w+'/, `const VERSION = '${name}'`);
    server.replaced.set('/service-worker.js', (text) => named('mixed')(text).replace(/(chunk-[\w-]+\.js":")sha384-[\w+/=]+/, '$1sha384-AAAA'));
    await update();
    await expect.poll(tried).toBe(1);
    expect(await page.evaluate(() => caches.keys())).toEqual(before);

    // A file that does not come.
    server.replaced.set('/service-worker.js', (text) => named('torn')(text).replace('JSON.parse(\'{', 'JSON.parse(\'{"/media/gone-ABCDEFGH.woff2":"sha384-AAAA",'));
    await update();
    await expect.poll(tried).toBe(2);
    await expect.poll(() => page.evaluate(() => caches.keys())).toEqual(before);

    server.replaced.set('/service-worker.js', named('next'));
    await update();
    await expect.poll(() => page.evaluate(() => caches.keys()), { timeout: 30_000 }).toEqual([...before, 'byok-client-next']);
    await expect.poll(tried, { timeout: 30_000 }).toBe(3);
    await kept(page);
    server.replaced.set('/service-worker.js', named('afterwards'));
    await update();
    await expect.poll(() => page.evaluate(() => caches.keys()), { timeout: 30_000 }).toEqual(['byok-client-next', 'byok-client-afterwards']);
    await server.closeProxy();
    await page.reload();
    await expect(notice(page)).toBeVisible();
    await server.openProxy();
  });

  test('what a page puts into the caches becomes no page, and no script of ours', async ({ page }) => {
    await enter(page);
    await kept(page);
    await page.evaluate(async () => {
      const [name = ''] = await caches.keys();
      const cache = await caches.open(name);
      const evil = () => new Response('<title>evil</title><script>document.title = "evil"</script>', { headers: { 'content-type': 'text/html' } });
      for (const path of ['/studio', '/offline-page.js', '/service-worker.js', location.href]) await cache.put(path, evil());
    });
    await server.closeProxy();
    await page.reload();
    await expect(page.getByRole('heading', { level: 1, name: 'Ключи ИИ' })).toBeVisible();
    await page.goto(`${server.url}/studio`);
    await expect(page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();
    const nonces = [];
    for (let start = 0; start < 2; start += 1) {
      await page.reload();
      await page.locator('app-root[ng-version]').waitFor();
      nonces.push(await page.locator('style').first().evaluate((element) => (element as HTMLElement).nonce));
    }
    expect(new Set(nonces).size).toBe(2);
    expect(nonces).not.toContain('');
    await server.openProxy();
  });
});
