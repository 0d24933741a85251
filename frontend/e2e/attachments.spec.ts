import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.js';
import { answerWith } from './support/answers.js';
import { PLACE, choose, hand, pdfFile, photo, textFile } from './support/attached-files.js';
import { dumpStorage } from './support/browser-storage.js';
import { KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';

const WORDS = {
  'ru-RU': {
    prompt: 'Ваш запрос', attach: 'Приложить файлы', draft: 'Вложения к вопросу', sent: 'Приложено', send: 'Отправить', answer: 'Ответ', remove: /^Убрать /, show: /^Показать розы/,
    open: /Вложения добавят к цене ответа/, both: /Файлы добавят к цене ответа ≈ .*₽, картинки ещё/, again: /снова уйдут файлы/, model: /^Модель/, search: 'Найти модель',
    unseen: 'модель не видит картинки', blind: 'GLM-4.7-Flash не принимает картинки.', removePictures: 'Убрать картинки', auto: 'Подобрать модель автоматически', pages: '1 страница',
    problems: [/Это не текст в UTF-8/, /похоже, это скан/, /Текст больше 1 МБ/, /Сохраните документ как PDF/, /PDF повреждён/, /Браузер не открывает такую картинку/],
  },
  'en-US': {
    prompt: 'Your request', attach: 'Attach files', draft: 'Attached to the question', sent: 'Attached', send: 'Send', answer: 'Answer', remove: /^Remove /, show: /^Show розы/,
    open: /The attachments add to the price/, both: /The files add ≈ .*₽.* to the price of the answer, the pictures some more/, again: /go along with the question again/, model: /^Model/, search: 'Find a model',
    unseen: 'the model sees no pictures', blind: 'GLM-4.7-Flash takes no pictures.', removePictures: 'Remove the pictures', auto: 'Choose a model automatically', pages: '1 page',
    problems: [/This is no text in UTF-8/, /it looks like a scan/, /This text is larger than 1 MB/, /Save the document as PDF/, /The PDF is damaged/, /The browser can’t open this picture/],
  },
} as const;
type Words = (typeof WORDS)[keyof typeof WORDS];
const RU = WORDS['ru-RU'];

interface Part {
  type: string;
  text?: string;
  image_url?: { url: string };
}

async function openStudio(page: Page, words: Words = RU): Promise<void> {
  await page.goto('/studio');
  await page.locator('app-root[ng-version]').waitFor();
  await expect(page.getByLabel(words.prompt)).toBeVisible();
  await expect(page.getByRole('button', { name: words.attach })).toBeVisible();
}

function drafted(page: Page, words: Words = RU): Locator {
  return page.getByRole('list', { name: words.draft }).getByRole('listitem');
}

async function takeModel(page: Page, name: string, words: Words = RU): Promise<void> {
  // While somebody types on a phone the model is folded away, behind a button whose name begins in the same way.
  await page.getByLabel(words.prompt).blur();
  const model = page.locator('byok-model-choice').getByRole('button', { name: words.model });
  await model.click();
  await page.getByRole('combobox', { name: words.search }).fill(name);
  await page.keyboard.press('Enter');
  await expect(model).toContainText(name);
}

/** The parts of the n-th message of a request. */
function partsOf(body: Record<string, unknown> | undefined, message = 0): Part[] {
  return ((body?.['messages'] as { content: Part[] }[] | undefined) ?? [])[message]?.content ?? [];
}

async function sizeOf(page: Page, address: string): Promise<{ width: number; height: number }> {
  return page.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    return { width: image.naturalWidth, height: image.naturalHeight };
  }, address);
}

