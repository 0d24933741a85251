import { expect, type Page } from '@playwright/test';
import { hand, pdfFile, photo, textFile } from '../support/attached-files.js';
import { ACCOUNT_PASSWORD, VAULT_PASSWORD } from '../support/fixtures.js';
import { ADMIN } from '../support/application.js';

/** Words by which the pages are used, in both languages. */
export const WORDS = {
  ru: { prompt: 'Ваш запрос', send: 'Отправить', lock: 'Закрыть сейф', text: 'Текст', start: 'Создать курс' },
  en: { prompt: 'Your request', send: 'Send', lock: 'Lock the vault', text: 'Text', start: 'Create the course' },
} as const;
export type Language = keyof typeof WORDS;

export interface ScreenState {
  readonly name: string;
  /** Selector of what is looked at in the window, with what lies over the page; absent: all of the page, from its top. */
  readonly place?: string;
  /** Brings the page into this state from the one before. */
  reach(page: Page, language: Language): Promise<void>;
}

const LECTURE = 'Сегодня говорим о комнатных растениях: о свете, поливе, земле и вредителях. Начнём со света: восточное окно подходит почти всем. '.repeat(12);

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('app-root[ng-version]').waitFor();
}

const visit = (name: string, path: string): ScreenState => ({ name, reach: (page) => open(page, path) });

/** A request with the XSRF token of the page's session. */
async function request(page: Page, method: 'POST' | 'PATCH', path: string, data: object): Promise<Record<string, unknown>> {
  const token = (await page.context().cookies()).find(({ name }) => name === 'XSRF-TOKEN')?.value ?? '';
  const answer = await page.request.fetch(path, { method, data, headers: { 'x-xsrf-token': token } });
  expect(answer.ok()).toBe(true);
  return (await answer.json()) as Record<string, unknown>;
}

async function takeModel(page: Page, name: string): Promise<void> {
  await page.locator('byok-model-choice button.choice').click();
  await page.locator('byok-model-list input').fill(name);
  await page.keyboard.press('Enter');
  await expect(page.locator('byok-model-choice button.choice')).toContainText(name);
}

async function finishedCourse(page: Page): Promise<string> {
  const { id } = await request(page, 'POST', '/api/jobs', { type: 'course', transcript: LECTURE });
  await expect.poll(async () => ((await (await page.request.get(`/api/jobs/${String(id)}`)).json()) as { status: string }).status, { timeout: 60_000 }).toBe('completed');
  return String(id);
}

