import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.js';
import { answerWith, PLATFORM_PAID, chatStream } from './support/answers.js';
import { dumpStorage } from './support/browser-storage.js';
import { KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';
import { holdClient } from './support/hold-client.js';
import { KeysScreen } from './support/keys-screen.js';

const PROMPT = 'Тайный вопрос о цветах';
const ANSWER = 'Тайный ответ о поливе';

const WORDS = {
  'ru-RU': { prompt: 'Ваш запрос', send: 'Отправить', answer: 'Ответ', list: 'Разговоры', fresh: 'Новый разговор', search: 'Найти в разговорах', restore: 'Вернуть', back: 'Вернуться к нему', rename: 'Переименовать', remove: 'Удалить', name: 'Название', saveName: 'Сохранить', interrupted: /Страница закрылась раньше/, kept: 'Разговоры остаются в этом браузере, пока вы не выйдете из аккаунта.' },
  'en-US': { prompt: 'Your request', send: 'Send', answer: 'Answer', list: 'Conversations', fresh: 'New conversation', search: 'Search conversations', restore: 'Undo', back: 'Go back to it', rename: 'Rename', remove: 'Delete', name: 'Name', saveName: 'Save', interrupted: /The page was closed before/, kept: 'Conversations stay in this browser until you sign out.' },
} as const;
type Words = (typeof WORDS)[keyof typeof WORDS];
const RU = WORDS['ru-RU'];

async function ask(page: Page, text: string, words: Words = RU): Promise<void> {
  await page.getByLabel(words.prompt).fill(text);
  await page.getByRole('button', { name: words.send, exact: true }).click();
}

async function openStudio(page: Page, words: Words = RU): Promise<void> {
  await page.goto('/studio');
  await page.locator('app-root[ng-version]').waitFor();
  await expect(page.getByLabel(words.prompt)).toBeVisible();
}

/** What is typed and asked is stored within a second. */
async function untilKept(page: Page, text: string): Promise<void> {
  await expect.poll(async () => (await dumpStorage(page)).includes(text), { timeout: 5_000 }).toBe(true);
}

/** An answer of which the first words come, and then nothing. */
async function hangingAnswer(page: Page, text: string): Promise<void> {
  await page.addInitScript(
    ([content, headers]) => {
      const original = globalThis.fetch;
      globalThis.fetch = async (input, init) => {
        if (!String(input).includes('/api/v1/chat/completions')) return original(input, init);
        const chunk = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;
        const body = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode(chunk)) });
        return new Response(body, { headers });
      };
    },
    [text, PLATFORM_PAID] as const,
  );
}