for (const [locale, words] of Object.entries(WORDS)) {
  for (const [device, viewport] of [['phone', { width: 390, height: 844 }], ['desktop', { width: 1440, height: 900 }]] as const) {
    test.describe(`${locale}, ${device}`, () => {
      test.use({ locale, viewport });

      test('picture, PDF and text are chosen by keyboard, survive a reload before and after sending, and go along with later questions', async ({ page }) => {
        const asked = await answerWith(page, 'Розы', 'Много солнца');
        await openStudio(page, words);
        const button = page.getByRole('button', { name: words.attach });
        await choose(button, await photo(page, 'розы.jpg', 4_000, 3_000), pdfFile('guide.pdf', 'Roses need sun'), textFile('цены.csv', 'роза;100'), textFile('лишний.md', 'лишнее'));
        await expect(drafted(page, words)).toHaveCount(4);
        await expect(drafted(page, words).nth(1)).toContainText(words.pages);
        await drafted(page, words).nth(3).getByRole('button', { name: words.remove }).press('Enter');
        await expect(drafted(page, words)).toHaveCount(3);
        await expect(drafted(page, words).nth(2).getByRole('button', { name: words.remove })).toBeFocused();
        await expect(page.getByText(words.open)).toBeVisible();
        await takeModel(page, 'gpt-6-luna', words);
        await expect(page.getByText(words.both)).toBeVisible();
        await expectAccessible(page, `attachments, ${locale}, ${device}`);
        await expect.poll(async () => (await dumpStorage(page)).includes('Roses need sun'), { timeout: 8_000 }).toBe(true);
        await page.reload();
        await expect(drafted(page, words)).toHaveCount(3);

        await page.getByLabel(words.prompt).fill('Что это?');
        await page.getByRole('button', { name: words.send, exact: true }).click();
        await expect(page.getByRole('region', { name: words.answer })).toContainText('Розы');
        await expect(drafted(page, words)).toHaveCount(0);
        const [picture, guide, prices, question] = partsOf(asked[0]);
        expect(picture?.image_url?.url).toMatch(/^data:image\/jpeg;base64,/);
        expect(await sizeOf(page, picture?.image_url?.url ?? '')).toEqual({ width: 1_920, height: 1_440 });
        expect(Buffer.from(picture?.image_url?.url.split(',')[1] ?? '', 'base64').includes(PLACE)).toBe(false);
        expect(guide?.text).toBe('<file name="guide.pdf">\nRoses need sun\n</file>');
        expect(prices?.text).toBe('<file name="цены.csv">\nроза;100\n</file>');
        expect(question).toEqual({ type: 'text', text: 'Что это?' });

        const sent = page.getByRole('list', { name: words.sent }).getByRole('listitem');
        await expect(sent).toHaveCount(3);
        await page.waitForTimeout(1_200);
        await page.reload();
        await expect(sent).toHaveCount(3);
        await sent.first().getByRole('button', { name: words.show }).press('Enter');
        await expect(page.getByRole('dialog', { name: 'розы.jpg' }).getByRole('img')).toBeVisible();
        await expect(page.getByRole('dialog').getByText('розы.jpg')).toBeVisible();
        await page.keyboard.press('Escape');
        await expect(page.getByText(words.again)).toBeVisible();
        await expectAccessible(page, `attachments that were sent, ${locale}, ${device}`);
        await page.getByLabel(words.prompt).fill('Что им нужно?');
        await page.getByRole('button', { name: words.send, exact: true }).click();
        await expect(page.getByRole('region', { name: words.answer }).last()).toContainText('Много солнца');
        expect(partsOf(asked[1]).map(({ type }) => type)).toEqual(['image_url', 'text', 'text', 'text']);
      });

      test('a model that sees no pictures is said before sending, with the ways on', async ({ page }) => {
        const asked = await answerWith(page, 'Розы');
        await openStudio(page, words);
        await takeModel(page, 'GLM-4.7-Flash', words);
        await choose(page.getByRole('button', { name: words.attach }), await photo(page, 'розы.jpg', 300, 200), textFile('цены.csv', 'роза;100'));
        await page.getByLabel(words.prompt).fill('Что это?');
        await expect(drafted(page, words).first()).toContainText(words.unseen);
        await expect(page.getByText(words.blind)).toBeVisible();
        const send = page.getByRole('button', { name: words.send, exact: true });
        await expect(send).toBeDisabled();
        await page.keyboard.press('Enter');
        expect(asked).toHaveLength(0);
        await expectAccessible(page, `model without pictures, ${locale}, ${device}`);
        await page.getByRole('button', { name: words.auto }).press('Enter');
        await expect(page.getByText(words.blind)).toHaveCount(0);
        await expect(page.getByLabel(words.prompt)).toBeFocused();
        await expect(page.getByText(words.open)).toBeVisible();
        await takeModel(page, 'GLM-4.7-Flash', words);
        await page.getByRole('button', { name: words.removePictures }).click();
        await expect(drafted(page, words)).toHaveCount(1);
        await send.click();
        await expect(page.getByRole('region', { name: words.answer })).toContainText('Розы');
        expect(partsOf(asked[0]).map(({ text }) => text)).toEqual(['<file name="цены.csv">\nроза;100\n</file>', 'Что это?']);
      });

      test('files that can’t be attached say why, and hold nothing up', async ({ page }) => {
        const asked = await answerWith(page, 'Ответ');
        await openStudio(page, words);
        await choose(
          page.getByRole('button', { name: words.attach }),
          textFile('program.bin', new Uint8Array([0, 1, 2, 250])),
          pdfFile('scan.pdf'),
          textFile('long.txt', 'x'.repeat(1_000_001)),
          textFile('report.docx', 'PK'),
          textFile('broken.pdf', 'not a PDF at all'),
          textFile('photo.heic', 'no picture', 'image/heic'),
        );
        for (const problem of words.problems) await expect(page.getByText(problem)).toBeVisible();
        await expectAccessible(page, `refused files, ${locale}, ${device}`);
        await page.getByLabel(words.prompt).fill('Тогда без них');
        await page.getByRole('button', { name: words.send, exact: true }).click();
        await expect(page.getByRole('region', { name: words.answer })).toContainText('Ответ');
        await expect(drafted(page, words)).toHaveCount(0);
        expect(asked[0]?.['messages']).toEqual([{ role: 'user', content: 'Тогда без них' }]);
      });
    });
  }
}

