import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { baseURL, root } from '../support/application.js';
import { xsrf } from '../support/accounts.js';
import { ACCOUNT_PASSWORD } from '../support/fixtures.js';

const FOLDER = join(root, 'frontend/public/start');
const SIZE = { width: 960, height: 694 };

/** What a person would have made of the emulator's words. */
const COURSE = {
  ru: {
    title: 'Комнатные растения без ошибок',
    lessons: [
      ['Свет: где поставить горшок', '### Чему научимся\n\nВыбирать место для растения и по листьям понимать, хватает ли ему света.\n\n- **Восточное окно** подходит почти всем: утром солнце мягкое.\n- **Листья мельчают и тянутся к стеклу**: света мало.\n- **Сухие светлые пятна**: света слишком много.\n\n### Задание\n\nСфотографируйте своё растение сегодня и через неделю. Что изменилось?'],
      ['Полив: палец вместо календаря', 'Проверяйте землю пальцем.'],
      ['Пересадка и дренаж', 'Новый горшок шире на 2–3 см.'],
      ['Вредители: осмотр раз в неделю', 'Смотрите на листья снизу.'],
    ],
  },
  en: {
    title: 'House plants without mistakes',
    lessons: [
      ['Light: where to put the pot', '### What you will learn\n\nTo choose a place for a plant, and to tell from its leaves whether it gets enough light.\n\n- **An east window** suits nearly all: the morning sun is mild.\n- **Leaves get smaller and stretch towards the glass**: too little light.\n- **Dry, pale spots**: too much of it.\n\n### Homework\n\nTake a picture of your plant today and in a week. What has changed?'],
      ['Watering: a finger, not a calendar', 'Put a finger into the soil.'],
      ['Repotting and drainage', 'The new pot is 2 or 3 cm wider.'],
      ['Pests: a look once a week', 'Look at the undersides of leaves.'],
    ],
  },
} as const;

/** The pictures of the start page: the demo course as the sandbox makes it, in both languages and themes. */
for (const language of ['ru', 'en'] as const) {
  test(`start pictures, ${language}`, async ({ browser }) => {
    mkdirSync(FOLDER, { recursive: true });
    const context = await browser.newContext({ baseURL, locale: language === 'ru' ? 'ru-RU' : 'en-US', viewport: SIZE, deviceScaleFactor: 1.5 });
    const page = await context.newPage();
    await page.goto('/register?demo=1');
    await page.locator('input[type=email]').fill(`author-${language}-${Date.now()}@school.example`);
    await page.locator('input[name=password]').fill(ACCOUNT_PASSWORD);
    await page.locator('button[type=submit]').click();
    await expect(page.locator('byok-course-results')).toBeVisible({ timeout: 60_000 });
    await expect(page.locator('details.how')).toBeVisible({ timeout: 60_000 });
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const headers = await xsrf(page);
    expect((await page.request.patch(`/api/jobs/${id}`, { data: { title: COURSE[language].title }, headers })).ok()).toBe(true);
    for (const [index, [title, markdown]] of COURSE[language].lessons.entries()) {
      // As many as the emulator has made.
      await page.request.put(`/api/jobs/${id}/lessons/${index}`, { data: { title, markdown }, headers });
    }
    await page.reload();
    await expect(page.getByText(COURSE[language].lessons[0][0])).toBeVisible();
    const converter = await (await browser.newContext()).newPage();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.evaluate(() => scrollTo(0, 0));
      const png = (await page.screenshot({ animations: 'disabled' })).toString('base64');
      const webp = await converter.evaluate(async (source) => {
        const image = new Image();
        image.src = `data:image/png;base64,${source}`;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = image.naturalWidth;
        canvas.height = image.naturalHeight;
        canvas.getContext('2d')?.drawImage(image, 0, 0);
        return canvas.toDataURL('image/webp', 0.82).split(',')[1] ?? '';
      }, png);
      writeFileSync(join(FOLDER, `${language}-${colorScheme}.webp`), Buffer.from(webp, 'base64'));
    }
    await context.close();
  });
}
