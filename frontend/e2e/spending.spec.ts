import type { Page } from '@playwright/test';
import type { JobView } from '#contracts';
import { expectAccessible } from './support/accessible.js';
import { registerAccount } from './support/accounts.js';
import { KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';
import type { KeysScreen } from './support/keys-screen.js';

const LECTURE =
  'Сегодня говорим о том, как ухаживать за комнатными цветами. Сначала разберём полив: когда и сколько. ' +
  'Потом поговорим о свете и о том, куда ставить горшок. В конце научимся пересаживать растение без вреда для корней.';

const WORDS = {
  ru: { account: 'Аккаунт', open: 'Открыть расходы', day: 'В день, ₽', save: 'Сохранить лимит', saved: 'Лимит сохранён', none: 'без лимита', held: 'Ваш лимит расходов остановил этот запрос', link: 'К своему лимиту', goOn: 'Сохранить и продолжить курс', spent: /\d\s₽ из 100\s₽/, outside: 'По курсам', other: /Помог другой ваш ключ, OpenAI/ },
  en: { account: 'Account', open: 'Open spending', day: 'A day, ₽', save: 'Save the limit', saved: 'The limit is saved', none: 'no limit', held: 'Your own spending limit holds this call back', link: 'To your limit', goOn: 'Save and go on with the course', spent: /₽[\d.]+ of ₽100/, outside: 'By course', other: /Another key of yours stepped in, OpenAI/ },
} as const;
type Language = keyof typeof WORDS;

test.use({ storageState: { cookies: [], origins: [] } });

/** Keys are put in in Russian; then the page is in this language, the vault still open. */
async function speak(page: Page, language: Language): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Аккаунт' }).click();
  if (language === 'en') await page.locator('byok-account-page').getByRole('button', { name: 'English' }).click();
}

async function makeCourse(page: Page): Promise<string> {
  await page.getByRole('navigation').getByRole('link', { name: /^(Курсы|Courses)$/ }).click();
  await page.getByRole('main').getByRole('link', { name: /Новый курс|Создать первый курс|New course|Create .*course/ }).click();
  await page.getByRole('radio', { name: /^(Текст|Text)$/ }).click();
  await page.locator('textarea').first().fill(LECTURE);
  await page.getByRole('main').locator('button[mat-flat-button], button.mat-mdc-unelevated-button').last().click();
  await page.waitForURL(/\/courses\/[0-9a-f-]{36}$/);
  return page.url().split('/').at(-1) ?? '';
}

const jobOf = async (page: Page, id: string) => (await (await page.request.get(`/api/jobs/${id}`)).json()) as JobView;

async function addSecondKey(keys: KeysScreen, key: string): Promise<void> {
  const card = keys.card('openai');
  await card.getByRole('button', { name: 'Добавить ещё ключ OpenAI' }).click();
  await card.getByLabel('Ключ OpenAI', { exact: true }).fill(key);
  await card.getByRole('button', { name: 'Сохранить и проверить' }).click();
  await expect(card.locator('byok-stored-key')).toHaveCount(2);
  await expect(card.locator('byok-stored-key').nth(1)).toContainText('Работает');
}

for (const language of ['ru', 'en'] as const) {
  const words = WORDS[language];

  test(`a limit stops a course, and once it is raised the course goes on (${language})`, async ({ page, keys }) => {
    await registerAccount(page, `limit-${language}`);
    await keys.createVault(VAULT_PASSWORD);
    await keys.addKey('openai', KEY);
    await speak(page, language);
    await page.getByRole('link', { name: words.open }).click();
    const limit = page.locator('byok-limit-section');
    await expect(limit.getByText(words.none).first()).toBeVisible();
    await limit.getByLabel(words.day).fill('1,9');
    await limit.getByRole('button', { name: words.save }).click();
    await expect(limit.getByText(words.saved)).toBeVisible();

    const id = await makeCourse(page);
    await expect(page.getByText(words.held)).toBeVisible({ timeout: 40_000 });
    await expect(page.getByRole('link', { name: words.link })).toHaveAttribute('href', '/spending');
    const stopped = await jobOf(page, id);
    expect(stopped).toMatchObject({ status: 'failed', stage: 'lesson', error: { code: 'own_limit_reached' } });
    expect(stopped.receipts.every(({ credentialSource }) => credentialSource === 'byok')).toBe(true);
    await expectAccessible(page, 'a course that the limit stopped');

    const raise = page.locator('byok-limit-panel');
    await raise.getByLabel(words.day).fill('100');
    await raise.getByRole('button', { name: words.goOn }).click();
    await expect.poll(async () => (await jobOf(page, id)).status, { timeout: 40_000 }).toBe('completed');
    expect((await jobOf(page, id)).receipts.every(({ credentialSource }) => credentialSource === 'byok')).toBe(true);

    await page.getByRole('navigation').getByRole('link', { name: words.account }).click();
    await page.getByRole('link', { name: words.open }).click();
    await expect(limit.getByText(words.spent)).toBeVisible();
    await expect(page.getByRole('heading', { name: words.outside })).toBeVisible();
    await expectAccessible(page, 'spending');
  });

  test(`a second key takes over in the middle of a course (${language})`, async ({ page, keys }) => {
    await registerAccount(page, `second-${language}`);
    await keys.createVault(VAULT_PASSWORD);
    await keys.addKey('openai', `${KEY}-${language}${Date.now()}-lasts-3`);
    await addSecondKey(keys, KEY);
    await speak(page, language);
    const id = await makeCourse(page);
    await expect.poll(async () => (await jobOf(page, id)).status, { timeout: 40_000 }).toBe('completed');
    const attempts = (await jobOf(page, id)).receipts.map((receipt) => receipt.attempts);
    expect(attempts[0]).toBe('byok:openai:ok');
    expect(attempts).toContain('byok:openai:key_no_credit,byok-2:openai:ok');
    expect(attempts.join()).not.toContain('platform');
    await page.getByText(/Как готовился курс|How the course was made/).click();
    await expect(page.getByText(words.other).first()).toBeVisible();
  });
}
