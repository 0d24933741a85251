import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.js';
import { answerWith } from './support/answers.js';
import { expect, test } from './support/fixtures.js';

const WORDS = {
  'ru-RU': { prompt: 'Ваш запрос', send: 'Отправить', answer: 'Ответ', copy: 'Копировать', copied: 'Скопировано' },
  'en-US': { prompt: 'Your request', send: 'Send', answer: 'Answer', copy: 'Copy', copied: 'Copied' },
} as const;

const ANSWER = String.raw`# Квадратное уравнение

Корни: \( x_{1,2} = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a} \), а площадь круга $S = \pi r^2$. Учебник стоит $5, тетрадь $6[^1].

\[ \int_0^1 x^2\,dx = \frac{1}{3} \]

| Урок | Минут | Готов |
|:-----|------:|:-----:|
| Первый | 45 | да |

- [x] План
- [ ] Тест

~~~python
for x in range(3):
    print("<b>", x)
~~~

~~~mermaid
graph TD; A-->B
~~~

<details>
<summary>Ответ к заданию</summary>

Сорок **два**.

</details>

<div onclick="alert(1)" onmouseover="alert(2)"><img src="x" onerror="alert(3)">HTML</div>

[^1]: Цены *прошлого* года.`;

async function ask(page: Page, words: (typeof WORDS)[keyof typeof WORDS]): Promise<void> {
  await page.goto('/studio');
  await page.getByLabel(words.prompt).fill('Уравнение');
  await page.getByRole('button', { name: words.send, exact: true }).click();
}

for (const [locale, words] of Object.entries(WORDS)) {
  for (const [device, viewport] of [['phone', { width: 390, height: 844 }], ['desktop', { width: 1440, height: 900 }]] as const) {
    test.describe(`${locale}, ${device}`, () => {
      test.use({ locale, viewport, permissions: ['clipboard-read', 'clipboard-write'] });

      test('formulas, tables, tasks, notes, code and folded parts are shown as what they are', async ({ page }) => {
        await answerWith(page, ANSWER);
        await ask(page, words);
        const answer = page.getByRole('region', { name: words.answer });
        await expect(answer.locator('.katex')).toHaveCount(3);
        await expect(answer.locator('math').first()).toBeAttached();
        await expect(answer).toContainText('Учебник стоит $5, тетрадь $6');
        await expect.poll(() => page.evaluate(() => [...document.styleSheets].some(({ href }) => href?.endsWith('/math.css')))).toBe(true);
        await expect.poll(() => page.evaluate(() => document.fonts.check('16px KaTeX_Math'))).toBe(true);

        const alignment = await answer.locator('td').evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell).textAlign));
        expect(alignment).toEqual(['left', 'right', 'center']);
        await expect(answer.getByRole('listitem').filter({ hasText: 'План' })).toHaveText('☑ План');
        await expect(answer.locator('sup')).toHaveText('1');
        await expect(answer.locator('.footnotes')).toHaveText('Цены прошлого года.');
        await expect(answer.locator('.hljs-keyword').first()).toHaveText('for');
        await expect(answer.getByText('graph TD; A-->B')).toBeVisible();
        await expect(answer).toContainText('<div onclick="alert(1)"');

        const folded = answer.getByText('Сорок два.');
        await expect(folded).toBeHidden();
        await answer.getByText('Ответ к заданию').focus();
        await page.keyboard.press('Enter');
        await expect(folded).toBeVisible();

        const copy = answer.locator('.code').first().getByRole('button');
        await expect(copy).toHaveText(words.copy);
        await copy.focus();
        await page.keyboard.press('Enter');
        await expect(copy).toHaveText(words.copied);
        expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('for x in range(3):\n    print("<b>", x)');
        // The whole page at once: in a window, what is half behind header or composer just now counts as too small.
        await page.setViewportSize({ ...viewport, height: 2_400 });
        await expectAccessible(page, `answer, ${locale}, ${device}`);
      });
    });
  }
}

test('an answer without formulas and code loads neither', async ({ page }) => {
  const scripts: string[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(new URL(response.url()).pathname);
  });
  await answerWith(page, 'Просто **слова**.', 'И `код` в строке за $5.', '$x$');
  await ask(page, WORDS['ru-RU']);
  await expect(page.locator('byok-markdown strong')).toHaveText('слова');
  await page.getByLabel('Ваш запрос').fill('Ещё');
  await page.getByRole('button', { name: 'Отправить', exact: true }).click();
  await expect(page.locator('byok-markdown code')).toHaveText('код');
  const before = new Set(scripts).size;
  await page.getByLabel('Ваш запрос').fill('И ещё');
  await page.getByRole('button', { name: 'Отправить', exact: true }).click();
  await expect(page.locator('byok-markdown .katex')).toHaveCount(1);
  expect(new Set(scripts).size).toBeGreaterThan(before);
});
