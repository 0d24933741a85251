import type { Page } from '@playwright/test';

/** Presses Tab until what has the focus is called like this: by its label, its `aria-label` or its text. */
export async function tabTo(page: Page, name: RegExp, most = 60): Promise<void> {
  const passed: string[] = [];
  for (let count = 0; count < most; count += 1) {
    await page.keyboard.press('Tab');
    const called = await page.evaluate(() => {
      const focused = document.activeElement;
      if (focused === null || focused === document.body) return '';
      const field = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement || focused instanceof HTMLSelectElement;
      const words = field ? (focused.labels?.[0]?.textContent ?? '') : (focused.textContent ?? '');
      return `${focused.getAttribute('aria-label') ?? ''} ${words}`.trim();
    });
    if (name.test(called)) return;
    passed.push(called);
  }
  throw new Error(`The focus never came to ${name}, but to: ${passed.join(', ')}.`);
}
