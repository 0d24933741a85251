import { expectAccessible } from './support/accessible.js';
import { COMPLETED, COURSE_ID, CourseServer, LESSONS, spoken, type CourseView } from './support/course-server.js';
import { expect, test } from './support/fixtures.js';

const LONG = 'Оченьдлинноесловобезпробелов'.repeat(7);
const PAID = [
  { stage: 'transcription', credentialSource: 'byok', provider: 'openai', model: 'gpt-transcribe', attempts: 'byok:openai:ok' },
  { stage: 'outline', credentialSource: 'platform', provider: 'openai', model: 'gpt-6-luna', attempts: 'byok:openai:key_no_credit,platform:openai:ok' },
];

const STATES: Readonly<Record<string, CourseView>> = {
  queued: { status: 'queued', stage: 'queued', progress: 0 },
  active: { status: 'active', stage: 'lesson', progress: 75, receipts: PAID, result: { ...COMPLETED.result, lessons: [LESSONS[0]!, null] } },
  failed: { ...COMPLETED, status: 'failed', receipts: PAID, error: { code: 'key_no_credit', detail: 'Quota.' }, result: { ...COMPLETED.result, lessons: [LESSONS[0]!, null] } },
  cancelled: { status: 'cancelled', stage: 'transcription', progress: 30, result: { transcript: spoken(4), lessons: [] } },
  silent: { ...COMPLETED, result: { ...COMPLETED.result, transcript: { text: '', segments: [] } } },
  long: { ...COMPLETED, title: LONG.slice(0, 200), result: { transcript: spoken(4)!, outline: { title: LONG, sections: [{ title: LONG, summary: LONG }] }, lessons: [{ title: LONG, markdown: `${LONG}\n\n\`\`\`\n${LONG}\n\`\`\`` }] } },
};

for (const [locale, colorScheme, width] of [['ru-RU', 'light', 1280], ['ru-RU', 'dark', 390], ['en-US', 'light', 390], ['en-US', 'dark', 1280]] as const) {
  test.describe(`${locale}, ${colorScheme}, ${width} wide`, () => {
    test.use({ locale, colorScheme, viewport: { width, height: 840 } });

    test('every state of a course is accessible', async ({ page }) => {
      const server = await CourseServer.on(page, COMPLETED);
      for (const [name, view] of Object.entries(STATES)) {
        server.view = view;
        await page.goto(`/courses/${COURSE_ID}`);
        await page.locator('byok-stage-list, .how').first().waitFor();
        await expectAccessible(page, name);
      }
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.goto(`/courses/${COURSE_ID}`);
      await page.getByRole('alert').waitFor();
      await expectAccessible(page, 'unknown');
    });

    test('reading, searching, renaming and editing are accessible', async ({ page }) => {
      const server = await CourseServer.on(page, { ...COMPLETED, result: { ...COMPLETED.result, transcript: spoken(90) } });
      await page.goto(`/courses/${COURSE_ID}`);
      await page.locator('.how summary').click();
      await page.getByRole('button', { name: /Переименовать|Rename/ }).click();
      await page.getByRole('button', { name: /^(Изменить урок|Edit the lesson)/ }).first().click();
      await page.locator('textarea').fill('');
      await expectAccessible(page, 'editing');
      await page.locator('textarea').fill('Мой текст');
      server.changeLesson(0, `${LONG}\n\n${'Чужой текст. '.repeat(80)}`);
      await page.getByRole('button', { name: /^(Сохранить|Save)$/ }).last().click();
      await page.locator('.overtaken summary').click();
      await expectAccessible(page, 'overtaken');
      await page.getByRole('radio', { name: /Просмотр|Preview/ }).click();
      await expectAccessible(page, 'preview');
      await page.getByRole('tab').nth(2).click();
      await page.getByRole('searchbox').fill('сорок');
      await expect(page.locator('mark.current')).toBeInViewport();
      await expectAccessible(page, 'transcript');
      await page.getByRole('tab').nth(1).click();
      await expectAccessible(page, 'outline');
      await page.getByRole('button', { name: /^(Изменить описание|Edit the description)/ }).first().click();
      await expectAccessible(page, 'summary');
    });
  });
}