/** The pages of the client in their states, in an order in which each leads to the next. */
export const STATES: readonly ScreenState[] = [
  visit('01-start', '/'),
  visit('02-data', '/data'),
  {
    name: '03-sign-in',
    async reach(page) {
      await open(page, '/sign-in');
      await page.locator('details.forgotten summary').click();
    },
  },
  visit('04-register', '/register?demo=1'),
  {
    name: '05-studio-newcomer',
    async reach(page) {
      await page.goto('/register');
      await page.locator('input[type=email]').fill(`a-rather-long-name-of-an-author-${Date.now()}@a-school-with-a-long-name.example`);
      await page.locator('input[name=password]').fill(ACCOUNT_PASSWORD);
      await page.locator('button[type=submit]').click();
      await page.locator('byok-first-steps section').waitFor();
    },
  },
  {
    name: '06-studio-answer',
    async reach(page, language) {
      await page.getByLabel(WORDS[language].prompt).fill('Назови три темы для урока о цветах');
      await page.getByRole('button', { name: WORDS[language].send }).click();
      await expect(page.locator('byok-exchange [aria-busy=false]').first()).toBeVisible({ timeout: 30_000 });
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    },
  },
  { name: '06b-studio-typing', reach: (page) => page.locator('byok-composer textarea').focus() },
  {
    name: '06c-studio-attachments',
    place: 'byok-composer',
    async reach(page) {
      await page.locator('byok-attach-button input').setInputFiles([
        { name: 'a-text-with-a-rather-long-name-that-no-chip-has-room-for.txt', mimeType: 'text/plain', buffer: Buffer.from(LECTURE) },
        { name: 'program.bin', mimeType: '', buffer: Buffer.from([0, 1, 2]) },
      ]);
      await page.locator('byok-attachment-list .problem').waitFor();
    },
  },
  {
    name: '06d-studio-drop',
    place: 'byok-composer',
    reach: (page) => hand(page.getByRole('heading', { level: 1 }), 'dragover', [textFile('notes.txt', LECTURE)]),
  },
  {
    name: '06e-studio-unseeing-model',
    place: 'byok-composer',
    async reach(page) {
      await page.evaluate(() => document.dispatchEvent(new DragEvent('dragleave')));
      await page.locator('byok-attach-button input').setInputFiles([await photo(page, 'roses.jpg', 1_200, 900)]);
      await page.locator('byok-composer textarea').blur();
      await takeModel(page, 'GLM-4.7-Flash');
      await page.locator('byok-unseeing-model').waitFor();
    },
  },
  {
    name: '06f-studio-sent-files',
    place: 'byok-exchange .question',
    async reach(page, language) {
      await takeModel(page, 'gpt-6-luna');
      await page.locator('byok-attach-button input').setInputFiles([pdfFile('guide.pdf', 'Roses need sun'), await photo(page, 'leaves.png', 600, 900)]);
      await page.getByLabel(WORDS[language].prompt).fill('Что на этих фотографиях, и что о них сказано в тексте?');
      await page.getByRole('button', { name: WORDS[language].send, exact: true }).click();
      await expect(page.locator('byok-exchange [aria-busy=false]')).toHaveCount(2, { timeout: 30_000 });
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    },
  },
  { name: '06g-studio-picture', place: 'dialog[open]', reach: (page) => page.locator('byok-exchange .picture').first().click() },
  visit('07-courses-empty', '/courses'),
  visit('08-new-course', '/courses/new'),
  {
    name: '09-new-course-text',
    async reach(page, language) {
      await page.getByRole('radio', { name: WORDS[language].text }).click();
      await page.locator('textarea').first().fill(LECTURE);
    },
  },
  {
    name: '10-course',
    reach: async (page) => open(page, `/courses/${await finishedCourse(page)}`),
  },
  visit('11-courses', '/courses'),
  visit('12-keys-no-vault', '/settings/keys'),
  {
    name: '13-keys-empty-vault',
    async reach(page) {
      const fields = page.getByRole('main').locator('input[type=password]');
      await fields.nth(0).fill(VAULT_PASSWORD);
      await fields.nth(1).fill(VAULT_PASSWORD);
      await page.getByRole('main').locator('form button[type=submit]').first().click();
      await page.locator('byok-vault-status .state.open').waitFor();
    },
  },
  {
    name: '13b-keys-form',
    place: 'byok-key-form',
    async reach(page) {
      await page.locator('byok-key-card').nth(1).locator('.actions button').click();
      await page.locator('byok-key-form input').first().fill('OPENAI_API_KEY="sk-ant-sandbox-demo"');
      await page.locator('byok-key-form .proposal').waitFor();
    },
  },
  {
    name: '13c-keys',
    async reach(page) {
      await page.locator('byok-key-form .byok-row button[type=button]').click();
      for (const [provider, key] of [[0, 'sandbox-demo'], [1, 'sk-sandbox-nocredit']] as const) {
        const card = page.locator('byok-key-card').nth(provider);
        await card.locator('.actions button').click();
        await card.locator('byok-key-form input').first().fill(key);
        await card.locator('byok-key-form button[type=submit]').click();
        await expect(card.locator('byok-key-form')).toHaveCount(0);
      }
      await page.waitForLoadState('networkidle');
    },
  },
  {
    name: '14-keys-locked',
    async reach(page) {
      await page.locator('byok-vault-status .act').click();
      await page.locator('byok-vault-status button.state').waitFor();
    },
  },
  {
    name: '15-account',
    async reach(page) {
      await open(page, '/account');
      for (const summary of await page.locator('byok-password-section summary, byok-leaving-section summary').all()) await summary.click();
    },
  },
  visit('15b-spending', '/spending'),
  {
    name: '15c-studio-offline',
    async reach(page) {
      await page.route('**/api/**', (route) => route.abort());
      await open(page, '/studio');
    },
  },
  {
    name: '15d-spending-offline',
    async reach(page) {
      await open(page, '/spending');
      await page.unroute('**/api/**');
    },
  },
  visit('16-not-found', '/nowhere'),
  {
    name: '17-admin-users',
    async reach(page) {
      await page.context().clearCookies();
      expect((await page.request.post('/api/auth/login', { data: ADMIN })).ok()).toBe(true);
      await open(page, '/admin/users');
    },
  },
  visit('18-admin-invites', '/admin/invites'),
  visit('19-admin-metrics', '/admin/metrics'),
];