for (const [locale, words] of Object.entries(WORDS)) {
  for (const [device, viewport] of [['phone', { width: 390, height: 844 }], ['desktop', { width: 1440, height: 900 }]] as const) {
    test.describe(`${locale}, ${device}`, () => {
      test.use({ locale, viewport });

      test('conversation and draft survive a reload and a closed tab, and are listed, found, named, deleted and taken back by keyboard', async ({ page }) => {
        await answerWith(page, ANSWER, 'Второй ответ');
        await openStudio(page, words);
        await expect(page.getByText(words.kept)).toBeVisible();
        await ask(page, PROMPT, words);
        const answer = page.getByRole('region', { name: words.answer });
        await expect(answer).toContainText(ANSWER);
        await page.getByLabel(words.prompt).fill('не отправлено');
        await untilKept(page, 'не отправлено');
        await page.reload();
        await expect(answer).toContainText(ANSWER);
        await expect(page.getByLabel(words.prompt)).toHaveValue('не отправлено');

        const context = page.context();
        await page.close();
        const later = await context.newPage();
        await answerWith(later, 'Второй ответ');
        await openStudio(later, words);
        await expect(later.getByRole('region', { name: words.answer })).toContainText(ANSWER);

        await later.getByRole('button', { name: words.fresh }).click();
        await expect(later.getByText(ANSWER)).toHaveCount(0);
        await later.getByRole('button', { name: words.back }).click();
        await expect(later.getByRole('region', { name: words.answer })).toContainText(ANSWER);
        await later.getByRole('button', { name: words.fresh }).click();
        await ask(later, 'Другое дело', words);
        await expect(later.getByRole('region', { name: words.answer })).toContainText('Второй ответ');

        await later.getByRole('button', { name: words.list }).focus();
        await later.keyboard.press('Enter');
        const list = later.getByRole('dialog');
        await expect(list.getByRole('listitem')).toHaveCount(2);
        await expectAccessible(later, `list of conversations, ${locale}, ${device}`);
        await list.getByLabel(words.search).fill('ПОЛИВЕ');
        await expect(list.getByRole('listitem')).toHaveCount(1);
        await expect(list.getByRole('listitem')).toContainText(ANSWER);
        await list.getByRole('button', { name: new RegExp(`^${words.rename}`) }).press('Enter');
        await list.getByLabel(words.name, { exact: true }).fill('Мои цветы');
        await later.keyboard.press('Enter');
        await expect(list.getByRole('listitem')).toContainText('Мои цветы');

        const download = later.waitForEvent('download');
        await list.getByRole('button', { name: /Markdown/ }).press('Enter');
        const file = await download;
        expect(file.suggestedFilename()).toBe('Мои цветы.md');
        expect(await readFile(await file.path(), 'utf8')).toBe(`# Мои цветы\n\n> ${PROMPT}\n\n${ANSWER}\n`);

        await list.getByLabel(words.search).fill('');
        await list.getByRole('button', { name: new RegExp(`^${words.remove} .Мои цветы`) }).press('Enter');
        await expect(list.getByRole('listitem')).toHaveCount(1);
        await list.getByRole('button', { name: words.restore, exact: true }).press('Enter');
        await expect(list.getByRole('listitem')).toHaveCount(2);
        await list.getByRole('button', { name: /^Мои цветы/ }).press('Enter');
        await expect(list).toBeHidden();
        await expect(later.getByRole('region', { name: words.answer })).toContainText(ANSWER);
        await expect(later.getByRole('button', { name: words.list })).toBeFocused();
      });

      test('what had come before the page went is there, and marked', async ({ page }) => {
        await hangingAnswer(page, ANSWER);
        await openStudio(page, words);
        await ask(page, PROMPT, words);
        await expect(page.getByRole('region', { name: words.answer })).toContainText(ANSWER);
        await untilKept(page, ANSWER);
        await page.reload();
        const answer = page.getByRole('region', { name: words.answer });
        await expect(answer).toContainText(ANSWER);
        await expect(answer.getByText(words.interrupted)).toBeVisible();
        await expectAccessible(page, `cut answer, ${locale}, ${device}`);
      });
    });
  }
}

test('what was typed or asked in the very moment before a reload or a closed tab is there', async ({ page }) => {
  await hangingAnswer(page, ANSWER);
  await openStudio(page);
  await page.getByLabel('Ваш запрос').fill('Только что набрано');
  await page.reload();
  await expect(page.getByLabel('Ваш запрос')).toHaveValue('Только что набрано');
  await page.getByLabel('Ваш запрос').fill(PROMPT);
  await page.getByRole('button', { name: 'Отправить', exact: true }).click();
  await expect(page.locator('byok-exchange')).toHaveCount(1);
  const context = page.context();
  await page.close({ runBeforeUnload: true });
  const later = await context.newPage();
  await openStudio(later);
  await expect(later.locator('byok-exchange')).toContainText(PROMPT);
  await expect(later.getByText(/Страница закрылась раньше/)).toBeVisible();
  expect(await later.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('byok.left.')))).toEqual([]);
});

