import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type Page } from '@playwright/test';
import { baseURL, root } from '../support/application.js';
import { STATES, type Language } from './states.js';

const WIDTHS = [390, 820, 1024, 1440];
const THEMES = ['light', 'dark'] as const;
const FOLDER = join(root, 'screens');
/** Highest part of a page that a sheet shows, in pixels: what is below is looked at in the browser. */
const MAX_HEIGHT = 2_400;

async function wholePage(page: Page, width: number): Promise<Buffer> {
  await page.evaluate(() => scrollTo(0, 0));
  const height = Math.min(MAX_HEIGHT, await page.evaluate(() => document.documentElement.scrollHeight));
  return page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width, height: Math.max(900, height) }, animations: 'disabled' });
}

async function windowAt(page: Page, place: string): Promise<Buffer> {
  await page.locator(place).last().evaluate((element) => element.scrollIntoView({ block: 'center' }));
  return page.screenshot({ animations: 'disabled' });
}

/** @param place what is looked at, with what lies over the page; absent: the whole page */
async function shots(page: Page, place?: string): Promise<{ label: string; png: string; width: number }[]> {
  const taken: { label: string; png: string; width: number }[] = [];
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const png = await (place === undefined ? wholePage(page, width) : windowAt(page, place));
      taken.push({ label: `${width} px, ${colorScheme}`, png: png.toString('base64'), width });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  return taken;
}

/** All shots of one state on one picture. */
async function sheet(page: Page, title: string, taken: Awaited<ReturnType<typeof shots>>): Promise<Buffer> {
  const figures = taken.map(({ label, png, width }) => `<figure style="width:${width * 0.45}px"><figcaption>${label}</figcaption><img src="data:image/png;base64,${png}" style="width:100%"></figure>`);
  await page.setViewportSize({ width: 1760, height: 900 });
  await page.setContent(`<style>body{margin:16px;font:14px sans-serif;background:#888}div{display:flex;gap:16px;align-items:start}figure{margin:0 0 16px}img{display:block}</style><h1>${title}</h1><div>${figures.slice(0, WIDTHS.length).join('')}</div><div>${figures.slice(WIDTHS.length).join('')}</div>`);
  return page.screenshot({ fullPage: true });
}

for (const language of ['ru', 'en'] as const satisfies readonly Language[]) {
  test(`contact sheets, ${language}`, async ({ browser }) => {
    mkdirSync(FOLDER, { recursive: true });
    const context = await browser.newContext({ baseURL, locale: language === 'ru' ? 'ru-RU' : 'en-US', viewport: { width: 1440, height: 900 } });
    const [page, table] = [await context.newPage(), await (await browser.newContext()).newPage()];
    for (const { name, reach, place } of STATES) {
      await reach(page, language);
      writeFileSync(join(FOLDER, `${name}-${language}.png`), await sheet(table, `${name}, ${language}`, await shots(page, place)));
    }
    await context.close();
  });
}