test('a picture is pasted, words with a picture beside them stay words, and a file may be dropped anywhere', async ({ page }) => {
  await answerWith(page, 'Розы');
  await openStudio(page);
  const field = page.getByLabel(RU.prompt);
  const picture = { ...(await photo(page, 'image.png', 40, 30)), name: 'image.png' };
  await hand(field, 'paste', [picture], { 'text/plain': 'Итого', 'text/html': '<b>Итого</b>' });
  await hand(field, 'paste', [picture]);
  await expect(drafted(page)).toHaveCount(1);
  const heading = page.getByRole('heading', { level: 1 });
  const note = textFile('заметка.txt', 'поливать утром');
  await hand(heading, 'dragover', [note]);
  await expect(page.getByText('Отпустите файлы, и они приложатся к вопросу')).toBeVisible();
  await hand(heading, 'drop', [note]);
  await expect(page.getByText('Отпустите файлы, и они приложатся к вопросу')).toHaveCount(0);
  await expect(drafted(page)).toHaveCount(2);
  await expect(field).toBeFocused();
  expect(new URL(page.url()).pathname).toBe('/studio');
});

test('ten files are the most, and all of a request stays below what the server takes', async ({ page }) => {
  test.setTimeout(120_000);
  await answerWith(page, 'Прочитано');
  await openStudio(page);
  const button = page.getByRole('button', { name: RU.attach });
  const large = Array.from({ length: 11 }, (_, at) => textFile(`${at}.txt`, 'a'.repeat(999_000)));
  await choose(button, ...large);
  await expect(page.getByText('К вопросу можно приложить не больше десяти файлов.')).toBeVisible();
  await page.getByLabel(RU.prompt).fill('Что здесь?');
  await page.getByRole('button', { name: RU.send, exact: true }).click();
  await expect(page.getByRole('region', { name: RU.answer })).toContainText('Прочитано');
  await choose(button, ...large.slice(0, 10));
  await page.getByLabel(RU.prompt).fill('А здесь?');
  await expect(page.getByText(/запрос больше 20 МБ/)).toHaveCount(0);
  await page.getByRole('button', { name: RU.send, exact: true }).click();
  await expect(page.getByRole('region', { name: RU.answer })).toHaveCount(2);
  await choose(button, ...large.slice(0, 2));
  await page.getByLabel(RU.prompt).fill('И здесь?');
  await expect(page.getByText(/запрос больше 20 МБ/)).toBeVisible();
  await expect(page.getByRole('button', { name: RU.send, exact: true })).toBeDisabled();
  await page.locator('byok-draft-attachments').getByRole('button', { name: 'Новый разговор' }).click();
  await expect(page.getByRole('region', { name: RU.answer })).toHaveCount(0);
  await expect(drafted(page)).toHaveCount(2);
  await expect(page.getByRole('button', { name: RU.send, exact: true })).toBeEnabled();
});

test('branches keep what was attached; a model that sees no pictures is not asked about them; Markdown names them', async ({ page }) => {
  const asked = await answerWith(page, 'Первый', 'Второй', 'Третий');
  await openStudio(page);
  await choose(page.getByRole('button', { name: RU.attach }), await photo(page, 'розы.jpg', 300, 200));
  await page.getByLabel(RU.prompt).fill('Что это?');
  await page.getByRole('button', { name: RU.send, exact: true }).click();
  const answer = page.getByRole('region', { name: RU.answer });
  await expect(answer).toContainText('Первый');
  await answer.getByRole('button', { name: 'Ещё вариант' }).click();
  await expect(answer).toContainText('Второй');
  await takeModel(page, 'GLM-4.7-Flash');
  await expect(page.getByText(/GLM-4.7-Flash не видит картинки/)).toBeVisible();
  await answer.getByRole('button', { name: 'Ещё вариант' }).click();
  await expect(answer.getByText(RU.blind)).toBeVisible();
  expect(asked).toHaveLength(2);
  await answer.getByRole('button', { name: RU.auto }).click();
  await answer.getByRole('button', { name: 'Спросить эту модель' }).click();
  await expect(answer).toContainText('Третий');
  expect(asked.map((body) => partsOf(body).map(({ type }) => type))).toEqual(Array.from({ length: 3 }, () => ['image_url', 'text']));
  await expect(page.getByRole('list', { name: RU.sent }).getByRole('listitem')).toHaveCount(1);

  await page.getByRole('button', { name: 'Разговоры' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: /Markdown/ }).click();
  expect(await readFile(await (await download).path(), 'utf8')).toBe('# Что это?\n\n> Что это?\n> \n> 📎 розы.jpg\n\nТретий\n');
});