for (const [what, before, after] of [['with none before', '', 'А зимой?'], ['behind what stood there', 'Ещё вопрос:', 'Ещё вопрос:\nА зимой?']] as const) {
  test(`what is typed before a reloaded conversation is back goes on with it, ${what}`, async ({ page }) => {
    const asked = await answerWith(page, ANSWER);
    await openStudio(page);
    await ask(page, PROMPT);
    await expect(page.locator('byok-exchange')).toContainText(ANSWER);
    await page.getByLabel('Ваш запрос').fill(before);
    await untilKept(page, ANSWER);
    const release = await holdClient(page);
    await page.reload({ waitUntil: 'commit' });
    await page.getByLabel('Ваш запрос').fill('А зимой?');
    expect(await page.locator('app-root[ng-version]').count()).toBe(0);
    release();
    await expect(page.locator('byok-exchange')).toContainText(ANSWER);
    await expect(page.getByLabel('Ваш запрос')).toHaveValue(after);
    await page.getByRole('button', { name: 'Отправить', exact: true }).click();
    await expect(page.locator('byok-exchange')).toHaveCount(2);
    expect(asked[1]?.['messages']).toHaveLength(3);
    await page.getByRole('button', { name: 'Разговоры', exact: true }).click();
    await expect(page.locator('byok-conversation-list').getByRole('listitem')).toHaveCount(1);
  });
}

/** From the next load on the conversations' database answers nobody before `release`, which is called in the page. */
async function holdConversations(page: Page): Promise<() => Promise<void>> {
  await page.addInitScript(() => {
    const open = IDBFactory.prototype.open;
    const held: (() => void)[] = [];
    let isReleased = false;
    IDBFactory.prototype.open = function (...parts) {
      const request = open.apply(this, parts);
      if (!parts[0].startsWith('byok-conversations')) return request;
      request.addEventListener('success', (event) => {
        if (isReleased) return;
        event.stopImmediatePropagation();
        held.push(() => request.dispatchEvent(new Event('success')));
      });
      return request;
    };
    Object.assign(globalThis, {
      release: () => {
        isReleased = true;
        for (const answer of held) answer();
      },
    });
  });
  return () => page.evaluate(() => (globalThis as unknown as { release: () => void }).release());
}

for (const [what, goesOn] of [['goes on with it', true], ['begins a new one where the storage stays silent', false]] as const) {
  test(`what is sent before a reloaded conversation is back ${what}`, async ({ page }) => {
    const asked = await answerWith(page, ANSWER);
    await openStudio(page);
    await ask(page, PROMPT);
    await expect(page.locator('byok-exchange')).toContainText(ANSWER);
    await untilKept(page, ANSWER);
    const release = await holdConversations(page);
    await page.reload();
    await page.locator('app-root[ng-version]').waitFor();
    await ask(page, 'А зимой?');
    await expect(page.getByText(/возвращаем разговор/)).toBeVisible();
    expect(asked).toHaveLength(1);
    if (goesOn) await release();
    await expect(page.locator('byok-exchange')).toHaveCount(goesOn ? 2 : 1);
    await expect(page.locator('byok-exchange').last()).toContainText('А зимой?');
    await expect(page.getByLabel('Ваш запрос')).toHaveValue('');
    expect(asked[1]?.['messages']).toHaveLength(goesOn ? 3 : 1);
    if (!goesOn) await release();
    await page.getByRole('button', { name: 'Разговоры', exact: true }).click();
    await expect(page.locator('byok-conversation-list').getByRole('listitem')).toHaveCount(goesOn ? 1 : 2);
  });
}

