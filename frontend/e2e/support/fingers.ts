import type { Page } from '@playwright/test';

/** In pixels: what a fingertip hits. */
const FINGER = 44;

/** What can be pressed on the screen, and is lower than a finger is wide, counting what reaches out around it. */
export async function tooSmallForFingers(page: Page): Promise<string[]> {
  return page.evaluate((finger) => {
    const reach = (element: Element): number => {
      const around = element.querySelector('.mat-mdc-button-touch-target');
      const after = parseFloat(getComputedStyle(element, '::after').height);
      const field = element.closest('.mat-mdc-text-field-wrapper');
      // A checkbox is ticked by its label as well.
      const label = element instanceof HTMLInputElement && element.type === 'checkbox' ? (element.labels?.[0] ?? null) : null;
      const heights = [element, around, label, element.matches('input, select') ? field : null].map((part) => part?.getBoundingClientRect().height ?? 0);
      return Math.max(...heights, Number.isNaN(after) ? 0 : after);
    };
    return [...document.querySelectorAll('a[href], button, summary, select, input:not([type=radio], [type=file])')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.skip'))
      .filter((element) => reach(element) < finger)
      .map((element) => `${element.tagName.toLowerCase()} ${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim()}`);
  }, FINGER);
}
