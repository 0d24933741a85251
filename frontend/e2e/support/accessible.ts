import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Nothing moves for so long, in milliseconds: the screen stands still. */
const STILL_MS = 300;

/**
 * Waits for the end of all that moves and has an end: colours are judged as they end up, however slow the machine is.
 * Bars of progress never come to rest while something goes on.
 */
async function standStill(page: Page): Promise<void> {
  await page.evaluate(async (still) => {
    const moves = ({ playState, effect }: Animation): boolean =>
      playState === 'running' && effect?.getComputedTiming().endTime !== Infinity && !(effect as KeyframeEffect).target?.closest('[role=progressbar]');
    for (let since = performance.now(); performance.now() - since < still; ) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      if (document.getAnimations().some(moves)) since = performance.now();
    }
  }, STILL_MS);
}

/** The screen breaks no rule of accessibility, and is no wider than the window. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  await standStill(page);
  // In one page: otherwise each look opens a second one and injects axe there, too. No page of ours has a frame.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => `${screen}: ${id} at ${nodes.map((node) => node.target.join(' ')).join(' | ')}`)).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, screen).toBeLessThanOrEqual(0);
}
