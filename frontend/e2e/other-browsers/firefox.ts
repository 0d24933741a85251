import puppeteer, { type Page } from 'puppeteer-core';
import { TIMEOUT_MS, type Browser, type Tab } from './tab.js';

function tabOf(page: Page): Tab {
  page.setDefaultTimeout(TIMEOUT_MS);
  const locate = (xpath: string) => page.locator(`::-p-xpath(${xpath})`);
  return {
    goto: async (url) => void (await page.goto(url)),
    // Nothing is drawn in a tab behind another one, so that its elements never come to rest.
    click: async (xpath) => {
      await page.bringToFront();
      await locate(xpath).click();
    },
    type: async (xpath, text) => {
      await page.bringToFront();
      await (await locate(xpath).waitHandle()).focus();
      await page.keyboard.type(text);
    },
    evaluate: <T>(source: string) => page.evaluate(source) as Promise<T>,
  };
}

/** Debian's Firefox, over WebDriver BiDi. @param executablePath of `firefox-esr` */
export async function launchFirefox(executablePath: string): Promise<Browser> {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true, defaultViewport: { width: 1280, height: 900 }, extraPrefsFirefox: { 'intl.accept_languages': 'en-US' } });
  return {
    newTab: async () => tabOf(await browser.newPage()),
    close: () => browser.close(),
  };
}