test('with a vault, open or locked, a draft typed in the moment before a reload is there, of a closed tab all but the last letters, and never plain', async ({ page, keys }) => {
  const WRITTEN = 'Тайный черновик о розах, пионах и тюльпанах';
  const field = (tab: Page) => tab.getByLabel('Ваш запрос');
  const toStudio = async (tab: Page): Promise<void> => {
    await tab.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
    await expect(field(tab)).toBeVisible();
  };
  const open = async (tab: Page): Promise<void> => {
    await tab.goto('/settings/keys');
    await new KeysScreen(tab).unlock(VAULT_PASSWORD);
    await toStudio(tab);
  };
  await keys.createVault(VAULT_PASSWORD);
  await toStudio(page);
  await field(page).pressSequentially(WRITTEN, { delay: 10 });
  await page.reload();
  await expect(field(page)).toBeVisible();
  expect((await dumpStorage(page)).includes('Тайный')).toBe(false);
  await open(page);
  await expect(field(page)).toHaveValue(WRITTEN);

  // Locked: it begins another conversation, which is there once the vault is open.
  await page.goto('/studio');
  await expect(page.getByRole('heading', { name: 'Прежние разговоры закрыты' })).toBeVisible();
  await field(page).pressSequentially(`${WRITTEN} и ирисах`, { delay: 10 });
  await page.reload();
  await expect(field(page)).toBeVisible();
  expect((await dumpStorage(page)).includes('Тайный')).toBe(false);
  await open(page);
  await expect(field(page)).toHaveValue(`${WRITTEN} и ирисах`);

  // A tab that is closed asks nobody and waits for nothing.
  await field(page).pressSequentially(', а также о лилиях', { delay: 60 });
  const context = page.context();
  await page.close();
  const later = await context.newPage();
  await open(later);
  await expect(field(later)).toHaveValue(/^Тайный черновик о розах, пионах и тюльпанах и ирисах, а также о л/);
});

test('a locked vault offers no way back to what was left while it was open, only to what was begun since', async ({ page, keys }) => {
  await answerWith(page, ANSWER);
  await keys.createVault(VAULT_PASSWORD);
  await page.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
  const answer = page.getByRole('region', { name: 'Ответ' });
  const back = page.getByRole('button', { name: RU.back });
  await ask(page, PROMPT);
  await expect(answer).toContainText(ANSWER);
  await page.getByRole('button', { name: RU.fresh }).click();
  await expect(back).toBeVisible();
  await keys.lock();
  await expect(page.getByRole('heading', { name: 'Прежние разговоры закрыты' })).toBeVisible();
  await expect(back).toHaveCount(0);
  await ask(page, `${PROMPT}, второй`);
  await expect(answer).toContainText(ANSWER);
  await page.getByRole('button', { name: RU.fresh }).click();
  await back.click();
  await expect(answer).toContainText(ANSWER);
});

test('the way down lies on none of the buttons beside a question, wherever one reads', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 800 });
  await answerWith(page, 'Строка.\n\n'.repeat(40));
  await openStudio(page);
  await ask(page, PROMPT);
  await expect(page.getByRole('region', { name: 'Ответ' })).toContainText('Строка.');
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(0);
  await page.mouse.move(500, 300);
  await page.mouse.wheel(0, -20_000);
  const down = await page.getByRole('button', { name: 'Вниз, к концу ответа' }).boundingBox();
  const edit = await page.getByRole('button', { name: 'Изменить вопрос' }).boundingBox();
  expect((down?.x ?? Infinity) + (down?.width ?? 0)).toBeLessThan(edit?.x ?? 0);
});

test('a reload in the middle of an answer blames no provider', async ({ page }) => {
  await openStudio(page);
  await ask(page, PROMPT);
  await expect(page.locator('byok-exchange [aria-busy=true]')).toContainText(/\S{3}/);
  await page.reload();
  await expect(page.getByText(/Страница закрылась раньше/)).toBeVisible();
  await expect(page.getByText(/оборвался у провайдера/)).toHaveCount(0);
});

test('what a page left plain is encrypted by the vault that is made next, on any page', async ({ page, keys }) => {
  await openStudio(page);
  await page.getByLabel('Ваш запрос').fill('Тайный черновик о цветах');
  await page.goto('/settings/keys');
  await keys.createVault(VAULT_PASSWORD);
  await expect.poll(async () => (await dumpStorage(page)).includes('Тайный черновик')).toBe(false);
  await page.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
  await expect(page.getByLabel('Ваш запрос')).toHaveValue('Тайный черновик о цветах');
});