test('pictures and files reach the models of all providers', async ({ page }) => {
  await openStudio(page);
  const { providers } = (await (await page.request.get('/api/catalog')).json()) as { providers: { id: string; models: { id: string; allowed: boolean; stopsSoon?: boolean; abilities: string[] }[] }[] };
  for (const provider of ['openai', 'anthropic', 'gemini']) {
    const model = providers.find(({ id }) => id === provider)?.models.find(({ allowed, abilities, stopsSoon }) => allowed && !stopsSoon && abilities.includes('chat') && abilities.includes('vision'));
    await takeModel(page, model?.id ?? '');
    await choose(page.getByRole('button', { name: RU.attach }), await photo(page, 'розы.jpg', 300, 200), textFile('цены.csv', 'роза;100'), pdfFile('guide.pdf', 'Roses need sun'));
    await page.getByLabel(RU.prompt).fill('Что это?');
    await page.getByRole('button', { name: RU.send, exact: true }).click();
    const answer = page.getByRole('region', { name: RU.answer }).last();
    await expect(answer).toHaveAttribute('aria-busy', 'false', { timeout: 30_000 });
    await expect(answer.getByText('Ответ готов.')).toBeAttached();
    await page.getByRole('button', { name: 'Новый разговор' }).click();
  }
});

/** Pictures and words of files, as they would stand in a storage in plain form. */
const FILE_WORDS = 'тайные-слова-в-файле';

test('a vault encrypts attachments too; locked, it takes them in and gives nothing out', async ({ page, keys }) => {
  await answerWith(page, 'Ответ');
  await openStudio(page);
  const button = page.getByRole('button', { name: RU.attach });
  await choose(button, textFile('тайное-имя.txt', FILE_WORDS), await photo(page, 'розы.jpg', 300, 200));
  await page.getByLabel(RU.prompt).fill('Что это?');
  await page.getByRole('button', { name: RU.send, exact: true }).click();
  await expect(page.getByRole('region', { name: RU.answer })).toContainText('Ответ');
  const holds = async (): Promise<boolean[]> => {
    const stored = await dumpStorage(page);
    return [FILE_WORDS, 'тайное-имя', 'data:image/'].map((words) => stored.includes(words));
  };
  await expect.poll(holds).toEqual([true, true, true]);
  await keys.createVault(VAULT_PASSWORD);
  await expect.poll(holds).toEqual([false, false, false]);
  await keys.addKey('openai', KEY);
  await page.goto('/studio');
  await expect(page.getByRole('heading', { name: 'Прежние разговоры закрыты' })).toBeVisible();
  await choose(button, textFile('тайное-имя.txt', FILE_WORDS));
  await page.getByLabel(RU.prompt).fill('А это?');
  await page.getByRole('button', { name: RU.send, exact: true }).click();
  await expect(page.locator('.held')).toHaveText('А это?');
  await expect(page.getByRole('list', { name: RU.sent })).toContainText('тайное-имя.txt');
  await page.getByRole('button', { name: 'Вернуться к тексту' }).click();
  await expect(drafted(page)).toHaveCount(1);
  await page.getByRole('button', { name: RU.send, exact: true }).click();
  await page.getByRole('button', { name: 'Отправить без моего ключа' }).click();
  await expect(page.getByRole('region', { name: RU.answer })).toContainText('Ответ');
  await page.waitForTimeout(1_200);
  expect(await holds()).toEqual([false, false, false]);
  await page.reload();
  await page.getByRole('button', { name: 'Открыть сейф', exact: true }).click();
  await page.getByRole('main').getByLabel('Пароль сейфа', { exact: true }).fill(VAULT_PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: RU.sent })).toContainText('тайное-имя.txt');
  await expect(page.getByRole('list', { name: RU.sent })).not.toContainText('не сохранилось');
});