test('another answer, another model and other words stand beside the earlier ones; the rest can be asked for', async ({ page }) => {
  const asked = await answerWith(page, { content: 'Первый', finish: 'length' }, 'Второй', 'Третий', 'Четвёртый');
  await openStudio(page);
  await ask(page, PROMPT);
  const answer = page.getByRole('region', { name: 'Ответ' });
  await page.getByRole('button', { name: 'Продолжить', exact: true }).click();
  await expect(answer).toHaveCount(2);
  await expect(answer.nth(1)).toContainText('Второй');
  await answer.first().getByRole('button', { name: 'Ещё вариант' }).click();
  await expect(answer).toHaveCount(1);
  await expect(answer).toContainText('Третий');
  const group = page.getByRole('group', { name: 'Варианты этого вопроса' });
  await expect(group).toContainText('2 из 2');
  await group.getByRole('button', { name: 'Предыдущий вариант' }).press('Enter');
  await expect(answer).toHaveCount(2);
  await expect(answer.first()).toContainText('Первый');
  await page.getByRole('button', { name: 'Изменить вопрос' }).first().click();
  await page.getByLabel('Вопрос другими словами').fill('Иначе');
  await page.getByRole('button', { name: 'Спросить', exact: true }).click();
  await expect(answer).toHaveCount(1);
  await expect(answer).toContainText('Четвёртый');
  await expect(group).toContainText('3 из 3');
  expect(asked.map(({ messages }) => (messages as unknown[]).length)).toEqual([1, 3, 1, 1]);
  await page.waitForTimeout(900);
  await page.reload();
  await expect(answer).toContainText('Четвёртый');
  await expect(group).toContainText('3 из 3');
});

test('an answer that a provider broke off says so, and keeps what came', async ({ page }) => {
  await page.route('**/api/v1/chat/completions', (route) =>
    route.fulfill({ headers: PLATFORM_PAID, body: `${chatStream(ANSWER, null)}data: ${JSON.stringify({ error: { message: 'gone', code: 'provider_unavailable' } })}\n\n` }),
  );
  await openStudio(page);
  await ask(page, PROMPT);
  const answer = page.getByRole('region', { name: 'Ответ' });
  await expect(answer.getByText('Ответ оборвался у провайдера')).toBeVisible();
  await expect(answer).toContainText(ANSWER);
  await expect(answer.getByRole('button', { name: 'Продолжить', exact: true })).toBeVisible();
});

test('an answer that a lost connection broke off blames no provider, and keeps what came', async ({ page }) => {
  await page.route('**/api/v1/chat/completions', (route) => route.fulfill({ headers: PLATFORM_PAID, body: chatStream(ANSWER, null) }));
  await openStudio(page);
  await ask(page, PROMPT);
  const answer = page.getByRole('region', { name: 'Ответ' });
  await expect(answer.getByText('Ответ оборвался', { exact: true })).toBeVisible();
  await expect(answer).toContainText(ANSWER);
  await expect(answer.getByText(/провайдер/)).toHaveCount(0);
  await expect(answer.getByRole('button', { name: 'Продолжить', exact: true })).toBeVisible();
});

/** Whether any storage of the page's origin holds the words. */
async function holds(page: Page): Promise<{ prompt: boolean; answer: boolean }> {
  const stored = await dumpStorage(page);
  return { prompt: stored.includes(PROMPT), answer: stored.includes(ANSWER) };
}

test('a vault encrypts what was plain; locked, it takes in and gives nothing out; deleted, it takes the conversations along', async ({ page, keys }) => {
  await answerWith(page, ANSWER);
  await openStudio(page);
  await ask(page, PROMPT);
  await untilKept(page, ANSWER);
  expect(await holds(page)).toEqual({ prompt: true, answer: true });

  await keys.createVault(VAULT_PASSWORD);
  await expect.poll(() => holds(page)).toEqual({ prompt: false, answer: false });
  await keys.addKey('openai', KEY);
  await page.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
  const answer = page.getByRole('region', { name: 'Ответ' });
  await expect(answer).toContainText(ANSWER);

  await page.reload();
  await expect(page.getByRole('heading', { name: 'Прежние разговоры закрыты' })).toBeVisible();
  await expect(answer).toHaveCount(0);
  await page.getByLabel('Ваш запрос').fill(`${PROMPT}, второй`);
  await page.getByRole('button', { name: 'Отправить', exact: true }).click();
  await expect(page.locator('.held')).toHaveText(`${PROMPT}, второй`);
  await page.getByRole('button', { name: 'Отправить без моего ключа' }).click();
  await expect(answer).toContainText(ANSWER);
  await page.waitForTimeout(900);
  expect(await holds(page)).toEqual({ prompt: false, answer: false });

  await page.reload();
  await page.getByRole('button', { name: 'Открыть сейф', exact: true }).click();
  await page.getByRole('main').getByLabel('Пароль сейфа', { exact: true }).fill(VAULT_PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByText(`${PROMPT}, второй`)).toBeVisible();
  await page.getByRole('button', { name: 'Разговоры' }).click();
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(2);
  await page.keyboard.press('Escape');

  await page.getByRole('navigation').getByRole('link', { name: 'Ключи ИИ' }).click();
  await page.getByText('Удалить сейф', { exact: true }).click();
  await expect(page.getByText(/Ключи и разговоры исчезнут из этого браузера/)).toBeVisible();
  await keys.confirmReset();
  await page.goto('/studio');
  await page.getByRole('button', { name: 'Разговоры' }).click();
  await expect(page.getByRole('dialog').getByText('Здесь появятся ваши разговоры.')).toBeVisible();
});

test('two tabs: an answer that the other one writes is not called cut, and arrives here', async ({ page }) => {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await answerWith(page, ANSWER);
  await openStudio(page);
  await ask(page, PROMPT);
  await untilKept(page, ANSWER);
  await page.route('**/api/v1/chat/completions', async (route) => {
    await released;
    await route.fulfill({ headers: PLATFORM_PAID, body: chatStream('Из первой вкладки') });
  });
  await ask(page, 'Ещё вопрос');
  await untilKept(page, 'Ещё вопрос');

  const other = await page.context().newPage();
  await openStudio(other);
  // The one conversation is shown already: a second tab begins a new one.
  await expect(other.getByRole('region', { name: 'Ответ' })).toHaveCount(0);
  await other.getByRole('button', { name: 'Разговоры' }).click();
  await other.getByRole('dialog').getByRole('button', { name: new RegExp(`^${PROMPT}`) }).click();
  await expect(other.getByText('Этот ответ сейчас пишется в другой вкладке.')).toBeVisible();
  release();
  await expect(other.getByText('Из первой вкладки')).toBeVisible();
  await expect(other.getByText('Этот ответ сейчас пишется в другой вкладке.')).toHaveCount(0);
});

/** Another tab of the same account, with its list of conversations open: the one that `page` shows is in it. */
async function secondTabOf(page: Page): Promise<Page> {
  await answerWith(page, ANSWER);
  await openStudio(page);
  await ask(page, PROMPT);
  await untilKept(page, ANSWER);
  const other = await page.context().newPage();
  await openStudio(other);
  await other.getByRole('button', { name: 'Разговоры' }).click();
  return other;
}

test('two tabs of one conversation show one draft: neither overwrites unseen what the other has typed', async ({ page }) => {
  const other = await secondTabOf(page);
  await other.getByRole('dialog').getByRole('button', { name: new RegExp(`^${PROMPT}`) }).click();
  await expect(other.getByRole('region', { name: 'Ответ' })).toContainText(ANSWER);

  await page.getByLabel('Ваш запрос').fill('Набрано в первой');
  await expect(other.getByLabel('Ваш запрос')).toHaveValue('Набрано в первой');
  await other.getByLabel('Ваш запрос').fill('Набрано в первой, дописано во второй');
  await expect(page.getByLabel('Ваш запрос')).toHaveValue('Набрано в первой, дописано во второй');
  await page.reload();
  await expect(page.getByLabel('Ваш запрос')).toHaveValue('Набрано в первой, дописано во второй');
  await page.getByRole('button', { name: 'Отправить', exact: true }).click();
  await expect(other.getByLabel('Ваш запрос')).toHaveValue('');
});

test('two tabs: a conversation that the one deletes and the other goes on with is kept whole', async ({ page }) => {
  const other = await secondTabOf(page);
  await other.getByRole('dialog').getByRole('button', { name: `Удалить «${PROMPT}»` }).click();
  await expect.poll(async () => (await dumpStorage(other)).includes(ANSWER)).toBe(false);
  await other.close();

  await answerWith(page, 'Ответ после удаления');
  await ask(page, 'Ещё вопрос');
  await untilKept(page, 'Ответ после удаления');
  await page.reload();
  await expect(page.getByRole('region', { name: 'Ответ' })).toHaveText([new RegExp(ANSWER), /Ответ после удаления/]);
});

test('a request is saved by name, used again, and deleted, which can be taken back', async ({ page }) => {
  await openStudio(page);
  await page.getByLabel('Ваш запрос').fill('Составь тест по теме: \nДля новичков.');
  await page.getByRole('button', { name: 'Мои заготовки' }).press('Enter');
  const prompts = page.getByRole('dialog');
  await prompts.getByLabel('Название для написанного запроса').fill('Тест');
  await page.keyboard.press('Enter');
  await expect(prompts.getByRole('listitem')).toContainText('Составь тест');
  await expectAccessible(page, 'saved prompts');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Мои заготовки' })).toBeFocused();
  await page.getByLabel('Ваш запрос').fill('');
  await page.reload();
  await page.getByRole('button', { name: 'Мои заготовки' }).click();
  await prompts.getByRole('button', { name: 'Удалить «Тест»' }).click();
  await expect(prompts.getByRole('listitem')).toHaveCount(0);
  await prompts.getByRole('button', { name: 'Вернуть' }).click();
  await prompts.getByRole('button', { name: /^Тест/ }).click();
  await expect(page.getByLabel('Ваш запрос')).toHaveValue('Составь тест по теме: \nДля новичков.');
  await expect(page.getByLabel('Ваш запрос')).toBeFocused();
});

async function storages(page: Page): Promise<{ local: string[]; session: string[]; databases: string[] }> {
  return page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name?.replace(/-[0-9a-f-]{36}$/, '') ?? ''),
  }));
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Меню аккаунта' }).click();
  await page.getByRole('button', { name: 'Выйти' }).click();
  await expect(page.getByRole('button', { name: 'Войти' })).toBeVisible();
}

async function signedInAnew(context: BrowserContext, name: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto('/register');
  await page.getByLabel('Электронная почта').fill(`${name}-${Date.now()}@school.example`);
  await page.getByLabel('Пароль', { exact: true }).fill('account-password-of-the-e2e-run');
  await page.getByRole('button', { name: 'Создать аккаунт' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();
  return page;
}

test.describe('after sign-out', () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  test('nothing of a conversation stays without a vault, and with one only what it encrypts', async ({ context }) => {
    const page = await signedInAnew(context, 'plain');
    await answerWith(page, ANSWER);
    await openStudio(page);
    await ask(page, PROMPT);
    await untilKept(page, ANSWER);
    await signOut(page);
    expect(await storages(page)).toEqual({ local: [], session: [], databases: [] });
    await page.close();

    const other = await signedInAnew(context, 'sealed');
    await answerWith(other, ANSWER);
    await new KeysScreen(other).createVault(VAULT_PASSWORD);
    await other.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
    await ask(other, PROMPT);
    await expect(other.getByRole('region', { name: 'Ответ' })).toContainText(ANSWER);
    await other.waitForTimeout(900);
    await signOut(other);
    const { databases, ...rest } = await storages(other);
    expect(rest).toEqual({ local: [], session: [] });
    expect(databases.sort()).toEqual(['byok-conversations', 'byok-vault']);
    expect(await holds(other)).toEqual({ prompt: false, answer: false });
  });
});
